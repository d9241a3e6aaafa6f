// Steps that searching and naming share: walking UTF-8 by code point, which marks count as diacritics.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace tram::text {

struct CodePoint {
    char32_t value;
    std::size_t octets;
};

// The code point at the front of valid, non-empty UTF-8.
[[nodiscard]] inline CodePoint frontOf(ByteView utf8) noexcept {
    const auto octet = [&](std::size_t i) { return static_cast<char32_t>(static_cast<std::uint8_t>(utf8[i])); };
    const auto lead = octet(0);
    if (lead < 0x80 || utf8.size() < 2) return {lead, 1};
    if (lead < 0xE0 || utf8.size() < 3) return {(lead & 0x1F) << 6 | (octet(1) & 0x3F), 2};
    if (lead < 0xF0 || utf8.size() < 4) return {(lead & 0x0F) << 12 | (octet(1) & 0x3F) << 6 | (octet(2) & 0x3F), 3};
    return {(lead & 0x07) << 18 | (octet(1) & 0x3F) << 12 | (octet(2) & 0x3F) << 6 | (octet(3) & 0x3F), 4};
}

// The blocks of combining diacritics. Vowel signs of other scripts are letters of their own there.
[[nodiscard]] constexpr bool isDiacritic(char32_t c) noexcept {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

}  // namespace tram::text
