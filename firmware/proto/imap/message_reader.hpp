// A message's parts and bytes as FETCH and SEARCH need them, read from the store in bounded pieces.
//
// Standards: RFC 9051 6.4.5.1 (sections), RFC 3516 (BINARY).
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>

#include "mime/message_summary.hpp"
#include "proto/imap/context.hpp"

namespace tram::imap {

// Octets [offset, offset + length) of a blob.
struct Span {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

using SharedSummary = std::shared_ptr<const mime::MessageSummary>;

// The cached summary, or one made from the bytes.
[[nodiscard]] std::expected<SharedSummary, ReadError> summaryOf(Backend& backend, const MessageEntry& message);

[[nodiscard]] std::expected<Bytes, ReadError> readSpan(Backend& backend, BlobId blob, Span span);
// The header section of a part, at most limits::imap::headerSection of it.
[[nodiscard]] std::expected<Bytes, ReadError> readHeader(Backend& backend, BlobId blob, const mime::Part& part);

// What of a body was asked for: <origin.octets>.
struct Partial {
    std::uint64_t origin = 0;
    std::uint64_t octets = 0;
};
[[nodiscard]] Span cut(Span span, std::optional<Partial> partial);
[[nodiscard]] ByteView cut(ByteView bytes, std::optional<Partial> partial);

// Writes "{n}" and the octets of the span. On an error before the first octet nothing is written; later
// nothing sensible can follow, and the connection is closed.
Work<std::expected<void, ReadError>> writeSpan(Context& context, BlobId blob, Span span);

// Writes the decoded octets of a part as a literal, with "~" before it where there are NULs.
Work<std::expected<void, ReadError>> writeDecoded(Context& context, BlobId blob, Span body,
                                                  mime::TransferEncoding encoding, std::optional<Partial> partial);

// The decoded length.
[[nodiscard]] std::expected<std::uint64_t, ReadError> decodedLength(Backend& backend, BlobId blob, Span body,
                                                                    mime::TransferEncoding encoding);

// "{n}" CRLF bytes
void appendLiteral(Bytes& out, ByteView bytes);

}  // namespace tram::imap
