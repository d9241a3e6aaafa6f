// Reads APPEND as it comes, up to each message's literal.
//
// Standards: RFC 9051 6.3.12, RFC 3502 (MULTIAPPEND), RFC 3516 4.4 ("~{"), RFC 6855 4 ("UTF8 (~{"), RFC 7888.
// Hostile input: linear, bounded by the line.
#pragma once

#include <expected>
#include <string>

#include "proto/imap/command.hpp"
#include "proto/imap/command_parser.hpp"
#include "proto/imap/parse_error.hpp"

namespace tram::imap {

struct AppendHead {
    std::string tag;
    std::string mailbox;  // UTF-8
    AppendPiece first;
};

// Whether `text`, a command up to and with a literal's announcement "{n}", is an APPEND whose mailbox
// is complete: that literal is a message.
[[nodiscard]] bool announcesMessage(ByteView text);

// `text` as above.
[[nodiscard]] std::expected<AppendHead, ParseError> parseAppendHead(ByteView text, NameEncoding names);

// What follows a message's literal.
struct AppendEnd {};
// Another message: `text` is the line, up to and with the announcement. `before` is what the message before
// was: after a UTF8 one a ")" comes first. The error has no tag.
[[nodiscard]] std::expected<AppendPiece, ParseError> parseAppendNext(ByteView text, const AppendPiece& before);
// The end: `text` is the line without its end.
[[nodiscard]] std::expected<AppendEnd, ParseError> parseAppendEnd(ByteView text, const AppendPiece& before);

}  // namespace tram::imap
