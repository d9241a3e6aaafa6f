#include "net/connector.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "base/limits.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Attempts under way; handlers that come after the end find it still there.
struct Race {
    explicit Race(const asio::any_io_executor& executor) : signal(executor) {}
    asio::steady_timer signal;  // cancelled when an attempt ended
    std::vector<std::unique_ptr<Stream::Socket>> sockets;
    std::unique_ptr<Stream::Socket> winner;
    std::size_t pending = 0;
    bool failedSinceLook = false;
    bool over = false;
    NetError last{NetErrorKind::unreachable, "no address to connect to"};

    void fail(error_code error, const Endpoint& to) {
        last = netErrorOf(error.value(), "connect to " + to.address().to_string());
        failedSinceLook = true;
    }
};

void attempt(const std::shared_ptr<Race>& race, const asio::any_io_executor& executor, Endpoint to,
             const ConnectOptions& options) {
    auto& socket = *race->sockets.emplace_back(std::make_unique<Stream::Socket>(executor));
    error_code error;
    socket.open(to.protocol(), error);
    if (!error && to.address().is_v4() && options.localV4) socket.bind(Endpoint(*options.localV4, 0), error);
    if (!error && to.address().is_v6() && options.localV6) socket.bind(Endpoint(*options.localV6, 0), error);
    if (error) {
        race->fail(error, to);
        return;
    }
    ++race->pending;
    const std::size_t index = race->sockets.size() - 1;
    socket.async_connect(to, [race, index, to](error_code failed) {
        --race->pending;
        if (race->over) return;
        if (failed)
            race->fail(failed, to);
        else if (!race->winner)
            race->winner = std::move(race->sockets[index]);
        race->signal.cancel();
    });
}

bool usable(const Endpoint& endpoint, const ConnectOptions& options) {
    if (options.families == ConnectOptions::Families::any) return true;
    return endpoint.address().is_v4() ? options.localV4.has_value() : options.localV6.has_value();
}

}  // namespace

std::vector<Endpoint> interleaved(std::vector<Endpoint> endpoints) {
    if (endpoints.empty()) return endpoints;
    const bool firstIsV6 = endpoints.front().address().is_v6();
    const auto split = std::stable_partition(endpoints.begin(), endpoints.end(), [&](const Endpoint& endpoint) {
        return endpoint.address().is_v6() == firstIsV6;
    });
    std::vector<Endpoint> mixed;
    mixed.reserve(endpoints.size());
    for (auto one = endpoints.begin(), other = split; one != split || other != endpoints.end();) {
        if (one != split) mixed.push_back(*one++);
        if (other != endpoints.end()) mixed.push_back(*other++);
    }
    return mixed;
}

asio::awaitable<std::expected<Stream, NetError>> connectAny(asio::any_io_executor executor,
                                                            std::vector<Endpoint> endpoints, ConnectOptions options,
                                                            Deadline deadline) {
    std::erase_if(endpoints, [&](const Endpoint& endpoint) { return !usable(endpoint, options); });
    endpoints = interleaved(std::move(endpoints));
    if (endpoints.size() > limits::net::connectAddresses) endpoints.resize(limits::net::connectAddresses);

    const auto race = std::make_shared<Race>(executor);
    // However this coroutine ends, what is under way ends too.
    struct End {
        Race& race;
        ~End() {
            race.over = true;
            error_code ignored;
            for (const auto& socket : race.sockets)
                if (socket) socket->close(ignored);
        }
    };
    const End end{*race};

    std::size_t next = 0;
    auto nextAt = std::chrono::steady_clock::now();
    while (!race->winner) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) co_return std::unexpected(NetError{NetErrorKind::timeout, "connect: the deadline passed"});
        if (std::exchange(race->failedSinceLook, false) || race->pending == 0) nextAt = now;
        if (next < endpoints.size() && now >= nextAt) {
            attempt(race, executor, endpoints[next++], options);
            nextAt = now + options.attemptDelay;
            continue;
        }
        if (next == endpoints.size() && race->pending == 0) co_return std::unexpected(race->last);
        race->signal.expires_at(next < endpoints.size() ? std::min(deadline, nextAt) : deadline);
        co_await race->signal.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return Stream(std::move(*race->winner));
}

}  // namespace tram::net
