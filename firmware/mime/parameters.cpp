// One pass cuts the value into attribute and value pairs; then pieces of RFC 2231 are put together.
#include "mime/parameters.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/limits.hpp"
#include "mime/content_coding.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace tram::mime {
namespace {

std::string lowered(ByteView text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

constexpr bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

ByteView trimmed(ByteView text) {
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

constexpr int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

class Cursor {
public:
    explicit Cursor(ByteView value) : value_(value) {}

    [[nodiscard]] bool atEnd() const { return at_ >= value_.size(); }
    [[nodiscard]] char peek() const { return value_[at_]; }
    void skip() { ++at_; }

    // White space and comments, nested and with quoted pairs.
    void skipComments() {
        int depth = 0;
        for (; at_ < value_.size(); ++at_) {
            const char c = value_[at_];
            if (c == '(') {
                ++depth;
            } else if (depth == 0) {
                if (!isSpace(c)) return;
            } else if (c == ')') {
                --depth;
            } else if (c == '\\') {
                ++at_;
            }
        }
        at_ = std::min(at_, value_.size());
    }

    ByteView until(ByteView stops) {
        const auto end = std::min(value_.find_first_of(stops, at_), value_.size());
        const auto taken = value_.substr(at_, end - at_);
        at_ = end;
        return taken;
    }

    // The opening quote is next. Folding inside goes, a missing closing quote ends with the value.
    std::string quoted() {
        std::string out;
        for (++at_; at_ < value_.size(); ++at_) {
            char c = value_[at_];
            if (c == '"') {
                ++at_;
                break;
            }
            if (c == '\\' && at_ + 1 < value_.size()) c = value_[++at_];
            if (c != '\r' && c != '\n') out += c;
        }
        return out;
    }

private:
    ByteView value_;
    std::size_t at_ = 0;
};

struct Piece {
    std::string value;
    std::uint32_t number = 0;
    bool extended = false;
};

struct Gathered {
    std::string name;
    std::vector<Piece> pieces;  // of name*0, name*1*; or the only one of name*
};

// "name", "name*", "name*3", "name*3*".
struct Attribute {
    ByteView base;
    bool extended = false;
    bool continued = false;
    std::uint32_t number = 0;
};

Attribute takeApart(ByteView attribute) {
    Attribute parts{attribute};
    if (parts.base.ends_with('*')) {
        parts.extended = true;
        parts.base.remove_suffix(1);
    }
    const auto star = parts.base.rfind('*');
    if (star == ByteView::npos || star == 0) return parts;
    const auto digits = parts.base.substr(star + 1);
    if (digits.empty() || digits.size() > 6) return parts;
    std::uint32_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return parts;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    parts.base = parts.base.substr(0, star);
    parts.continued = true;
    parts.number = number;
    return parts;
}

void appendPercentDecoded(ByteView value, std::string& out) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '%' && i + 2 < value.size() && hexValue(value[i + 1]) >= 0 && hexValue(value[i + 2]) >= 0) {
            out += static_cast<char>(hexValue(value[i + 1]) << 4 | hexValue(value[i + 2]));
            i += 2;
        } else {
            out += value[i];
        }
    }
}

Parameter putTogether(Gathered& gathered) {
    std::ranges::stable_sort(gathered.pieces, {}, &Piece::number);
    Parameter parameter{gathered.name, {}, Parameter::Form::plain};
    std::string charset;
    bool first = true;
    for (const auto& piece : gathered.pieces) {
        ByteView value = piece.value;
        if (piece.extended) {
            parameter.form = Parameter::Form::extended;
            // charset'language'value stands in the first piece only.
            const auto quote = value.find('\'');
            const auto second = quote == ByteView::npos ? quote : value.find('\'', quote + 1);
            if (first && second != ByteView::npos) {
                charset = value.substr(0, quote);
                value.remove_prefix(second + 1);
            }
            appendPercentDecoded(value, parameter.value);
        } else {
            parameter.value.append(value);
        }
        first = false;
    }
    if (parameter.form == Parameter::Form::extended) {
        parameter.value = text::decodeToUtf8(parameter.value, charset).utf8;
    }
    return parameter;
}

std::string parameterValue(Cursor& cursor, ByteView name) {
    cursor.skipComments();
    if (cursor.atEnd()) return {};
    if (cursor.peek() == '"') return cursor.quoted();
    // File names come unquoted, with spaces and parentheses.
    if (name == "name" || name == "filename") return std::string(trimmed(cursor.until(";\r\n")));
    return std::string(cursor.until(name == "charset" ? "; \t\r\n(" : "; \t\r\n"));
}

Parameters parseParameters(Cursor& cursor) {
    Parameters result;
    std::vector<Gathered> gathered;
    std::unordered_map<std::string, std::size_t> gatheredAt;
    std::size_t pieces = 0;
    while (!cursor.atEnd()) {
        cursor.skipComments();
        if (cursor.atEnd()) break;
        if (cursor.peek() == ';') {
            cursor.skip();
            continue;
        }
        const auto attribute = lowered(trimmed(cursor.until("=;\"")));
        if (cursor.atEnd() || cursor.peek() == ';') continue;  // a word that is no parameter
        if (cursor.peek() == '"') {
            static_cast<void>(cursor.quoted());
            continue;
        }
        cursor.skip();
        const auto parts = takeApart(attribute);
        auto value = parameterValue(cursor, parts.base);
        if (parts.base.empty() || parts.base.find_first_of(" \t\r\n(") != ByteView::npos) continue;
        if (!parts.extended && !parts.continued) {
            if (result.size() < limits::mime::parameters) result.push_back({std::string(parts.base), std::move(value)});
            continue;
        }
        if (++pieces > limits::mime::continuations) continue;
        const auto [at, fresh] = gatheredAt.try_emplace(std::string(parts.base), gathered.size());
        if (fresh) gathered.push_back({std::string(parts.base), {}});
        gathered[at->second].pieces.push_back({std::move(value), parts.number, parts.extended});
    }
    for (auto& one : gathered) {
        if (result.size() < limits::mime::parameters) result.push_back(putTogether(one));
    }
    return result;
}

constexpr bool isTokenCharacter(char c) {
    return c > ' ' && c <= '~' && ByteView("()<>@,;:\\\"/[]?=").find(c) == ByteView::npos;
}

bool isToken(ByteView text) {
    return !text.empty() && std::ranges::all_of(text, isTokenCharacter);
}

}  // namespace

std::optional<ByteView> findParameter(const Parameters& parameters, ByteView name) {
    const Parameter* found = nullptr;
    for (const auto& parameter : parameters) {
        if (parameter.name != name) continue;
        if (found == nullptr ||
            (found->form == Parameter::Form::plain && parameter.form == Parameter::Form::extended)) {
            found = &parameter;
        }
    }
    if (found == nullptr) return std::nullopt;
    return found->value;
}

std::optional<std::string> parameterText(const Parameters& parameters, ByteView name) {
    for (const auto& parameter : parameters) {
        if (parameter.name == name && parameter.form == Parameter::Form::extended) return parameter.value;
    }
    const auto plain = findParameter(parameters, name);
    if (!plain) return std::nullopt;
    return decodeHeaderText(*plain);
}

std::optional<ContentType> parseContentType(ByteView fieldValue) {
    Cursor cursor(fieldValue);
    cursor.skipComments();
    ContentType result;
    result.type = lowered(trimmed(cursor.until("/;")));
    if (cursor.atEnd() || cursor.peek() != '/') return std::nullopt;
    cursor.skip();
    cursor.skipComments();
    result.subtype = lowered(cursor.until("; \t\r\n(,\""));
    if (!isToken(result.type) || !isToken(result.subtype)) return std::nullopt;
    result.parameters = parseParameters(cursor);
    return result;
}

std::optional<Disposition> parseDisposition(ByteView fieldValue) {
    Cursor cursor(fieldValue);
    cursor.skipComments();
    if (cursor.atEnd()) return std::nullopt;
    Disposition result;
    result.type = lowered(cursor.peek() == '"' ? ByteView(cursor.quoted()) : cursor.until("; \t\r\n("));
    result.parameters = parseParameters(cursor);
    if (result.type.empty() && result.parameters.empty()) return std::nullopt;
    // "filename=x" alone: the sender meant an attachment [RFC2183 2.8: what is unknown is one].
    if (result.type.empty() || result.type.find('=') != std::string::npos) result.type = "attachment";
    return result;
}

std::string formatParameter(ByteView name, ByteView valueUtf8) {
    constexpr std::size_t pieceLimit = 50;  // a line of 78 with name, number and charset
    std::string clean = text::repairUtf8(valueUtf8);
    std::ranges::replace_if(clean, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, ' ');
    std::string out = ";";
    if (isAscii(clean) && clean.size() <= pieceLimit) {
        out.append(" ").append(name).append("=");
        if (isToken(clean)) return out.append(clean);
        out += '"';
        for (const char c : clean) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        return out.append("\"");
    }
    std::string encoded;
    std::vector<std::size_t> cuts;  // where a character begins
    for (const char c : clean) {
        if ((static_cast<std::uint8_t>(c) & 0xC0) != 0x80) cuts.push_back(encoded.size());
        if (isTokenCharacter(c) && c != '*' && c != '\'' && c != '%') {
            encoded += c;
        } else {
            appendEscaped(encoded, '%', c);
        }
    }
    cuts.push_back(encoded.size());
    if (encoded.size() <= pieceLimit) return out.append(" ").append(name).append("*=utf-8''").append(encoded);
    std::size_t begin = 0;
    for (std::size_t number = 0; begin < encoded.size(); ++number) {
        const auto beyond = std::ranges::upper_bound(cuts, begin + pieceLimit);
        const auto end = *(beyond - 1);
        if (number != 0) out += ';';
        out.append(" ").append(name).append("*").append(std::to_string(number)).append("*=");
        if (number == 0) out.append("utf-8''");
        out.append(encoded, begin, end - begin);
        begin = end;
    }
    return out;
}

}  // namespace tram::mime
