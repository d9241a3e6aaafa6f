// A network that an app password opens from: "10.1.0.0/16", "2001:db8::/32", "192.0.2.7".
//
// An IPv4 address that came in over an IPv6 socket is that IPv4 address. Threads: any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tram::credentials {

struct Network {
    std::array<std::uint8_t, 16> address{};  // IPv4 as mapped; bits behind the prefix are 0
    std::uint8_t prefix = 128;               // of 128 bits

    friend bool operator==(const Network&, const Network&) = default;
};

// Nothing where it is none, or has bits behind its prefix.
[[nodiscard]] std::optional<Network> parseNetwork(std::string_view text);
// As people write it; an address by itself without a prefix.
[[nodiscard]] std::string toText(const Network& network);
// False where `address` is none.
[[nodiscard]] bool contains(const Network& network, std::string_view address);

}  // namespace tram::credentials
