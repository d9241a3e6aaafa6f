// One connection to a host: connects, and drives the client engine over it.
//
// Threads: on one loop. Exposed to remote servers, by way of the engine.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/connector.hpp"
#include "net/handshake_pool.hpp"
#include "net/tls_context.hpp"
#include "proto/smtp/client_session.hpp"
#include "roles/relay/destination_finder.hpp"

namespace tram::roles {

// A message's octets: appends [offset, offset + length) to `out`; false: they cannot be read.
using BodyReader = std::function<bool(std::uint64_t offset, std::uint64_t length, Bytes& out)>;

struct ConnectionOptions {
    std::string hostname;
    smtp::client::TlsPolicy tls = smtp::client::TlsPolicy::opportunistic;
    std::shared_ptr<net::TlsClientContext> context;
    net::ConnectOptions source;
    std::string destination;  // whose saved TLS sessions are used
};

class Connection {
public:
    // To the first address of the host that answers. The error is what recipients are told.
    [[nodiscard]] static boost::asio::awaitable<
        std::expected<std::unique_ptr<Connection>, smtp::client::RecipientResult>>
    open(Host host, ConnectionOptions options, net::HandshakePool& pool);

    // Until it can take a message; else why it cannot (absent: it ended as it should).
    struct Usable {
        bool ready = false;
        std::optional<smtp::client::ConnectionFailure> failure;
    };
    [[nodiscard]] boost::asio::awaitable<Usable> untilReady();
    // REQUIRES: untilReady() said ready.
    [[nodiscard]] boost::asio::awaitable<std::vector<smtp::client::RecipientResult>> send(
        smtp::client::Transaction transaction, BodyReader body);
    [[nodiscard]] boost::asio::awaitable<void> quit();

    [[nodiscard]] std::string remote() const;  // "mail.example.vn [192.0.2.1]"
    [[nodiscard]] std::string tls() const;     // "TLSv1.3 TLS_AES_256_GCM_SHA384", "" in the clear
    [[nodiscard]] net::Waker waker() const { return stream_.waker(); }

private:
    Connection(Host host, ConnectionOptions options, net::HandshakePool& pool, net::Stream stream);

    // Does what the engine asks for up to an event for the caller: Ready, TransactionDone or Closed.
    [[nodiscard]] boost::asio::awaitable<smtp::client::Event> drive();
    [[nodiscard]] boost::asio::awaitable<bool> write(std::chrono::seconds timeout);
    [[nodiscard]] boost::asio::awaitable<void> read(net::Deadline deadline);
    // What the server said before the connection broke counts.
    [[nodiscard]] boost::asio::awaitable<void> readRest(net::NetErrorKind kind);
    [[nodiscard]] boost::asio::awaitable<void> startTls();
    [[nodiscard]] boost::asio::awaitable<void> supplyBody(smtp::client::NeedBody need);
    // What the message can do without is not asked of a server that has not got it.
    [[nodiscard]] boost::asio::awaitable<void> adaptToServer(smtp::client::Transaction& transaction);
    void saySevenBits(smtp::client::Transaction& transaction);
    // No later than the time that the connection has for what it is at.
    [[nodiscard]] net::Deadline within(std::chrono::seconds timeout) const;

    Host host_;
    ConnectionOptions options_;
    net::HandshakePool& pool_;
    net::Stream stream_;
    smtp::ClientSession protocol_;
    BodyReader body_;
    std::uint64_t bodySize_ = 0;
    std::uint64_t bodyAt_ = 0;
    net::Deadline replyDue_{};
    net::Deadline allDue_;  // for the opening, or for a message
};

}  // namespace tram::roles
