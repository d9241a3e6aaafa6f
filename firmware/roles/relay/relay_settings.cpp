#include "roles/relay/relay_settings.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "net/listener.hpp"
#include "text/domain_name.hpp"

namespace tram::roles {

namespace {

// Mail that leads to one of these would come back.
std::vector<smtp::IpAddress> addressesOfThisMachine() {
    std::vector<smtp::IpAddress> result;
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return result;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, &freeifaddrs);
    for (const auto* at = list.get(); at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr) continue;
        if (at->ifa_addr->sa_family == AF_INET) {
            sockaddr_in address{};
            std::memcpy(&address, at->ifa_addr, sizeof address);
            smtp::Ipv4Octets octets{};
            std::memcpy(octets.data(), &address.sin_addr, octets.size());
            result.emplace_back(octets);
        } else if (at->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 address{};
            std::memcpy(&address, at->ifa_addr, sizeof address);
            smtp::Ipv6Octets octets{};
            std::memcpy(octets.data(), &address.sin6_addr, octets.size());
            result.emplace_back(octets);
        }
    }
    return result;
}

// A pattern's own dot or star stays.
std::optional<std::string> asciiPattern(const std::string& pattern) {
    if (pattern == "*") return pattern;
    const std::size_t dot = pattern.starts_with('.') ? 1 : 0;
    const auto name = text::toAsciiDomain(ByteView{pattern}.substr(dot));
    if (!name) return std::nullopt;
    return pattern.substr(0, dot) + *name;
}

std::expected<std::vector<smtp::Route>, std::string> readRoutes(const Settings& settings) {
    std::vector<smtp::Route> routes;
    const auto routeOf = [&routes](const std::string& pattern) -> smtp::Route& {
        const auto found = std::ranges::find(routes, pattern, &smtp::Route::pattern);
        if (found != routes.end()) return *found;
        routes.emplace_back().pattern = pattern;
        return routes.back();
    };
    for (const auto& [domain, hop] : settings.below("route.")) {
        const auto pattern = asciiPattern(domain);
        const auto parsed = smtp::parseRoute(pattern.value_or("") + "=" + hop);
        if (!parsed) return std::unexpected("route." + domain + " = " + hop);
        routeOf(parsed->pattern).nextHop = parsed->nextHop;
    }
    for (const auto& [domain, zone] : settings.below("relay.zone.")) {
        const auto pattern = asciiPattern(domain);
        if (!pattern || (zone != "tsl" && zone != "internet"))
            return std::unexpected("relay.zone." + domain + " = " + zone);
        routeOf(*pattern).zone = zone == "tsl" ? smtp::Zone::tsl : smtp::Zone::internet;
    }
    for (const auto& [domain, policy] : settings.below("relay.tls.")) {
        const auto pattern = asciiPattern(domain);
        if (!pattern || (policy != "required" && policy != "opportunistic"))
            return std::unexpected("relay.tls." + domain + " = " + policy);
        routeOf(*pattern).tls =
            policy == "required" ? smtp::client::TlsPolicy::required : smtp::client::TlsPolicy::opportunistic;
    }
    return routes;
}

std::expected<net::ConnectOptions, std::string> readSource(const Settings& settings, const std::string& key) {
    net::ConnectOptions options;
    for (const auto& text : settings.list(key)) {
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(text, error);
        if (error) return std::unexpected(key + " = " + text);
        if (address.is_v4()) {
            options.localV4 = address.to_v4();
        } else {
            options.localV6 = address.to_v6();
        }
        options.families = net::ConnectOptions::Families::zoneOnly;
    }
    return options;
}

std::chrono::seconds secondsOf(const Settings& settings, const std::string& key, std::chrono::seconds otherwise) {
    return std::chrono::seconds(settings.number(key, static_cast<std::uint64_t>(otherwise.count())));
}

void readRetry(const Settings& settings, RelaySettings& result) {
    auto& retry = result.retry;
    retry.first = std::max(std::chrono::seconds(1), secondsOf(settings, "relay.retry.first", retry.first));
    retry.longest = std::max(retry.first, secondsOf(settings, "relay.retry.longest", retry.longest));
    retry.lifetime = secondsOf(settings, "queue.lifetime", retry.lifetime);
    retry.delayNotice = secondsOf(settings, "relay.delay_notice", retry.delayNotice);
    auto& scheduler = result.scheduler;
    scheduler.connections = static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(settings.number("relay.connections", scheduler.connections), 1, 10'000));
    scheduler.connectionsPerDestination = static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(settings.number("relay.connections.destination", scheduler.connectionsPerDestination),
                                  1, scheduler.connections));
    // A destination rests no longer than its messages wait; the last attempt comes soon after the time is up.
    scheduler.firstRest = std::min(scheduler.firstRest, retry.first);
    scheduler.longestRest = std::clamp(scheduler.longestRest, scheduler.firstRest, retry.longest);
    scheduler.expiryGrace = std::min<std::chrono::seconds>(scheduler.expiryGrace, retry.lifetime / 10);
}

}  // namespace

std::expected<RelaySettings, std::string> readRelaySettings(const Settings& settings,
                                                            const std::filesystem::path& folder) {
    RelaySettings result;
    result.domain = settings.text("domain", "localhost");
    result.hostname = hostnameOf(settings);
    auto routes = readRoutes(settings);
    if (!routes) return std::unexpected(routes.error());
    result.routes = smtp::RouteTable(std::move(*routes));

    const auto port = settings.number("relay.port", 25);
    if (port == 0 || port > 65'535) return std::unexpected("relay.port");
    result.port = static_cast<std::uint16_t>(port);
    result.own.names = settings.list("domains");
    result.own.names.push_back(result.domain);
    result.own.names.push_back(result.hostname);
    for (auto& name : result.own.names) name = text::toAsciiDomain(name).value_or(name);
    // Destinations on another port than the world's are a trial's, and stand on this machine.
    if (settings.find("relay.port")) {
        result.own.loopback = smtp::Loopback::allowed;
    } else {
        result.own.addresses = addressesOfThisMachine();
    }

    readRetry(settings, result);
    for (const auto& text : settings.list("dns.servers")) {
        const auto endpoint = net::parseEndpoint(text.find(':') == std::string::npos ? text + ":53" : text);
        if (!endpoint) return std::unexpected("dns.servers: " + text);
        result.dns.forwarders.push_back(*endpoint);
    }
    if (const auto hints = settings.find("dns.root_hints")) result.dns.rootHints = *hints;
    if (const auto anchors = settings.find("dns.trust_anchors")) result.dns.trustAnchors = *anchors;
    result.dns.cacheMaximum = secondsOf(settings, "dns.cache", result.dns.cacheMaximum);
    for (auto [key, into] :
         {std::pair{"zone.internet.source", &result.internetSource}, std::pair{"zone.tsl.source", &result.tslSource}}) {
        auto source = readSource(settings, key);
        if (!source) return std::unexpected(source.error());
        *into = *source;
    }
    if (const auto authority = settings.find("tls.ca")) result.authorities.emplace_back(*authority);
    result.storeFolder = settings.text("store.folder", (folder / "store").string());
    result.storeSocket = settings.text("store.socket", (folder / "sockets" / "store.sock").string());
    return result;
}

}  // namespace tram::roles
