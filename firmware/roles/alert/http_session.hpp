// One connection on the management listener: HTTP/1.1 by Beast, answers from what is in memory. [RFC9110] [RFC9112]
//
// GET and HEAD; a header of at most 8 KiB, no body; each request under a deadline, the connection too. Threads: the
// stream's. Exposure: whoever reaches the management network.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "net/handshake_pool.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"
#include "roles/alert/health_view.hpp"

namespace tram::roles {

struct HttpParts {
    std::shared_ptr<net::TlsServerContext> tls = {};  // null: in the clear
    net::HandshakePool& handshakes;
    std::function<HealthView()> view;
    std::string version;
};

// REQUIRES: the parts outlive the session.
[[nodiscard]] boost::asio::awaitable<void> serveHttp(net::Stream stream, const HttpParts& parts);

// To whom there is no room for, without waiting for his request.
[[nodiscard]] std::string httpRefusal();

}  // namespace tram::roles
