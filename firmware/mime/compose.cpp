// Folding is one function over words; everything that is written goes through it or through an encoder.
#include "mime/compose.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "mime/date.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/parameters.hpp"
#include "text/utf8.hpp"

namespace tram::mime {
namespace {

constexpr std::size_t lineWanted = 78;  // [RFC5322 2.1.1]

std::string asciiLine(ByteView value) {
    std::string out(value);
    std::ranges::replace_if(out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, ' ');
    std::string clean;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto octet = static_cast<unsigned char>(out[i]);
        if (octet < 0x80) clean += out[i];
        // One "?" for a character, not for each of its octets.
        if (octet >= 0xC0 || (octet >= 0x80 && (i == 0 || static_cast<unsigned char>(out[i - 1]) < 0x80))) clean += '?';
    }
    return clean;
}

// The next word, with the spaces before it; spaces in quotes part nothing.
std::size_t wordEnd(ByteView value, std::size_t at) {
    while (at < value.size() && value[at] == ' ') ++at;
    bool quoted = false;
    for (; at < value.size(); ++at) {
        const char c = value[at];
        if (c == '\\' && quoted && at + 1 < value.size()) {
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ' ' && !quoted) {
            break;
        }
    }
    return at;
}

void appendField(Bytes& out, ByteView name, ByteView value) {
    out.append(name).append(":");
    std::size_t column = name.size() + 1;
    bool first = true;
    while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
    for (std::size_t at = 0; at < value.size();) {
        const auto end = wordEnd(value, at);
        auto word = value.substr(at, end - at);
        at = end;
        if (first && !word.starts_with(' ')) {
            out += ' ';
            ++column;
        }
        // A word without a space that no line can hold is cut: better than a line that is refused.
        word = word.substr(0, limits::mime::textLine - 1);
        if (column + word.size() > lineWanted && column + word.size() > name.size() + 2) {
            out += "\r\n";
            column = 0;
            if (!word.starts_with(' ')) {
                out += ' ';
                ++column;
            }
        }
        out.append(word);
        column += word.size();
        first = false;
    }
    out += "\r\n";
}

// Line ends as CRLF; the last line has one.
Bytes crlfText(ByteView text) {
    Bytes out;
    out.reserve(text.size() + text.size() / 32);
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == ByteView::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.append(line).append("\r\n");
    }
    return out;
}

struct Shape {
    bool ascii = true;
    bool nul = false;
    bool bareCr = false;
    std::size_t longestLine = 0;
};

Shape shapeOf(ByteView bytes) {
    Shape shape;
    shape.ascii = isAscii(bytes);
    shape.nul = bytes.find('\0') != ByteView::npos;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto end = std::min(bytes.find('\n', at), bytes.size());
        const auto line = bytes.substr(at, end - at);
        const bool crlf = end < bytes.size() && line.ends_with('\r');
        if (line.find('\r') < line.size() - (crlf ? 1U : 0U)) shape.bareCr = true;
        shape.longestLine = std::max(shape.longestLine, line.size() - (crlf ? 1U : 0U));
        at = end + 1;
    }
    return shape;
}

TransferEncoding identityFor(const Shape& shape) {
    if (shape.nul || shape.bareCr || shape.longestLine > limits::mime::textLine) return TransferEncoding::binary;
    return shape.ascii ? TransferEncoding::sevenBit : TransferEncoding::eightBit;
}

void appendEncoding(Bytes& headers, TransferEncoding encoding) {
    appendField(headers, "Content-Transfer-Encoding", transferEncodingName(encoding));
}

ComposedPart encodedText(ByteView subtype, ByteView charset, ByteView text) {
    ComposedPart part;
    const auto lines = crlfText(text);
    const auto shape = shapeOf(lines);
    std::string type = "text/";
    type.append(asciiLine(subtype));
    if (!charset.empty()) type.append(formatParameter("charset", shape.ascii ? ByteView("us-ascii") : charset));
    appendField(part.headers, "Content-Type", type);
    if (shape.ascii && !shape.nul && !shape.bareCr && shape.longestLine <= limits::mime::textLine) {
        part.body = lines;
        appendEncoding(part.headers, TransferEncoding::sevenBit);
        return part;
    }
    auto printable = encodeQuotedPrintable(lines, LineEnds::text);
    auto base64 = encodeBase64(lines);
    // Where the text is mostly ASCII, quoted-printable can be read as it is.
    const bool readable = printable.size() <= base64.size();
    part.body = readable ? std::move(printable) : std::move(base64);
    appendEncoding(part.headers, readable ? TransferEncoding::quotedPrintable : TransferEncoding::base64);
    return part;
}

std::string hexOf(Random& random, std::size_t octets) {
    constexpr ByteView digits = "0123456789abcdef";
    std::string out;
    std::array<std::uint8_t, 32> buffer{};
    random.fill(std::span(buffer).first(octets));
    for (std::size_t i = 0; i < octets; ++i) {
        out += digits[buffer[i] >> 4];
        out += digits[buffer[i] & 15];
    }
    return out;
}

std::string base36(std::uint64_t number) {
    std::string out;
    do {
        out += "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
        number /= 36;
    } while (number != 0);
    std::ranges::reverse(out);
    return out;
}

TransferEncoding widest(TransferEncoding a, TransferEncoding b) {
    return std::max(a, b);  // sevenBit < eightBit < binary
}

}  // namespace

HeaderWriter& HeaderWriter::add(ByteView name, ByteView value) {
    appendField(bytes_, name, asciiLine(value));
    return *this;
}

HeaderWriter& HeaderWriter::addText(ByteView name, ByteView utf8) {
    appendField(bytes_, name, asciiLine(encodeHeaderText(utf8)));
    return *this;
}

HeaderWriter& HeaderWriter::addAddresses(ByteView name, std::span<const std::string> formatted) {
    std::string list;
    for (const auto& address : formatted) {
        if (!list.empty()) list += ", ";
        list += address;
    }
    return add(name, list);
}

HeaderWriter& HeaderWriter::addDate(std::chrono::sys_seconds time, std::chrono::minutes zone) {
    return add("Date", formatDate(time, zone));
}

Bytes ComposedPart::whole() const {
    Bytes out;
    out.reserve(headers.size() + 2 + body.size());
    return out.append(headers).append("\r\n").append(body);
}

ComposedPart textPart(ByteView utf8) {
    return textPart("plain", utf8);
}

ComposedPart textPart(ByteView subtype, ByteView utf8) {
    return encodedText(subtype, "utf-8", text::repairUtf8(utf8));
}

ComposedPart filePart(ByteView mediaType, ByteView fileNameUtf8, ByteView bytes) {
    ComposedPart part;
    appendField(part.headers, "Content-Type", asciiLine(mediaType));
    std::string disposition = "attachment";
    if (!fileNameUtf8.empty()) disposition += formatParameter("filename", fileNameUtf8);
    appendField(part.headers, "Content-Disposition", disposition);
    appendEncoding(part.headers, TransferEncoding::base64);
    part.body = encodeBase64(bytes);
    return part;
}

ComposedPart deliveryStatusPart(std::span<const Bytes> groups) {
    ComposedPart part;
    appendField(part.headers, "Content-Type", "message/delivery-status");
    for (const auto& group : groups) {
        if (!part.body.empty()) part.body += "\r\n";
        part.body += group;
    }
    return part;
}

ComposedPart messagePart(ByteView message) {
    ComposedPart part;
    const auto header = message.substr(0, headerSectionSize(message));
    appendField(part.headers, "Content-Type", isAscii(header) ? "message/rfc822" : "message/global");
    part.encoding = identityFor(shapeOf(message));
    if (part.encoding != TransferEncoding::sevenBit) appendEncoding(part.headers, part.encoding);
    part.body = message;
    if (!message.ends_with("\r\n")) part.body += "\r\n";
    return part;
}

ComposedPart headersPart(ByteView message) {
    auto header = message.substr(0, headerSectionSize(message));
    // The empty line ends the header section and is not one of its fields.
    if (header.ends_with("\r\n\r\n")) header.remove_suffix(2);
    if (header.ends_with("\n\n")) header.remove_suffix(1);
    return encodedText("rfc822-headers", "utf-8", header);
}

ComposedPart multipart(ByteView subtype, ByteView parameters, std::span<const ComposedPart> parts, Random& random) {
    // "=_" occurs in no quoted-printable or base64 text; what is enclosed as it was is searched.
    std::string boundary;
    const auto occurs = [&](const ComposedPart& part) {
        return part.body.find(boundary) != Bytes::npos || part.headers.find(boundary) != Bytes::npos;
    };
    do {
        boundary = "=_" + hexOf(random, 16);
    } while (std::ranges::any_of(parts, occurs));

    ComposedPart result;
    std::string type = "multipart/";
    type.append(asciiLine(subtype)).append(asciiLine(parameters)).append("; boundary=\"").append(boundary).append("\"");
    appendField(result.headers, "Content-Type", type);
    for (const auto& part : parts) result.encoding = widest(result.encoding, part.encoding);
    if (result.encoding != TransferEncoding::sevenBit) appendEncoding(result.headers, result.encoding);
    for (const auto& part : parts) {
        result.body.append("--").append(boundary).append("\r\n").append(part.headers).append("\r\n").append(part.body);
        // The line end before a delimiter belongs to it.
        result.body.append("\r\n");
    }
    result.body.append("--").append(boundary).append("--\r\n");
    return result;
}

Bytes composeMessage(const HeaderWriter& headers, const ComposedPart& root) {
    Bytes out = headers.bytes();
    out.append("MIME-Version: 1.0\r\n").append(root.whole());
    return out;
}

std::string makeMessageId(std::chrono::sys_seconds now, Random& random, ByteView domain) {
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(now.time_since_epoch().count(), 0));
    std::string id = "<" + base36(seconds) + "." + hexOf(random, 8) + "@";
    for (const char c : domain) {
        if (c > ' ' && c <= '~' && c != '<' && c != '>' && c != '@') id += c;
    }
    return id += '>';
}

}  // namespace tram::mime
