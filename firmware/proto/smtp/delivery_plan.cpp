#include "proto/smtp/delivery_plan.hpp"

#include <algorithm>
#include <charconv>

#include "proto/smtp/ip_address.hpp"

namespace tram::smtp {
namespace {

std::string lowerCase(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::optional<Domain> parseHost(std::string_view text) {
    if (const auto four = parseIpv4(text)) return Domain{"[" + formatIpv4(*four) + "]", DomainKind::ipv4};
    if (text.starts_with('[') && text.ends_with(']')) {
        if (const auto six = parseIpv6(text.substr(1, text.size() - 2))) {
            return Domain{"[IPv6:" + formatIpv6(*six) + "]", DomainKind::ipv6};
        }
    }
    auto domain = parseDomain(text);
    if (!domain) return std::nullopt;
    return std::move(*domain);
}

}  // namespace

std::string_view name(Zone zone) noexcept {
    switch (zone) {
        case Zone::internet:
            return "internet";
        case Zone::tsl:
            return "tsl";
    }
    return {};
}

std::expected<NextHop, RouteError> parseNextHop(std::string_view text) {
    NextHop hop;
    auto host = text;
    // A colon inside brackets belongs to the address.
    const auto colon = text.find(':', text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0);
    if (colon != std::string_view::npos) {
        host = text.substr(0, colon);
        const auto port = text.substr(colon + 1);
        const auto* const end = port.data() + port.size();
        const auto [stop, error] = std::from_chars(port.data(), end, hop.port);
        if (error != std::errc{} || stop != end || hop.port == 0) return std::unexpected{RouteError::port};
    }
    auto domain = parseHost(host);
    if (!domain) return std::unexpected{RouteError::host};
    hop.host = std::move(*domain);
    return hop;
}

std::expected<Route, RouteError> parseRoute(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::unexpected{RouteError::syntax};
    Route route;
    route.pattern = lowerCase(text.substr(0, equals));
    const auto domain = std::string_view{route.pattern}.substr(route.pattern.starts_with('.') ? 1 : 0);
    if (route.pattern != "*" && !parseDomain(domain)) return std::unexpected{RouteError::pattern};
    auto hop = parseNextHop(text.substr(equals + 1));
    if (!hop) return std::unexpected{hop.error()};
    route.nextHop = std::move(*hop);
    return route;
}

std::string format(const NextHop& nextHop) {
    return nextHop.host.text + ":" + std::to_string(nextHop.port);
}

RouteTable::RouteTable(std::vector<Route> routes) {
    for (auto& route : routes) {
        route.pattern = lowerCase(route.pattern);
        auto pattern = route.pattern;
        routes_.try_emplace(std::move(pattern), std::move(route));
    }
    Route byMx;
    byMx.pattern = "*";
    routes_.try_emplace("*", std::move(byMx));
}

const Route& RouteTable::find(std::string_view domain) const {
    if (const auto exact = routes_.find(domain); exact != routes_.end()) return exact->second;
    for (auto dot = domain.find('.'); dot != std::string_view::npos; dot = domain.find('.', dot + 1)) {
        if (const auto suffix = routes_.find(domain.substr(dot)); suffix != routes_.end()) return suffix->second;
    }
    return routes_.find(std::string_view{"*"})->second;
}

std::string destinationKey(const Route& route, std::string_view domain) {
    auto key = std::string{name(route.zone)};
    key += route.nextHop ? "/via/" + format(*route.nextHop) : "/" + lowerCase(domain);
    return key;
}

}  // namespace tram::smtp
