// Reading is one pass with a look-ahead that never goes over the same octets twice; writing chooses the
// shorter of B and Q for all words of a value.
#include "mime/encoded_word.hpp"

#include <algorithm>
#include <cstdint>

#include "base/limits.hpp"
#include "mime/content_coding.hpp"
#include "mime/header_fields.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace tram::mime {
namespace {

constexpr bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

struct Word {
    ByteView charset;
    bool base64 = false;
    ByteView text;
    std::size_t end = 0;  // one past the "?="
};

class WordFinder {
public:
    explicit WordFinder(ByteView value) : value_(value) {}

    // The encoded word that begins exactly at `at`, where "=?" stands.
    bool wordAt(std::size_t at, Word& word) {
        const auto charsetBegin = at + 2;
        const auto charsetEnd =
            value_.substr(0, std::min(value_.size(), charsetBegin + labelLimit)).find('?', charsetBegin);
        if (charsetEnd == ByteView::npos || charsetEnd == charsetBegin) return false;
        if (charsetEnd + 2 >= value_.size() || value_[charsetEnd + 2] != '?') return false;
        const char encoding = value_[charsetEnd + 1];
        word.base64 = encoding == 'B' || encoding == 'b';
        if (!word.base64 && encoding != 'Q' && encoding != 'q') return false;
        word.charset = value_.substr(charsetBegin, charsetEnd - charsetBegin);
        if (word.charset.find_first_of(" \t") != ByteView::npos) return false;
        word.charset = word.charset.substr(0, word.charset.find('*'));  // a language [RFC2231 5]
        const auto textBegin = charsetEnd + 3;
        const auto textEnd = endFrom(textBegin);
        if (textEnd == ByteView::npos) return false;
        word.text = value_.substr(textBegin, textEnd - textBegin);
        word.end = textEnd + 2;
        return true;
    }

private:
    // A label and a language tag.
    static constexpr std::size_t labelLimit = 2 * limits::text::charsetLabel;

    // Starts only grow, so the last finding serves until it is passed.
    std::size_t endFrom(std::size_t from) {
        if (found_ == ByteView::npos && searched_) return found_;
        if (!searched_ || found_ < from) {
            found_ = value_.find("?=", from);
            searched_ = true;
        }
        return found_;
    }

    ByteView value_;
    std::size_t found_ = 0;
    bool searched_ = false;
};

void appendDecodedQ(ByteView text, Bytes& out) {
    const auto hex = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return -1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            out += ' ';
        } else if (text[i] == '=' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) << 4 | hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
}

struct Encoder {
    bool base64;

    // A word may have 75 characters [RFC2047 2]; with 66 the first fits behind "Subject: " in a line of 78.
    static constexpr std::size_t textLimit = 66 - 12;  // "=?utf-8?q?" and "?="

    static bool plainInQ(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '!' || c == '*' ||
               c == '+' || c == '-' || c == '/';
    }
    static std::size_t widthInQ(ByteView text) {
        std::size_t width = 0;
        for (const char c : text) width += plainInQ(c) || c == ' ' ? 1U : 3U;
        return width;
    }

    void appendText(ByteView text, std::string& out) const {
        if (base64) {
            out += encodeBase64(text, Wrap::none);
            return;
        }
        for (const char c : text) {
            if (c == ' ') {
                out += '_';
            } else if (plainInQ(c)) {
                out += c;
            } else {
                appendEscaped(out, '=', c);
            }
        }
    }

    void appendWords(ByteView text, std::string& out) const {
        bool first = true;
        while (!text.empty()) {
            std::size_t taken = 0;
            std::size_t width = 0;
            while (taken < text.size()) {
                auto next = taken + 1;
                while (next < text.size() && (static_cast<std::uint8_t>(text[next]) & 0xC0) == 0x80) ++next;
                const auto character = text.substr(taken, next - taken);
                const auto grown = base64 ? (next + 2) / 3 * 4 : width + widthInQ(character);
                if (grown > textLimit && taken != 0) break;
                width = grown;
                taken = next;
            }
            if (!first) out += ' ';
            first = false;
            out += base64 ? "=?utf-8?b?" : "=?utf-8?q?";
            appendText(text.substr(0, taken), out);
            out += "?=";
            text.remove_prefix(taken);
        }
    }
};

template <class NeedsEncoding>
std::string encode(ByteView utf8, NeedsEncoding needsEncoding) {
    std::string clean = text::repairUtf8(utf8);
    std::ranges::replace_if(clean, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, ' ');
    const ByteView value = clean;

    // From the first word that needs it to the last: one run, so that spaces between survive.
    std::size_t begin = ByteView::npos;
    std::size_t end = 0;
    for (std::size_t at = 0; at < value.size();) {
        const auto wordBegin = std::min(value.find_first_not_of(' ', at), value.size());
        const auto wordEnd = std::min(value.find(' ', wordBegin), value.size());
        if (wordBegin < wordEnd && needsEncoding(value.substr(wordBegin, wordEnd - wordBegin))) {
            begin = std::min(begin, wordBegin);
            end = wordEnd;
        }
        at = wordEnd;
    }
    if (begin == ByteView::npos) return clean;
    const auto run = value.substr(begin, end - begin);
    const Encoder encoder{(run.size() + 2) / 3 * 4 < Encoder::widthInQ(run)};
    std::string out(value.substr(0, begin));
    encoder.appendWords(run, out);
    out.append(value.substr(end));
    return out;
}

}  // namespace

std::string decodeHeaderText(ByteView rawValue) {
    const auto unfolded = unfold(rawValue);
    const ByteView value = unfolded;
    std::string out;
    WordFinder finder(value);
    std::size_t plainBegin = 0;
    std::string charset;  // of the words gathered in `joined`
    Bytes joined;
    bool gathering = false;

    const auto flushWords = [&] {
        if (gathering) out += text::decodeToUtf8(joined, charset).utf8;
        joined.clear();
        gathering = false;
    };
    const auto flushPlain = [&](std::size_t end) {
        if (end > plainBegin) out += text::decodeUndeclared(value.substr(plainBegin, end - plainBegin)).utf8;
    };

    for (std::size_t at = value.find("=?"); at != ByteView::npos;) {
        Word word;
        if (!finder.wordAt(at, word)) {
            at = value.find("=?", at + 1);
            continue;
        }
        const auto between = value.substr(plainBegin, at - plainBegin);
        const bool adjacent = gathering && std::ranges::all_of(between, isBlank);
        if (!adjacent || !sameName(charset, word.charset)) flushWords();
        if (!adjacent) flushPlain(at);
        if (!gathering) charset = word.charset;
        gathering = true;
        if (word.base64) {
            joined += decodeContent(TransferEncoding::base64, word.text);
        } else {
            appendDecodedQ(word.text, joined);
        }
        plainBegin = word.end;
        at = value.find("=?", word.end);
    }
    flushWords();
    flushPlain(value.size());
    // Decoding must not make line ends: the text goes where lines mean something.
    std::ranges::replace_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text::toNfc(out);
}

std::string encodeHeaderText(ByteView utf8) {
    return encode(utf8, [](ByteView word) { return !isAscii(word) || word.find("=?") != ByteView::npos; });
}

std::string encodePhrase(ByteView utf8) {
    return encode(utf8, [](ByteView word) {
        return !isAscii(word) || word.find("=?") != ByteView::npos ||
               word.find_first_of("()<>[]:;@\\,.\"") != ByteView::npos;
    });
}

}  // namespace tram::mime
