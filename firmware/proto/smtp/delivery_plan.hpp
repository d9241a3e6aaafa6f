// Which way a domain's mail leaves: routes of the settings, and the destination whose limits and back-off
// messages share.
//
// Standards: none; zones as the house lays down: they never back each other up.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "proto/smtp/address.hpp"
#include "proto/smtp/client_types.hpp"

namespace tram::smtp {

enum class Zone : std::uint8_t { internet, tsl };
[[nodiscard]] std::string_view name(Zone zone) noexcept;

// A given next hop instead of the DNS's.
struct NextHop {
    Domain host;  // a name, whose addresses are looked up (no MX), or an address literal
    std::uint16_t port = 25;

    friend bool operator==(const NextHop&, const NextHop&) = default;
};

struct Route {
    // "example.vn": that domain; ".example.vn": all below it; "*": everything else.
    std::string pattern;
    Zone zone = Zone::internet;
    std::optional<NextHop> nextHop;  // absent: by MX
    client::TlsPolicy tls = client::TlsPolicy::opportunistic;

    friend bool operator==(const Route&, const Route&) = default;
};

enum class RouteError : std::uint8_t { syntax, pattern, host, port };

// "DOMAIN=HOST:PORT", "DOMAIN=HOST", "DOMAIN=[IPv6:…]:PORT" or a bare IPv4 address, as `--route` has it.
// The zone stays internet.
[[nodiscard]] std::expected<Route, RouteError> parseRoute(std::string_view text);
// "HOST:PORT" alone. The port is 25 where none is given.
[[nodiscard]] std::expected<NextHop, RouteError> parseNextHop(std::string_view text);
[[nodiscard]] std::string format(const NextHop& nextHop);

class RouteTable {
public:
    // Of two routes with one pattern the first counts. Without "*" everything else goes by MX in `internet`.
    explicit RouteTable(std::vector<Route> routes);
    // The exact pattern, else the longest suffix, else "*". `domain` in lower case.
    [[nodiscard]] const Route& find(std::string_view domain) const;

private:
    std::map<std::string, Route, std::less<>> routes_;  // by pattern
};

// The key under which the scheduler knows a destination: "internet/example.vn" by MX,
// "tsl/via/mail.example.vn:25" by a next hop, so that all domains of a smart host share its limits.
[[nodiscard]] std::string destinationKey(const Route& route, std::string_view domain);

}  // namespace tram::smtp
