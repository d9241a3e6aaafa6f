// Connections to where alarms go: the host's addresses, TCP, TLS with a certificate that proves the name.
//
// Threads: one loop's. Exposure: the other side, and the DNS.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "net/handshake_pool.hpp"
#include "net/resolver.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"
#include "roles/alert/webhook_document.hpp"

namespace tram::roles {

struct OutwardParts {
    boost::asio::any_io_executor executor;
    net::HandshakePool& handshakes;
    net::Resolver* resolver;                     // null where all hosts are addresses
    std::shared_ptr<net::TlsClientContext> tls;  // null: in the clear
};

class Outward {
public:
    explicit Outward(OutwardParts parts) : parts_(std::move(parts)) {}

    // The error in words.
    [[nodiscard]] boost::asio::awaitable<std::expected<net::Stream, std::string>> connect(HostAndPort place) const;

private:
    [[nodiscard]] boost::asio::awaitable<std::vector<net::Endpoint>> find(HostAndPort place) const;

    OutwardParts parts_;
};

// Whether a name must be looked up: it is no address, and not this machine's.
[[nodiscard]] bool needsResolver(const std::string& host);

[[nodiscard]] std::string wordsOf(const net::NetError& error);

}  // namespace tram::roles
