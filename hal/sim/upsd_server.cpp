#include "hal/sim/upsd_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <format>
#include <vector>

namespace tram::hal::sim {

namespace {

// How soon a change of the chassis's mind shows.
constexpr int roundMilliseconds = 20;

std::string failure(const char* what) {
    return std::format("{}: {}", what, std::strerror(errno));
}

// What is answered fits into the socket's own memory; a client that reads nothing of it is dropped.
bool sendAll(int socket, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

std::expected<UpsdServer, std::string> UpsdServer::listen(Chassis& chassis, std::uint16_t port) {
    UpsdServer server(chassis);
    server.port_ = port;
    if (auto opened = server.open(); !opened) return std::unexpected(opened.error());
    return server;
}

std::expected<void, std::string> UpsdServer::open() {
    net::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return std::unexpected(failure("socket"));
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    void* raw = &address;
    if (::bind(socket.get(), static_cast<sockaddr*>(raw), sizeof address) != 0) return std::unexpected(failure("bind"));
    if (::listen(socket.get(), clientsMost) != 0) return std::unexpected(failure("listen"));
    socklen_t size = sizeof address;
    if (::getsockname(socket.get(), static_cast<sockaddr*>(raw), &size) != 0)
        return std::unexpected(failure("getsockname"));
    // Kept when it is switched off and on again.
    port_ = ntohs(address.sin_port);
    listener_ = std::move(socket);
    return {};
}

void UpsdServer::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) serve();
}

void UpsdServer::serve() {
    const auto way = chassis_->upsdWay();
    if (way == "off") {
        listener_.reset();
        clients_.clear();
    } else if (!listener_) {
        // The port may be somebody else's for a moment: the next round tries again.
        std::ignore = open();
    }
    std::vector<pollfd> watched;
    if (listener_) watched.push_back({listener_.get(), POLLIN, 0});
    for (const auto& [descriptor, client] : clients_) watched.push_back({descriptor, POLLIN, 0});
    if (::poll(watched.data(), watched.size(), roundMilliseconds) <= 0) return;
    for (const auto& each : watched) {
        if (each.revents == 0) continue;
        if (each.fd == listener_.get()) {
            accept();
        } else if (const auto at = clients_.find(each.fd); at != clients_.end() && !receive(at->second, way)) {
            clients_.erase(at);
        }
    }
}

void UpsdServer::accept() {
    net::UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket || clients_.size() >= clientsMost) return;
    const int descriptor = socket.get();
    clients_.emplace(descriptor, Client{std::move(socket), {}, {}});
}

bool UpsdServer::receive(Client& client, const std::string& way) {
    char buffer[4096];
    const auto count = ::recv(client.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    if (way == "silent") return true;
    client.input.append(buffer, static_cast<std::size_t>(count));
    for (auto end = client.input.find('\n'); end != std::string::npos; end = client.input.find('\n')) {
        const auto line = client.input.substr(0, end);
        client.input.erase(0, end + 1);
        const std::string answer = way == "nonsense" ? std::string("\x01\xfe 42 VAR BEGIN \"\\\n", 19)
                                                     : chassis_->upsdAnswer(client.session, line);
        if (!sendAll(client.socket.get(), answer)) return false;
        if (client.session.isOver()) return false;
    }
    return client.input.size() <= lineOctets;
}

}  // namespace tram::hal::sim
