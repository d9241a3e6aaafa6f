// The table of SMTP commands: what each needs before it may be carried out.
//
// Standards: RFC 5321 4.1.1 and 4.1.4 (order), 4.5.3.1.4 (line lengths), RFC 3030 (BDAT).
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/limits.hpp"

namespace tram::smtp {

enum class Verb : std::uint8_t {
    ehlo,
    helo,
    mail,
    rcpt,
    data,
    bdat,
    rset,
    vrfy,
    expn,
    help,
    noop,
    quit,
    startTls,
    auth,
    http,  // a browser made to talk to us; whatever follows is not SMTP
};

enum class Needs : std::uint8_t { nothing, greeting };
enum class Argument : std::uint8_t { none, optional, required };
// Whether it may come between the BDAT chunks of one message. [RFC3030 2]
enum class BetweenChunks : std::uint8_t { no, yes };
// Whether it counts as idling where no message follows.
enum class Idle : std::uint8_t { no, yes };

struct Command {
    ByteView name;
    Verb verb;
    Needs needs;
    Argument argument;
    BetweenChunks betweenChunks;
    Idle idle;
    std::size_t longestLine;  // octets with CRLF
};

inline constexpr Command commandTable[] = {
    {"EHLO", Verb::ehlo, Needs::nothing, Argument::required, BetweenChunks::yes, Idle::yes, limits::smtp::commandLine},
    {"HELO", Verb::helo, Needs::nothing, Argument::required, BetweenChunks::yes, Idle::yes, limits::smtp::commandLine},
    {"MAIL", Verb::mail, Needs::greeting, Argument::required, BetweenChunks::no, Idle::no,
     limits::smtp::mailCommandLine},
    {"RCPT", Verb::rcpt, Needs::greeting, Argument::required, BetweenChunks::no, Idle::no,
     limits::smtp::rcptCommandLine},
    {"DATA", Verb::data, Needs::greeting, Argument::none, BetweenChunks::no, Idle::no, limits::smtp::commandLine},
    // BDAT looks at its order itself, since its octets have to be read in any case.
    {"BDAT", Verb::bdat, Needs::nothing, Argument::required, BetweenChunks::yes, Idle::no, limits::smtp::commandLine},
    {"RSET", Verb::rset, Needs::nothing, Argument::none, BetweenChunks::yes, Idle::yes, limits::smtp::commandLine},
    {"VRFY", Verb::vrfy, Needs::nothing, Argument::required, BetweenChunks::no, Idle::yes, limits::smtp::commandLine},
    {"EXPN", Verb::expn, Needs::nothing, Argument::required, BetweenChunks::no, Idle::yes, limits::smtp::commandLine},
    {"HELP", Verb::help, Needs::nothing, Argument::optional, BetweenChunks::no, Idle::yes, limits::smtp::commandLine},
    {"NOOP", Verb::noop, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::yes, limits::smtp::commandLine},
    {"QUIT", Verb::quit, Needs::nothing, Argument::none, BetweenChunks::yes, Idle::no, limits::smtp::commandLine},
    {"STARTTLS", Verb::startTls, Needs::greeting, Argument::none, BetweenChunks::no, Idle::yes,
     limits::smtp::commandLine},
    {"AUTH", Verb::auth, Needs::greeting, Argument::required, BetweenChunks::no, Idle::yes, limits::smtp::authLine},
    {"GET", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
    {"HEAD", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
    {"POST", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
    {"PUT", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
    {"CONNECT", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
    {"OPTIONS", Verb::http, Needs::nothing, Argument::optional, BetweenChunks::yes, Idle::no, limits::smtp::authLine},
};

// Case does not matter; nullptr for what is not in the table.
[[nodiscard]] const Command* findCommand(ByteView name) noexcept;

}  // namespace tram::smtp
