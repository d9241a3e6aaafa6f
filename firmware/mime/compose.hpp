// Making messages: system mail, bounces. What comes out is CRLF, within 78 characters a line wherever it
// can be folded, 998 everywhere [RFC5322 2.1.1], and 7-bit, but for a message enclosed as it was.
//
// Standards: RFC 5322, RFC 2045, RFC 2046, RFC 3462/6522 (multipart/report). Values handed in may come
// from strangers: CR, LF and NUL in them never make a new field. Time and random are handed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "mime/content_coding.hpp"

namespace tram::mime {

// Header fields in the order they are added.
class HeaderWriter {
public:
    // A structured value in ASCII, folded at spaces outside quoted strings; other octets become "?".
    HeaderWriter& add(ByteView name, ByteView value);
    // Unstructured UTF-8, as encoded words where needed.
    HeaderWriter& addText(ByteView name, ByteView utf8);
    // One address list; each entry as formatAddress() gives it.
    HeaderWriter& addAddresses(ByteView name, std::span<const std::string> formatted);
    HeaderWriter& addDate(std::chrono::sys_seconds time, std::chrono::minutes zone);
    // The fields, without the empty line.
    [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }

private:
    Bytes bytes_;
};

// A body part (or, with more fields before it, a message): its Content-* fields and its body.
struct ComposedPart {
    Bytes headers;                                           // Content-* fields, each ended by CRLF
    Bytes body;                                              // ended by CRLF
    TransferEncoding encoding = TransferEncoding::sevenBit;  // of what is in it: a multipart declares its parts' widest

    // With the empty line between.
    [[nodiscard]] Bytes whole() const;
};

// text/plain; charset=utf-8 (us-ascii where that suffices), 7bit or quoted-printable. Line ends in the
// text may be LF or CRLF.
[[nodiscard]] ComposedPart textPart(ByteView utf8);
// text/<subtype> the same way: "rfc822-headers", "html".
[[nodiscard]] ComposedPart textPart(ByteView subtype, ByteView utf8);
// A file: base64.
[[nodiscard]] ComposedPart filePart(ByteView mediaType, ByteView fileNameUtf8, ByteView bytes);
// message/delivery-status: groups of fields, each ended by CRLF, without empty lines of their own. [RFC3464 2.1]
[[nodiscard]] ComposedPart deliveryStatusPart(std::span<const Bytes> groups);
// message/rfc822 (message/global where its header is not ASCII): the original bytes, which no encoding may
// change [RFC2046 5.2.1]; declared 7bit, 8bit, or binary as they are.
[[nodiscard]] ComposedPart messagePart(ByteView message);
// text/rfc822-headers: the header section of the message; long or 8-bit ones as quoted-printable. [RFC6522 4]
[[nodiscard]] ComposedPart headersPart(ByteView message);

// multipart/<subtype>; the boundary is made from `random` and occurs in no part. Extra parameters as they
// stand in the field: "; report-type=delivery-status".
[[nodiscard]] ComposedPart multipart(ByteView subtype, ByteView parameters, std::span<const ComposedPart> parts,
                                     Random& random);

// MIME-Version and the part's fields behind the given ones, an empty line, the body.
[[nodiscard]] Bytes composeMessage(const HeaderWriter& headers, const ComposedPart& root);

// "<...@domain>"; unique by time and 64 bits of random, tells nothing else. The domain is ASCII.
[[nodiscard]] std::string makeMessageId(std::chrono::sys_seconds now, Random& random, ByteView domain);

}  // namespace tram::mime
