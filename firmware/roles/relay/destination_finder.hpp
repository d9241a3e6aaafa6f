// From a way to the hosts that take its mail, by asking the DNS.
//
// Threads: on the loop of the resolver.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <vector>

#include "base/random.hpp"
#include "net/resolver.hpp"
#include "proto/smtp/mx_selection.hpp"
#include "roles/relay/queued_message.hpp"
#include "roles/relay/relay_settings.hpp"

namespace tram::roles {

// One host and its addresses, in the order they should be tried.
struct Host {
    std::string name;  // what its certificate should bear; an address literal's text where it has no name
    std::vector<net::Endpoint> endpoints;
};

// Hosts in the order they should be tried; never empty.
using Hosts = std::expected<std::vector<Host>, smtp::RoutingFailure>;

class DestinationFinder {
public:
    DestinationFinder(const RelaySettings& settings, net::Resolver& resolver, Random& random)
        : settings_(settings), resolver_(resolver), random_(random) {}

    [[nodiscard]] boost::asio::awaitable<Hosts> find(Way way);

private:
    [[nodiscard]] boost::asio::awaitable<Hosts> findNextHop(smtp::NextHop hop);
    [[nodiscard]] boost::asio::awaitable<Hosts> findByMx(std::string domain);
    [[nodiscard]] boost::asio::awaitable<smtp::ExchangeAddresses> addressesOf(smtp::Exchange exchange,
                                                                              net::Deadline deadline);

    const RelaySettings& settings_;
    net::Resolver& resolver_;
    Random& random_;
};

}  // namespace tram::roles
