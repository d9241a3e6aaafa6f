// Flags as IMAP writes them, numbers without a detour through strings: the hot path of FETCH.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.hpp"

namespace tram::imap {

template <std::unsigned_integral Number>
void appendNumber(Bytes& out, Number number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// "(\Seen $Junk)": SystemFlag bits, then keywords[i] for each bit i.
void appendFlags(Bytes& out, std::uint32_t flags, std::uint64_t keywords, std::span<const std::string> names);

// All flags of a folder, for the FLAGS response.
void appendFlagTable(Bytes& out, std::span<const std::string> names);

}  // namespace tram::imap
