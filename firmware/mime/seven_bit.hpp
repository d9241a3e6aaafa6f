// A message said in seven bits, for a server that takes no others.
//
// Bodies with octets above 127 (or declared binary) become quoted-printable where they are text in lines, else base64;
// encodings declared above them become 7bit; what then describes a body and was missing is added, its charset
// utf-8 where the octets are that, else unknown-8bit [RFC1428 3]. Header fields stay as they are. What is between parts
// loses such octets, for nobody reads it.
// Standards: RFC 6152 3, RFC 2045 6, RFC 1847 2.1. Linear; holds a plan of a few steps a part, not the message.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <vector>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"

namespace tram::mime {

enum class SevenBitError : std::uint8_t {
    signedContent,  // within multipart/signed no octet may change
    fragment,       // message/partial, message/external-body: no encoding is allowed there [RFC2046 5.2.2]
    encoding,       // one that we do not know
    boundary,       // one with octets above 127
};

class SevenBitMessage {
public:
    // Appends the octets [offset, offset + length) of the message; false: they cannot be read.
    using Source = std::function<bool(std::uint64_t offset, std::uint64_t length, Bytes& out)>;

    // REQUIRES: `summary` is that of `message`. Neither need live on.
    [[nodiscard]] static std::expected<SevenBitMessage, SevenBitError> of(ByteView message,
                                                                          const MessageSummary& summary);

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    // Appends the octets [offset, offset + length) of the rendering; false: the source failed. To be read from its
    // start on without gaps; an offset of 0 begins anew.
    [[nodiscard]] bool read(const Source& source, std::uint64_t offset, std::uint64_t length, Bytes& out);

private:
    struct Step {
        enum class Kind : std::uint8_t {
            copy,
            insert,           // `text`
            mask,             // octets above 127 as "?"
            escape,           // quoted-printable already: octets above 127 as "=XX"
            quotedPrintable,  // of text
            base64,
        };
        Kind kind = Kind::copy;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        Bytes text;
    };
    class Planner;

    // Renders some more of the step under way into waiting_.
    [[nodiscard]] bool advance(const Source& source);

    std::vector<Step> steps_;
    std::uint64_t size_ = 0;
    // The reading under way.
    std::size_t step_ = 0;
    std::uint64_t at_ = 0;  // in the message, within the step
    std::uint64_t given_ = 0;
    Bytes waiting_;
    std::size_t waitingTaken_ = 0;
};

}  // namespace tram::mime
