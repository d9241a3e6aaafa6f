// What the service writes about a ticket to whoever asked: that it came, and how it ended. R8.2, R9.8
//
// In Vietnamese, then in English. Pure. Most of it are strangers' words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report.hpp"

namespace tram::dsn {

enum class TicketNews : std::uint8_t { received, done, rejected };
enum class TicketVerb : std::uint8_t { make, change, close };

// One person of a request.
struct TicketLine {
    std::uint32_t row = 0;  // as the form counts
    TicketVerb verb = TicketVerb::make;
    std::string who;     // his name, or his address
    std::string result;  // his address, once it is carried out; "": it is not
};
struct TicketFault {
    std::uint32_t row = 0;
    std::string column;
    std::string problem;  // "missing", "bad_date" …
    std::string cell;
};

struct TicketFacts {
    std::string from;  // hotro@…
    std::string to;
    std::string number;     // "HT-12"
    std::string subject;    // of what he wrote
    std::string inReplyTo;  // its Message-ID, with brackets
    TicketNews news = TicketNews::received;
    bool isRequest = false;  // of an agency
    // The form came from a mailbox that is no agency's: nothing is carried out on its word.
    bool isFormOfNoAgency = false;
    std::vector<TicketLine> lines;
    std::vector<TicketFault> faults;
    std::string remark;  // the operator's
    SystemTime now;
};

[[nodiscard]] Report composeTicketLetter(const TicketFacts& facts, Random& random);

}  // namespace tram::dsn
