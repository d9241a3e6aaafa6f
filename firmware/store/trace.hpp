// Every step of a message, from the journal, in order.
#pragma once

#include "base/bytes.hpp"
#include "store/environment.hpp"
#include "store/schema/command_generated.h"
#include "store/sliced_walk.hpp"

namespace tram::store {

// `text` is a Message-ID (with or without angle brackets) or an address, of sender or recipient. Newest
// `limit` steps from `since` (microseconds since 1970) on, oldest first; what is sealed in files is read from there.
[[nodiscard]] schema::TracedT traceMessage(const Environment& environment, ByteView text, std::uint32_t limit,
                                           std::int64_t since, const BetweenSlices& between = {});

}  // namespace tram::store
