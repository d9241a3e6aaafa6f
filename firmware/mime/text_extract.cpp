// Bodies are decoded piece by piece; pieces are cut at line ends, where no charset of mail has a character
// under way (wide ones are cut at whole units).
#include "mime/text_extract.hpp"

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace tram::mime {
namespace {

std::string charsetOf(const Part& part) {
    return std::string(findParameter(part.parameters, "charset").value_or(ByteView()));
}

// The last `octets` of text, from the beginning of a character on.
std::string tailOf(const std::string& text, std::size_t octets) {
    if (text.size() <= octets) return text;
    auto begin = text.size() - octets;
    while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
    return text.substr(begin);
}

class BodyText {
public:
    BodyText(const Part& part, std::size_t overlap)
        : charset_(charsetOf(part)),
          wide_(text::isWideCharset(charset_)),
          overlap_(std::min(overlap, limits::mime::textOverlap)) {}

    // Everything decoded so far that can be given out; all of it where it is the last.
    Visit give(Bytes& decoded, bool last, const TextVisitor& visitor) {
        pinByteOrder(decoded);
        while (!decoded.empty() && (last || decoded.size() >= limits::mime::textPiece)) {
            const auto cut = decoded.size() <= limits::mime::textPiece && last ? decoded.size() : cutOf(decoded);
            auto piece = carried_ + text::decodeToUtf8(ByteView(decoded).substr(0, cut), charset_).utf8;
            decoded.erase(0, cut);
            if (visitor(piece) == Visit::stop) return Visit::stop;
            carried_ = tailOf(piece, overlap_);
        }
        return Visit::goOn;
    }

private:
    [[nodiscard]] std::size_t cutOf(const Bytes& decoded) const {
        const auto limit = std::min(decoded.size(), limits::mime::textPiece);
        if (wide_) return std::max<std::size_t>(limit / 4 * 4, std::min<std::size_t>(decoded.size(), 4));
        const auto lineEnd = decoded.rfind('\n', limit - 1);
        if (lineEnd != Bytes::npos) return lineEnd + 1;
        const auto whole = text::utf8Prefix(decoded, limit).size();
        return whole == 0 ? limit : whole;
    }

    // A byte order mark stands in the first piece only: the others must be told.
    void pinByteOrder(const Bytes& decoded) {
        if (!wide_ || pinned_ || decoded.size() < 4) return;
        pinned_ = true;
        const bool little = decoded.starts_with("\xFF\xFE") || (!decoded.starts_with("\xFE\xFF") && decoded[1] == 0);
        if (sameName(charset_, "utf-16")) charset_ = little ? "utf-16le" : "utf-16be";
        if (sameName(charset_, "utf-32")) charset_ = little ? "utf-32le" : "utf-32be";
    }

    std::string charset_;
    bool wide_;
    bool pinned_ = false;
    std::size_t overlap_;
    std::string carried_;
};

Visit visitPart(const Part& part, ByteView message, std::size_t overlap, const TextVisitor& visitor) {
    const auto body = part.body(message);
    ContentDecoder decoder(part.encoding);
    BodyText text(part, overlap);
    Bytes decoded;
    for (std::size_t at = 0; at < body.size(); at += limits::mime::textPiece) {
        decoder.feed(body.substr(at, limits::mime::textPiece), decoded);
        if (text.give(decoded, false, visitor) == Visit::stop) return Visit::stop;
    }
    decoder.finish(decoded);
    return text.give(decoded, true, visitor);
}

Visit visitFields(ByteView header, const TextVisitor& visitor) {
    for (const auto& field : HeaderFields(header)) {
        std::string line(field.name);
        line.append(": ").append(decodeHeaderText(field.value));
        if (visitor(line) == Visit::stop) return Visit::stop;
    }
    return Visit::goOn;
}

}  // namespace

Visit visitBodyText(const MessageSummary& summary, ByteView message, std::size_t overlap, const TextVisitor& visitor) {
    for (const auto& part : summary.parts) {
        const bool enclosed = part.parent != Part::none && summary.parts[part.parent].kind == Part::Kind::message;
        if (enclosed && visitFields(part.header(message), visitor) == Visit::stop) return Visit::stop;
        if (part.kind != Part::Kind::leaf || part.type != "text") continue;
        if (visitPart(part, message, overlap, visitor) == Visit::stop) return Visit::stop;
    }
    return Visit::goOn;
}

Visit visitHeaderText(const MessageSummary& summary, ByteView message, const TextVisitor& visitor) {
    return visitFields(summary.parts.front().header(message), visitor);
}

std::string partText(const Part& part, ByteView message, std::size_t limit) {
    Bytes decoded;
    ContentDecoder decoder(part.encoding);
    const auto body = part.body(message);
    for (std::size_t at = 0; at < body.size() && decoded.size() < limit; at += limits::mime::textPiece) {
        decoder.feed(body.substr(at, limits::mime::textPiece), decoded);
    }
    if (decoded.size() < limit) decoder.finish(decoded);
    const auto charset = charsetOf(part);
    const auto cut =
        text::isWideCharset(charset) ? ByteView(decoded).substr(0, limit / 4 * 4) : text::utf8Prefix(decoded, limit);
    return text::decodeToUtf8(cut, charset).utf8;
}

}  // namespace tram::mime
