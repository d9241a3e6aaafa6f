// Content-Transfer-Encoding: decoding in chunks or whole, encoding with wrapped lines.
//
// Standards: RFC 2045 6; uuencode as mail of before MIME has it. Hostile input: linear; the output is
// never longer than the input. Malformed input is read as far as it makes sense and is reported.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace tram::mime {

enum class TransferEncoding : std::uint8_t {
    sevenBit,
    eightBit,
    binary,
    quotedPrintable,
    base64,
    uuencode,  // "x-uuencode", "uuencode", "x-uue"
    other,     // unknown: IMAP BINARY answers UNKNOWN-CTE [RFC3516 4.3]; decoded as it is
};

// The token of a Content-Transfer-Encoding field, comments and case aside. Empty: sevenBit. [RFC2045 6.1]
[[nodiscard]] TransferEncoding parseTransferEncoding(ByteView fieldValue);
// "7bit", "base64" …; for `other` an empty view.
[[nodiscard]] ByteView transferEncodingName(TransferEncoding encoding) noexcept;

// Decodes a body that comes in chunks cut anywhere.
class ContentDecoder {
public:
    explicit ContentDecoder(TransferEncoding encoding) : encoding_(encoding) {}

    // Appends what is decoded so far. White space at a line's end of quoted-printable is dropped.
    void feed(ByteView chunk, Bytes& out);
    // The rest, once the body has ended.
    void finish(Bytes& out);
    // Whether something had to be passed over: characters outside the alphabet, a cut quantum.
    [[nodiscard]] bool malformed() const noexcept { return malformed_; }

private:
    void feedBase64(ByteView chunk, Bytes& out);
    void feedQuotedPrintable(ByteView chunk, Bytes& out);
    void feedUuencode(ByteView chunk, Bytes& out);
    void uuencodedLine(ByteView line, Bytes& out);

    enum class UuState : std::uint8_t { before, inside, after };

    TransferEncoding encoding_;
    bool malformed_ = false;
    std::uint32_t quantum_ = 0;     // base64: bits gathered
    std::uint8_t quantumSize_ = 0;  // base64: characters gathered, 0 to 3
    std::uint8_t padding_ = 0;      // base64: "=" still to come
    UuState uuState_ = UuState::before;
    Bytes pending_;  // quoted-printable: an unfinished "=", "=X" or white space; uuencode: a line
};

[[nodiscard]] Bytes decodeContent(TransferEncoding encoding, ByteView body);
// The length of decodeContent(), without building it.
[[nodiscard]] std::uint64_t decodedSize(TransferEncoding encoding, ByteView body);

// `mark` and two hexadecimal digits: "=C3" of quoted-printable and encoded words, "%C3" of RFC 2231.
void appendEscaped(Bytes& out, char mark, char octet);

enum class Wrap : std::uint8_t {
    none,
    lines,  // 76 characters and CRLF, after the last line, too [RFC2045 6.8]
};
[[nodiscard]] Bytes encodeBase64(ByteView bytes, Wrap wrap = Wrap::lines);

enum class LineEnds : std::uint8_t {
    text,    // CRLF and LF are line ends and stay (as CRLF)
    binary,  // CR and LF are content and are encoded
};
// Lines of at most 76 characters. [RFC2045 6.7]
[[nodiscard]] Bytes encodeQuotedPrintable(ByteView bytes, LineEnds lineEnds = LineEnds::text);

}  // namespace tram::mime
