// Decoders are small state machines, so that chunks may be cut anywhere.
#include "mime/content_coding.hpp"

#include <algorithm>
#include <array>

#include "mime/header_fields.hpp"

namespace tram::mime {
namespace {

constexpr ByteView alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t notInAlphabet = 0x80;

constexpr std::array<std::uint8_t, 256> sextets = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(notInAlphabet);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

constexpr std::uint8_t sextet(char c) {
    return sextets[static_cast<std::uint8_t>(c)];
}

constexpr int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

constexpr bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

struct Name {
    ByteView name;
    TransferEncoding encoding;
};

// The first name of each encoding is the one that is written.
constexpr std::array names = std::to_array<Name>({
    {"7bit", TransferEncoding::sevenBit},
    {"8bit", TransferEncoding::eightBit},
    {"binary", TransferEncoding::binary},
    {"quoted-printable", TransferEncoding::quotedPrintable},
    {"base64", TransferEncoding::base64},
    {"x-uuencode", TransferEncoding::uuencode},
    {"uuencode", TransferEncoding::uuencode},
    {"x-uue", TransferEncoding::uuencode},
    {"7-bit", TransferEncoding::sevenBit},
    {"8-bit", TransferEncoding::eightBit},
});

}  // namespace

TransferEncoding parseTransferEncoding(ByteView fieldValue) {
    std::size_t at = 0;
    int comments = 0;
    for (; at < fieldValue.size(); ++at) {
        const char c = fieldValue[at];
        if (c == '(') ++comments;
        if (c == ')' && comments > 0) {
            --comments;
            continue;
        }
        if (comments == 0 && !isBlank(c) && c != '\r' && c != '\n' && c != '"') break;
    }
    auto token = fieldValue.substr(at);
    token = token.substr(0, token.find_first_of(" \t\r\n;(\""));
    if (token.empty()) return TransferEncoding::sevenBit;
    const auto known = std::ranges::find_if(names, [&](const Name& n) { return sameName(n.name, token); });
    return known == names.end() ? TransferEncoding::other : known->encoding;
}

ByteView transferEncodingName(TransferEncoding encoding) noexcept {
    const auto known = std::ranges::find(names, encoding, &Name::encoding);
    return known == names.end() ? ByteView() : known->name;
}

void ContentDecoder::feed(ByteView chunk, Bytes& out) {
    switch (encoding_) {
        case TransferEncoding::base64:
            feedBase64(chunk, out);
            break;
        case TransferEncoding::quotedPrintable:
            feedQuotedPrintable(chunk, out);
            break;
        case TransferEncoding::uuencode:
            feedUuencode(chunk, out);
            break;
        default:
            out.append(chunk);
    }
}

void ContentDecoder::feedBase64(ByteView chunk, Bytes& out) {
    const auto before = out.size();
    out.resize(before + chunk.size() / 4 * 3 + 6);
    char* to = out.data() + before;
    std::size_t at = 0;
    while (at < chunk.size()) {
        while (quantumSize_ == 0 && padding_ == 0 && at + 4 <= chunk.size()) {
            const auto a = sextet(chunk[at]);
            const auto b = sextet(chunk[at + 1]);
            const auto c = sextet(chunk[at + 2]);
            const auto d = sextet(chunk[at + 3]);
            if (((a | b | c | d) & notInAlphabet) != 0) break;
            *to++ = static_cast<char>(a << 2 | b >> 4);
            *to++ = static_cast<char>(b << 4 | c >> 2);
            *to++ = static_cast<char>(c << 6 | d);
            at += 4;
        }
        if (at == chunk.size()) break;
        const char character = chunk[at++];
        const auto bits = sextet(character);
        if (bits != notInAlphabet) {
            if (padding_ != 0) malformed_ = true;
            padding_ = 0;
            quantum_ = quantum_ << 6 | bits;
            if (++quantumSize_ < 4) continue;
            *to++ = static_cast<char>(quantum_ >> 16);
            *to++ = static_cast<char>(quantum_ >> 8);
            *to++ = static_cast<char>(quantum_);
            quantumSize_ = 0;
            quantum_ = 0;
        } else if (character == '=') {
            // What follows the padding is another base64 text: senders join them.
            if (quantumSize_ == 1 || (quantumSize_ == 0 && padding_ == 0)) malformed_ = true;
            padding_ =
                static_cast<std::uint8_t>(quantumSize_ == 0 ? padding_ - (padding_ > 0 ? 1 : 0) : 3 - quantumSize_);
            if (quantumSize_ == 2) *to++ = static_cast<char>(quantum_ >> 4);
            if (quantumSize_ == 3) {
                *to++ = static_cast<char>(quantum_ >> 10);
                *to++ = static_cast<char>(quantum_ >> 2);
            }
            quantumSize_ = 0;
            quantum_ = 0;
        } else if (!isBlank(character) && character != '\r' && character != '\n') {
            malformed_ = true;
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

void ContentDecoder::feedQuotedPrintable(ByteView chunk, Bytes& out) {
    std::size_t at = 0;
    while (at < chunk.size()) {
        if (pending_.empty()) {
            const auto special = std::min(chunk.find_first_of("= \t\r", at), chunk.size());
            out.append(chunk.substr(at, special - at));
            at = special;
            if (at < chunk.size()) pending_ += chunk[at++];
            continue;
        }
        const char c = chunk[at];
        const char last = pending_.back();
        const bool escape = pending_.front() == '=';
        if (c == '\n') {
            // White space at a line's end was added on the way. [RFC2045 6.7 (3)]
            if (!escape) out.append(last == '\r' ? "\r\n" : "\n");
            if (escape && hexValue(last) >= 0) {
                malformed_ = true;
                out.append(pending_).append("\n");
            }
            pending_.clear();
            ++at;
        } else if (last != '\r' && (c == '\r' || isBlank(c)) && (!escape || hexValue(last) < 0)) {
            pending_ += c;
            ++at;
        } else if (escape && pending_.size() == 1 && hexValue(c) >= 0) {
            pending_ += c;
            ++at;
        } else if (escape && pending_.size() == 2 && hexValue(last) >= 0 && hexValue(c) >= 0) {
            out += static_cast<char>(hexValue(last) << 4 | hexValue(c));
            pending_.clear();
            ++at;
        } else {
            malformed_ = malformed_ || escape;
            out.append(pending_);
            pending_.clear();
        }
    }
}

void ContentDecoder::uuencodedLine(ByteView line, Bytes& out) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    if (uuState_ == UuState::before) {
        if (line.starts_with("begin ") || line.starts_with("begin-")) uuState_ = UuState::inside;
        return;
    }
    if (uuState_ == UuState::after || line.empty()) return;
    if (line == "end") {
        uuState_ = UuState::after;
        return;
    }
    const auto value = [](char c) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(c) - 32U) & 63U; };
    std::size_t left = value(line[0]);
    for (std::size_t at = 1; left > 0 && at < line.size(); at += 4) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 4; ++i) bits = bits << 6 | (at + i < line.size() ? value(line[at + i]) : 0U);
        const auto count = std::min<std::size_t>(left, 3);
        for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(bits >> (16 - 8 * i));
        left -= count;
    }
    if (left > 0) malformed_ = true;
}

void ContentDecoder::feedUuencode(ByteView chunk, Bytes& out) {
    while (!chunk.empty()) {
        const auto lineEnd = chunk.find('\n');
        pending_.append(chunk.substr(0, lineEnd));
        if (lineEnd == ByteView::npos) return;
        uuencodedLine(pending_, out);
        pending_.clear();
        chunk.remove_prefix(lineEnd + 1);
    }
}

void ContentDecoder::finish(Bytes& out) {
    if (encoding_ == TransferEncoding::base64) {
        if (quantumSize_ != 0 || padding_ != 0) malformed_ = true;
        if (quantumSize_ == 2) out += static_cast<char>(quantum_ >> 4);
        if (quantumSize_ == 3) {
            out += static_cast<char>(quantum_ >> 10);
            out += static_cast<char>(quantum_ >> 2);
        }
        quantumSize_ = 0;
        quantum_ = 0;
    } else if (encoding_ == TransferEncoding::quotedPrintable && !pending_.empty()) {
        // The last line end belongs to the boundary: "=" is a soft line end here, white space was added.
        if (pending_.size() == 2 && pending_.front() == '=' && hexValue(pending_.back()) >= 0) {
            malformed_ = true;
            out.append(pending_);
        } else if (pending_.front() != '=' && pending_.back() == '\r') {
            out += '\r';
        }
    } else if (encoding_ == TransferEncoding::uuencode) {
        uuencodedLine(pending_, out);
        if (uuState_ != UuState::after) malformed_ = true;
    }
    pending_.clear();
}

Bytes decodeContent(TransferEncoding encoding, ByteView body) {
    Bytes out;
    out.reserve(encoding == TransferEncoding::base64 ? body.size() / 4 * 3 + 6 : body.size());
    ContentDecoder decoder(encoding);
    decoder.feed(body, out);
    decoder.finish(out);
    return out;
}

std::uint64_t decodedSize(TransferEncoding encoding, ByteView body) {
    switch (encoding) {
        case TransferEncoding::base64:
        case TransferEncoding::quotedPrintable:
        case TransferEncoding::uuencode:
            break;
        default:
            return body.size();
    }
    constexpr std::size_t step = 64 * 1024;
    std::uint64_t total = 0;
    Bytes piece;
    ContentDecoder decoder(encoding);
    for (std::size_t at = 0; at < body.size(); at += step) {
        piece.clear();
        decoder.feed(body.substr(at, step), piece);
        total += piece.size();
    }
    piece.clear();
    decoder.finish(piece);
    return total + piece.size();
}

Bytes encodeBase64(ByteView bytes, Wrap wrap) {
    constexpr std::size_t lineOctets = 57;  // 76 characters
    Bytes out;
    out.reserve((bytes.size() + 2) / 3 * 4 + bytes.size() / lineOctets * 2 + 2);
    const auto octet = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])); };
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto left = bytes.size() - at;
        const auto bits = octet(at) << 16 | (left > 1 ? octet(at + 1) << 8 : 0U) | (left > 2 ? octet(at + 2) : 0U);
        out += alphabet[bits >> 18];
        out += alphabet[bits >> 12 & 63];
        out += left > 1 ? alphabet[bits >> 6 & 63] : '=';
        out += left > 2 ? alphabet[bits & 63] : '=';
        if (wrap == Wrap::lines && (at + 3) % lineOctets == 0) out += "\r\n";
    }
    if (wrap == Wrap::lines && bytes.size() % lineOctets != 0) out += "\r\n";
    return out;
}

void appendEscaped(Bytes& out, char mark, char octet) {
    constexpr ByteView hex = "0123456789ABCDEF";
    out += mark;
    out += hex[static_cast<std::uint8_t>(octet) >> 4];
    out += hex[static_cast<std::uint8_t>(octet) & 15];
}

Bytes encodeQuotedPrintable(ByteView bytes, LineEnds lineEnds) {
    constexpr std::size_t lineLimit = 76;
    Bytes out;
    out.reserve(bytes.size() + bytes.size() / 8);
    std::size_t line = 0;
    const auto isLineEnd = [&](std::size_t i) {
        if (lineEnds == LineEnds::binary || i >= bytes.size()) return std::size_t{0};
        if (bytes[i] == '\n') return std::size_t{1};
        return bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n' ? std::size_t{2} : std::size_t{0};
    };
    for (std::size_t at = 0; at < bytes.size();) {
        if (const auto length = isLineEnd(at); length != 0) {
            out += "\r\n";
            line = 0;
            at += length;
            continue;
        }
        const char c = bytes[at];
        const bool lastOfLine = at + 1 == bytes.size() || isLineEnd(at + 1) != 0;
        // A dot, or "From ", that begins a line is what transports change; "--" may begin somebody's boundary.
        const auto rest = bytes.substr(at);
        const bool risky = line == 0 && (c == '.' || rest.starts_with("From ") || rest.starts_with("--"));
        const bool plain = (c > ' ' && c <= '~' && c != '=' && !risky) || (isBlank(c) && !lastOfLine);
        const std::size_t width = plain ? 1 : 3;
        // One character is kept for the "=" of a soft line end.
        if (line + width > lineLimit - (lastOfLine ? 0 : 1)) {
            out += "=\r\n";
            line = 0;
            continue;  // what begins a line is judged anew
        }
        if (plain) {
            out += c;
        } else {
            appendEscaped(out, '=', c);
        }
        line += width;
        ++at;
    }
    return out;
}

}  // namespace tram::mime
