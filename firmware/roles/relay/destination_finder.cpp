#include "roles/relay/destination_finder.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "base/limits.hpp"
#include "text/domain_name.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

smtp::LookupStatus statusOf(net::DnsErrorKind kind) {
    switch (kind) {
        case net::DnsErrorKind::noSuchName:
            return smtp::LookupStatus::noSuchName;
        case net::DnsErrorKind::noData:
            return smtp::LookupStatus::noData;
        case net::DnsErrorKind::timeout:
            return smtp::LookupStatus::timeout;
        case net::DnsErrorKind::bogus:
            return smtp::LookupStatus::bogus;
        case net::DnsErrorKind::serverFailure:
        case net::DnsErrorKind::malformed:
        case net::DnsErrorKind::cancelled:
            break;
    }
    return smtp::LookupStatus::serverFailure;
}

template <class Octets, class Address>
smtp::AddressAnswer<Octets> answerOf(const net::DnsResult<Address>& result) {
    smtp::AddressAnswer<Octets> answer;
    if (!result) {
        answer.status = statusOf(result.error().kind);
        return answer;
    }
    answer.status = smtp::LookupStatus::answered;
    answer.canonicalName = result->canonicalName;
    for (const auto& address : result->records) answer.addresses.push_back(address.to_bytes());
    return answer;
}

net::Endpoint endpointOf(const smtp::IpAddress& address, std::uint16_t port) {
    if (const auto* four = std::get_if<smtp::Ipv4Octets>(&address)) return {asio::ip::address_v4(*four), port};
    return {asio::ip::address_v6(std::get<smtp::Ipv6Octets>(address)), port};
}

std::vector<Host> hostsOf(const std::vector<smtp::Target>& targets, std::uint16_t port) {
    std::vector<Host> hosts;
    for (const auto& target : targets) {
        if (hosts.empty() || hosts.back().name != target.host) hosts.push_back({target.host, {}});
        hosts.back().endpoints.push_back(endpointOf(target.address, port));
    }
    return hosts;
}

Hosts hostsOf(const std::expected<smtp::Target, smtp::RoutingFailure>& target, std::uint16_t port) {
    if (!target) return std::unexpected(target.error());
    return hostsOf(std::vector{*target}, port);
}

// A next hop is what an operator wrote: where it leads is his affair.
const smtp::OwnIdentity nobody{{}, {}, smtp::Loopback::allowed};

// The names of this machine are not the DNS's. [RFC6761 6.3]
bool isLocalhost(const std::string& name) {
    return name == "localhost" || name.ends_with(".localhost");
}

}  // namespace

asio::awaitable<Hosts> DestinationFinder::find(Way way) {
    if (way.route->nextHop) co_return co_await findNextHop(*way.route->nextHop);
    if (way.literal.isLiteral()) co_return hostsOf(smtp::literalTarget(way.literal, settings_.own), settings_.port);
    co_return co_await findByMx(way.domain);
}

asio::awaitable<Hosts> DestinationFinder::findNextHop(smtp::NextHop hop) {
    if (hop.host.isLiteral()) co_return hostsOf(smtp::literalTarget(hop.host, nobody), hop.port);
    const auto name = text::toAsciiDomain(hop.host.text).value_or(hop.host.text);
    if (isLocalhost(name)) {
        co_return std::vector{
            Host{name, {{asio::ip::address_v6::loopback(), hop.port}, {asio::ip::address_v4::loopback(), hop.port}}}};
    }
    const std::vector answers{
        co_await addressesOf({0, name, smtp::Exchange::Kind::implicit}, net::after(limits::relay::lookup))};
    auto targets = smtp::selectTargets(name, answers, nobody);
    if (targets) co_return hostsOf(*targets, hop.port);
    auto failure = std::move(targets.error());
    // The settings are wrong, not the recipient: no reason to give his mail up. [RFC3463 3.4]
    if (failure.isPermanent()) failure.status = {4, 3, 5};
    co_return std::unexpected(std::move(failure));
}

asio::awaitable<Hosts> DestinationFinder::findByMx(std::string domain) {
    const auto deadline = net::after(limits::relay::lookup);
    const auto found = co_await resolver_.mx(domain, deadline);
    smtp::MxAnswer answer;
    if (found) {
        answer.canonicalName = found->canonicalName;
        for (const auto& record : found->records) answer.records.push_back({record.preference, record.exchange});
    } else {
        answer.status = statusOf(found.error().kind);
    }
    const auto exchanges = smtp::selectExchanges(domain, answer, settings_.own, random_);
    if (!exchanges) co_return std::unexpected(exchanges.error());
    std::vector<smtp::ExchangeAddresses> answers;
    for (const auto& exchange : *exchanges) answers.push_back(co_await addressesOf(exchange, deadline));
    const auto targets = smtp::selectTargets(domain, answers, settings_.own);
    if (!targets) co_return std::unexpected(targets.error());
    co_return hostsOf(*targets, settings_.port);
}

asio::awaitable<smtp::ExchangeAddresses> DestinationFinder::addressesOf(smtp::Exchange exchange,
                                                                        net::Deadline deadline) {
    using namespace asio::experimental::awaitable_operators;
    auto [six, four] = co_await (resolver_.aaaa(exchange.host, deadline) && resolver_.a(exchange.host, deadline));
    smtp::ExchangeAddresses answers;
    answers.ipv6 = answerOf<smtp::Ipv6Octets>(six);
    answers.ipv4 = answerOf<smtp::Ipv4Octets>(four);
    answers.exchange = std::move(exchange);
    co_return answers;
}

}  // namespace tram::roles
