// The structural parser: a message's parts with offsets, and its envelopes, in one pass over its lines.
//
// Standards: RFC 5322, RFC 2045, RFC 2046 5.1, RFC 2231, RFC 6532; lines end with CRLF or LF, mixed.
// Missing final boundaries, unclosed inner parts and boundaries of outer parts inside inner ones are
// taken as they must be meant. A line is a boundary when "--" and the whole boundary, perhaps "--",
// and white space make it up: so one boundary may be the beginning of another.
// Hostile input: strictly linear whatever the nesting; at most limits::mime::depth and ::parts, what lies
// beyond is a leaf. Allocates no more than a small multiple of the header bytes read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"

namespace tram::mime {

// Never fails: an empty message is one empty text/plain.
[[nodiscard]] MessageSummary summarise(ByteView message);

// The part that an IMAP section number names ("1.2.3" = {1, 2, 3}); empty: part 0, the message itself.
// A message that is no multipart has itself as part 1; so has an enclosed one. [RFC9051 6.4.5.1]
[[nodiscard]] std::optional<std::uint32_t> findSection(const MessageSummary& summary,
                                                       std::span<const std::uint32_t> section);

// The root part of the message that `part` encloses; nothing where its kind is not message. The root's
// header() is section "n.HEADER", its body() "n.TEXT", where n names `part`; the message itself (sections
// "HEADER" and "TEXT") has root 0.
[[nodiscard]] std::optional<std::uint32_t> enclosedRoot(const MessageSummary& summary, std::uint32_t part);

}  // namespace tram::mime
