// UTF-8, looked at octet by octet without ICU. Standards: RFC 3629 (no surrogates, no overlong forms,
// nothing above U+10FFFF). Linear; exposed to strangers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

#include "base/bytes.hpp"

namespace tram {

struct Utf8Character {
    char32_t codePoint;
    std::size_t octets;
};

// The character at the start of `text`; nullopt where that is not UTF-8 or `text` is empty.
[[nodiscard]] constexpr std::optional<Utf8Character> firstCharacter(ByteView text) noexcept {
    if (text.empty()) return std::nullopt;
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto lead = octet(0);
    if (lead < 0x80) return Utf8Character{lead, 1};
    std::size_t octets = 0;
    char32_t value = 0;
    char32_t least = 0;
    if ((lead & 0xe0) == 0xc0) {
        octets = 2, value = lead & 0x1f, least = 0x80;
    } else if ((lead & 0xf0) == 0xe0) {
        octets = 3, value = lead & 0x0f, least = 0x800;
    } else if ((lead & 0xf8) == 0xf0) {
        octets = 4, value = lead & 0x07, least = 0x10000;
    } else {
        return std::nullopt;
    }
    if (text.size() < octets) return std::nullopt;
    for (std::size_t i = 1; i < octets; ++i) {
        if ((octet(i) & 0xc0) != 0x80) return std::nullopt;
        value = value << 6 | (octet(i) & 0x3f);
    }
    if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
    return Utf8Character{value, octets};
}

// How many octets at the start are below 128; eight at a time.
[[nodiscard]] constexpr std::size_t asciiPrefix(ByteView text) noexcept {
    std::size_t at = 0;
    if (!std::is_constant_evaluated()) {
        for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & 0x8080808080808080ULL) != 0) break;
        }
    }
    while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
    return at;
}

[[nodiscard]] constexpr bool isAscii(ByteView text) noexcept {
    return asciiPrefix(text) == text.size();
}

[[nodiscard]] constexpr bool isUtf8(ByteView text) noexcept {
    for (;;) {
        text.remove_prefix(asciiPrefix(text));
        if (text.empty()) return true;
        const auto character = firstCharacter(text);
        if (!character) return false;
        text.remove_prefix(character->octets);
    }
}

// A code point that is no surrogate and at most U+10FFFF.
template <class String>
constexpr void appendUtf8(String& out, char32_t codePoint) {
    const auto put = [&](char32_t octet) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(octet))); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xc0 | codePoint >> 6), put(0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
        put(0xe0 | codePoint >> 12), put(0x80 | (codePoint >> 6 & 0x3f)), put(0x80 | (codePoint & 0x3f));
    } else {
        put(0xf0 | codePoint >> 18), put(0x80 | (codePoint >> 12 & 0x3f));
        put(0x80 | (codePoint >> 6 & 0x3f)), put(0x80 | (codePoint & 0x3f));
    }
}

}  // namespace tram
