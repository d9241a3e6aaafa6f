// Why a command could not be read: enough for a tagged BAD that says what was wanted and where.
//
// Standards: RFC 9051 2.2.1, 7.1. Texts are English ASCII: clients show them in logs, not to people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace tram::imap {

struct ParseError {
    enum class Kind : std::uint8_t {
        noTag,      // `* BAD`: the line does not begin with a tag
        noCommand,  // a tag and nothing behind it
        unknownCommand,
        badArguments,    // `expected` says what was wanted at `position`
        badMailboxName,  // no valid modified UTF-7 or UTF-8
        tooComplex,      // more nesting, keys, items or numbers than limits::imap allows
        lineTooLong,
        literalTooBig,  // for an APPEND: NO [TOOBIG]
    };
    Kind kind = Kind::badArguments;
    std::string tag;            // empty: there was none, `* BAD`
    std::string command;        // upper case, "UID FETCH"; empty where it was not got so far
    std::string_view expected;  // static text
    std::size_t position = 0;   // octets from the command's first, literals counted

    // What follows BAD: "FETCH: expected a section at octet 23".
    [[nodiscard]] std::string text() const;
};

// The tag at the start of `text` where there is one, followed by a space or the end; else empty.
// [RFC9051 9: tag]
[[nodiscard]] ByteView recoverTag(ByteView text);

}  // namespace tram::imap
