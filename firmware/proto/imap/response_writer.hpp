// The pieces of IMAP responses: strings in the right form, envelopes, body structures, lists.
//
// Standards: RFC 9051 9, 7.5.2; RFC 3501 9; RFC 3516 (literal8); RFC 6855 (UTF-8 in quoted strings).
// Everything is appended to one byte string; nothing fails. Output is well-formed whatever the octets are:
// what a quoted string cannot hold becomes a literal, NULs outside of literal8 are left out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"

namespace tram::imap {

enum class StringForm : std::uint8_t {
    ascii,  // 8-bit goes into literals
    utf8,   // after ENABLE UTF8=ACCEPT or IMAP4rev2: valid UTF-8 is quoted
};

// Quoted, or a literal.
void appendString(Bytes& out, ByteView octets, StringForm form = StringForm::ascii);
// NIL where there is none.
void appendNstring(Bytes& out, const std::optional<std::string>& octets, StringForm form = StringForm::ascii);
// An atom where it can be one.
void appendAstring(Bytes& out, ByteView octets, StringForm form = StringForm::ascii);
// "{n}" CRLF and the octets, which hold no NUL; "~{n}" where they do.
void appendLiteralOrLiteral8(Bytes& out, ByteView octets);
// The name is UTF-8; in ascii form as modified UTF-7.
void appendMailbox(Bytes& out, ByteView utf8, StringForm form);

// "(...)" [RFC9051 7.5.2 ENVELOPE]
void appendEnvelope(Bytes& out, const mime::Envelope& envelope, StringForm form = StringForm::ascii);

enum class StructureForm : std::uint8_t {
    body,      // without extension data
    extended,  // BODYSTRUCTURE
};
// Of the whole message. [RFC9051 7.5.2 BODYSTRUCTURE] Parameters in RFC 2231's form are "name*" with the text
// in utf8 form, and "name*" with charset and percent signs, which older clients know, in ascii form.
void appendBodyStructure(Bytes& out, const mime::MessageSummary& summary, StructureForm structure,
                         StringForm form = StringForm::ascii);

// The text of a response that people read: what would end it or look like a code becomes harmless, a character
// beyond ASCII becomes '?' in ascii form.
void appendText(Bytes& out, ByteView text, StringForm form = StringForm::ascii);

}  // namespace tram::imap
