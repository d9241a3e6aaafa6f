// The text of a message as people read it, for searching: header values and text parts, decoded.
//
// Standards: IMAP SEARCH BODY and TEXT [RFC9051 6.4.4]. Hostile input: linear; held in memory is one piece
// of at most about limits::mime::textPiece octets of body, whatever the message's size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"

namespace tram::mime {

enum class Visit : std::uint8_t { goOn, stop };
using TextVisitor = std::function<Visit(ByteView utf8)>;

// The bodies of text/* parts of any depth (not of message/delivery-status and the like), with the header
// fields of enclosed messages, in order. Long bodies come in pieces, each of which begins with the last
// `overlap` octets of text of the one before (at most limits::mime::textOverlap): so what is no longer
// than that is found in one piece (text::SearchKey::longestMatch()). Stops when the visitor says so and
// returns what it said last.
Visit visitBodyText(const MessageSummary& summary, ByteView message, std::size_t overlap, const TextVisitor& visitor);

// The header fields of the message itself as "Name: value", one at a time; then, for IMAP's TEXT, visit the
// body, too.
Visit visitHeaderText(const MessageSummary& summary, ByteView message, const TextVisitor& visitor);

// One part's content as UTF-8: transfer encoding and charset decoded, whatever its type. At most
// `limit` octets of decoded content are taken.
[[nodiscard]] std::string partText(const Part& part, ByteView message, std::size_t limit);

}  // namespace tram::mime
