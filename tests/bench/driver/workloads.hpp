// The workloads; each reads its options, talks to the server, and gives its figures. Throws Failure.
#pragma once

#include "options.hpp"
#include "result.hpp"

namespace tram::bench {

// deliver --smtp H:P --recipients FILE [--sessions N] [--messages N] [--size S | --message-file F] [--each M]
//         [--pipelining 1] [--imaps H:P --watch FILE]
Result deliver(const Options& options);

// append --imaps H:P --account FILE [--count N] [--size S] [--batch B]: B messages to a command. [RFC3502]
Result append(const Options& options);

// store --imaps H:P --account FILE [--count N]: sets and clears a flag of one message after another; N is even.
Result storeFlags(const Options& options);

// read --imaps H:P --account FILE --steps select,flags,envelopes,bodies,search [--first N] [--count N]
Result readMailbox(const Options& options);

// idle --imaps H:P --accounts FILE [--connections N]: prints a line once all idle, and ends with its standard input.
Result idle(const Options& options);

// latency --imaps H:P --account FILE [--handshakes N] [--seconds S]: of a NOOP in an open session, first alone, then
// while others make N TLS handshakes a second.
Result latency(const Options& options);

}  // namespace tram::bench
