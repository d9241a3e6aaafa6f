// Listens on one address and starts a session for each connection that is admitted.
//
// SOMAXCONN backlog; IPv6 sockets are v6-only, so that 0.0.0.0 and :: are two listeners; where
// descriptors run out, a reserve is spent to accept and drop, then the loop pauses, so that established
// sessions go on. Threads: open, start and stop on the accepting executor; sessions begin on the
// executors that `placement` gives. Exposure: the first thing a stranger meets.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "net/admission.hpp"
#include "net/net_error.hpp"
#include "net/sessions.hpp"
#include "net/stream.hpp"
#include "net/unique_fd.hpp"

namespace tram::net {

struct ListenerOptions {
    std::string what = {};  // for the log: "smtp.tsl"
    std::shared_ptr<Admission> admission = {};
    // Sent as far as it fits, without waiting, to a client that is not admitted: "421 4.7.0 ...\r\n".
    // Empty for TLS from the first byte.
    std::string refusal = {};
    // The executor of the next session; called on the accepting thread.
    std::function<boost::asio::any_io_executor()> placement = {};
    // A session's whole life. The stream must stay within the coroutine.
    std::function<boost::asio::awaitable<void>(Stream)> session = {};
};

struct ListenerCounts {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t descriptorsExhausted = 0;
};

class Listener {
public:
    // Port 0 takes a free one; see local(). inUse, permission, unreachable (no such address here).
    [[nodiscard]] static std::expected<Listener, NetError> open(boost::asio::any_io_executor executor, Endpoint address,
                                                                Sessions& sessions, ListenerOptions options);
    // A listening socket from systemd (net/unix_socket.hpp: takePassedSockets).
    [[nodiscard]] static std::expected<Listener, NetError> adopt(boost::asio::any_io_executor executor, UniqueFd socket,
                                                                 Sessions& sessions, ListenerOptions options);
    Listener(Listener&&) noexcept;
    Listener& operator=(Listener&&) noexcept;
    ~Listener();

    void start();
    // No new connections; sessions are not touched. Idempotent; from any thread.
    void stop();
    [[nodiscard]] Endpoint local() const;
    [[nodiscard]] ListenerCounts counts() const;

private:
    struct Core;
    explicit Listener(std::shared_ptr<Core> core);
    std::shared_ptr<Core> core_;
};

// "127.0.0.1:25" or "[::1]:25". malformed.
[[nodiscard]] std::expected<Endpoint, NetError> parseEndpoint(std::string_view text);

}  // namespace tram::net
