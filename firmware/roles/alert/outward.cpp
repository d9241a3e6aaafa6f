#include "roles/alert/outward.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/connector.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

constexpr auto lookup = std::chrono::seconds(10);
constexpr auto connecting = std::chrono::seconds(10);
constexpr auto handshake = std::chrono::seconds(10);

// The names of this machine are not the DNS's. [RFC6761 6.3]
bool isLocalhost(const std::string& name) {
    return name == "localhost" || name.ends_with(".localhost");
}

}  // namespace

bool needsResolver(const std::string& host) {
    boost::system::error_code none;
    std::ignore = asio::ip::make_address(host, none);
    return none && !isLocalhost(host);
}

std::string wordsOf(const net::NetError& error) {
    return std::string(net::nameOf(error.kind)) + (error.detail.empty() ? "" : ": " + error.detail);
}

asio::awaitable<std::vector<net::Endpoint>> Outward::find(HostAndPort place) const {
    using namespace asio::experimental::awaitable_operators;
    boost::system::error_code none;
    const auto address = asio::ip::make_address(place.host, none);
    std::vector<net::Endpoint> endpoints;
    if (!none) {
        endpoints.emplace_back(address, place.port);
    } else if (isLocalhost(place.host)) {
        endpoints.emplace_back(asio::ip::address_v6::loopback(), place.port);
        endpoints.emplace_back(asio::ip::address_v4::loopback(), place.port);
    } else if (parts_.resolver != nullptr) {
        const auto deadline = net::after(lookup);
        auto [six, four] =
            co_await (parts_.resolver->aaaa(place.host, deadline) && parts_.resolver->a(place.host, deadline));
        if (six) {
            for (const auto& each : six->records) endpoints.emplace_back(each, place.port);
        }
        if (four) {
            for (const auto& each : four->records) endpoints.emplace_back(each, place.port);
        }
    }
    co_return endpoints;
}

asio::awaitable<std::expected<net::Stream, std::string>> Outward::connect(HostAndPort place) const {
    auto endpoints = co_await find(place);
    if (endpoints.empty()) co_return std::unexpected(place.host + " has no address");
    auto stream = co_await net::connectAny(parts_.executor, std::move(endpoints), {}, net::after(connecting));
    if (!stream) co_return std::unexpected("no connection, " + wordsOf(stream.error()));
    if (parts_.tls) {
        const auto destination = place.host + ":" + std::to_string(place.port) + "/alert";
        const auto secured = co_await stream->handshakeClient(parts_.tls, place.host, destination, parts_.handshakes,
                                                              net::after(handshake));
        if (!secured) co_return std::unexpected("TLS, " + wordsOf(secured.error()));
    }
    co_return std::move(*stream);
}

}  // namespace tram::roles
