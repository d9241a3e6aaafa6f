#include "proto/smtp/xtext.hpp"

#include <charconv>
#include <cstdint>

#include "base/utf8.hpp"

namespace tram::smtp {
namespace {

constexpr ByteView hexDigits = "0123456789ABCDEF";

std::string hexadecimal(char32_t codePoint) {
    char digits[8];
    const auto [end, error] =
        std::to_chars(std::begin(digits), std::end(digits), static_cast<std::uint32_t>(codePoint), 16);
    std::string out;
    for (const char* digit = digits; digit != end; ++digit) {
        out += *digit >= 'a' ? static_cast<char>(*digit - 'a' + 'A') : *digit;
    }
    return out;
}

// QCHAR without "\": printable ASCII but "+", "=" and "\". [RFC6533 3]
bool isPlain(char32_t codePoint) {
    return codePoint > 0x20 && codePoint < 0x7f && codePoint != '+' && codePoint != '=' && codePoint != '\\';
}

enum class High : std::uint8_t { embedded, asItIs };

std::string encodeUtf8Address(ByteView utf8, High high) {
    std::string out;
    while (!utf8.empty()) {
        // What is not UTF-8 cannot be said in this form; it is shown as U+FFFD.
        const auto character = firstCharacter(utf8).value_or(Utf8Character{0xfffd, 1});
        if (isPlain(character.codePoint)) {
            out += static_cast<char>(character.codePoint);
        } else if (character.codePoint >= 0x80 && high == High::asItIs) {
            appendUtf8(out, character.codePoint);
        } else {
            out += "\\x{" + hexadecimal(character.codePoint) + "}";
        }
        utf8.remove_prefix(character.octets);
    }
    return out;
}

}  // namespace

std::string encodeXtext(ByteView text) {
    std::string out;
    for (const auto c : text) {
        const auto octet = static_cast<std::uint8_t>(c);
        if (octet > 0x20 && octet < 0x7f && c != '+' && c != '=') {
            out += c;
        } else {
            out += '+';
            out += hexDigits[octet >> 4];
            out += hexDigits[octet & 0xf];
        }
    }
    return out;
}

std::optional<std::string> decodeXtext(ByteView text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        if (c <= 0x20 || c >= 0x7f || c == '=') return std::nullopt;
        if (c != '+') {
            out += c;
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = hexDigits.find(text[i + 1]);
        const auto low = hexDigits.find(text[i + 2]);
        if (high == ByteView::npos || low == ByteView::npos) return std::nullopt;
        out += static_cast<char>(static_cast<std::uint8_t>(high << 4 | low));
        i += 2;
    }
    return out;
}

std::string encodeUtf8AddressXtext(ByteView utf8) {
    return encodeUtf8Address(utf8, High::embedded);
}
std::string encodeUtf8AddressUnitext(ByteView utf8) {
    return encodeUtf8Address(utf8, High::asItIs);
}

std::optional<std::string> decodeUtf8Address(ByteView text) {
    if (!isUtf8(text)) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        if (c != '\\') {
            const auto octet = static_cast<std::uint8_t>(c);
            if (octet < 0x80 && !isPlain(octet)) return std::nullopt;
            out += c;
            continue;
        }
        // "\x{" 1*6HEX "}"
        if (text.substr(i, 3) != "\\x{") return std::nullopt;
        const auto close = text.find('}', i);
        if (close == ByteView::npos || close - i < 4 || close - i > 9) return std::nullopt;
        std::uint32_t value = 0;
        const auto* const end = text.data() + close;
        const auto [stop, error] = std::from_chars(text.data() + i + 3, end, value, 16);
        if (error != std::errc{} || stop != end || value == 0 || value > 0x10ffff ||
            (value >= 0xd800 && value <= 0xdfff)) {
            return std::nullopt;
        }
        appendUtf8(out, value);
        i = close;
    }
    return out;
}

}  // namespace tram::smtp
