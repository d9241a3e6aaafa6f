// Bytes as views and as owned strings.
//
// Mail is octets, not text; std::string_view over octets is what every parser takes and
// std::string what every writer fills. Nothing here assumes a terminating NUL or an encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tram {

using Bytes = std::string;
using ByteView = std::string_view;

[[nodiscard]] inline ByteView asBytes(std::span<const std::uint8_t> octets) noexcept {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

[[nodiscard]] inline std::span<const std::uint8_t> asOctets(ByteView bytes) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace tram
