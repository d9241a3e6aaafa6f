// IPv4 and IPv6 addresses as text, as address literals carry them. Standards: RFC 5321 4.1.3 (what is
// read), RFC 5952 (what is written). Exposed to strangers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::smtp {

using Ipv4Octets = std::array<std::uint8_t, 4>;
using Ipv6Octets = std::array<std::uint8_t, 16>;

// Four decimal numbers of 0 to 255 without leading zeros beyond one digit. nullopt: anything else.
[[nodiscard]] std::optional<Ipv4Octets> parseIpv4(ByteView text) noexcept;
// Full, compressed ("::" once, for two groups or more) and with an IPv4 tail.
[[nodiscard]] std::optional<Ipv6Octets> parseIpv6(ByteView text) noexcept;
[[nodiscard]] std::string formatIpv4(const Ipv4Octets& address);
[[nodiscard]] std::string formatIpv6(const Ipv6Octets& address);

}  // namespace tram::smtp
