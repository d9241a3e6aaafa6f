// Connects to the first of several addresses that answers, IPv6 and IPv4 interleaved. [RFC8305]
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <vector>

#include "net/net_error.hpp"
#include "net/stream.hpp"

namespace tram::net {

struct ConnectOptions {
    // The zone's own addresses; a family without one is not bound. With only one given, and `zoneOnly`,
    // the other family is not used at all.
    std::optional<boost::asio::ip::address_v4> localV4 = {};
    std::optional<boost::asio::ip::address_v6> localV6 = {};
    enum class Families : bool { any, zoneOnly } families = Families::any;
    // The next address is tried after this, or as soon as one fails. [RFC8305 5]
    std::chrono::milliseconds attemptDelay{250};
};

// The order in which they will be tried: families alternate, the first one's family first; within a
// family the order is kept. [RFC8305 4]
[[nodiscard]] std::vector<Endpoint> interleaved(std::vector<Endpoint> endpoints);

// refused, unreachable, reset: what the last address to fail said; timeout.
[[nodiscard]] boost::asio::awaitable<std::expected<Stream, NetError>> connectAny(boost::asio::any_io_executor executor,
                                                                                 std::vector<Endpoint> endpoints,
                                                                                 ConnectOptions options,
                                                                                 Deadline deadline);

}  // namespace tram::net
