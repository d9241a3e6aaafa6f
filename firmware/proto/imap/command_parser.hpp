// Reads one whole command: its text as InputAssembler hands it on, literals in place, without the last
// line end.
//
// Standards: RFC 9051 9, RFC 3501 9; RFC 2342, 2971, 3516, 3691, 4315, 4731, 4959, 5032, 5161, 5182, 5258,
// 5819, 6154, 6851, 6855, 7162, 7888, 8438, 9208. APPEND is read by append_parser.hpp.
// Lenient where no client can mean anything else: any case, a space before the line end, UTF-8 in
// quoted strings and mailbox names.
// Hostile input: linear, nesting bounded by limits::imap::searchDepth, allocates a small multiple of
// what it reads.
#pragma once

#include <expected>
#include <string>

#include "proto/imap/command.hpp"
#include "proto/imap/parse_error.hpp"

namespace tram::imap {

struct TaggedCommand {
    std::string tag;
    std::string name;  // upper case, as asked: "UID FETCH", "EXAMINE"
    Command command;
};

[[nodiscard]] std::expected<TaggedCommand, ParseError> parseCommand(ByteView text, NameEncoding names);

}  // namespace tram::imap
