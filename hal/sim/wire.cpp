#include "hal/sim/wire.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <format>

namespace tram::hal::sim {

namespace {

std::string failure(const std::filesystem::path& path) {
    return std::format("{}: {}", path.string(), std::strerror(errno));
}

std::optional<sockaddr_un> addressOf(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof address.sun_path) return std::nullopt;
    text.copy(address.sun_path, text.size());
    return address;
}

}  // namespace

std::expected<net::UniqueFd, std::string> connectTo(const std::filesystem::path& path) {
    auto address = addressOf(path);
    if (!address) return std::unexpected(path.string() + ": too long for a socket");
    net::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    void* raw = &*address;
    if (!socket || ::connect(socket.get(), static_cast<sockaddr*>(raw), sizeof *address) != 0)
        return std::unexpected(failure(path));
    return socket;
}

std::expected<net::UniqueFd, std::string> listenAt(const std::filesystem::path& path) {
    if (connectTo(path)) return std::unexpected(path.string() + ": another simulator serves this folder");
    auto address = addressOf(path);
    if (!address) return std::unexpected(path.string() + ": too long for a socket");
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    net::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return std::unexpected(failure(path));
    // It is the owner's from its first moment on.
    const auto mask = ::umask(0177);
    void* raw = &*address;
    const bool bound = ::bind(socket.get(), static_cast<sockaddr*>(raw), sizeof *address) == 0;
    ::umask(mask);
    constexpr int waiting = 64;
    if (!bound || ::listen(socket.get(), waiting) != 0) return std::unexpected(failure(path));
    return socket;
}

void sendLine(int socket, const boost::json::object& object) {
    const auto whole = boost::json::serialize(object) + "\n";
    std::string_view text = whole;
    while (!text.empty()) {
        const auto count = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::optional<std::string> receiveLine(int socket, std::size_t most) {
    std::string line;
    char buffer[4096];
    while (line.size() <= most) {
        const auto count = ::recv(socket, buffer, sizeof buffer, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return std::nullopt;
        line.append(buffer, static_cast<std::size_t>(count));
        if (const auto end = line.find('\n'); end != std::string::npos) return line.substr(0, end);
    }
    return std::nullopt;
}

std::string widened(std::string_view octets) {
    std::string text;
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xc0U | octet >> 6U);
            text += static_cast<char>(0x80U | (octet & 0x3fU));
        }
    }
    return text;
}

std::string narrowed(std::string_view text) {
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octet = static_cast<unsigned char>(text[i]);
        if ((octet & 0xfcU) == 0xc0U && i + 1 < text.size()) {
            octets += static_cast<char>((octet & 3U) << 6U | (static_cast<unsigned char>(text[++i]) & 0x3fU));
        } else {
            octets += text[i];
        }
    }
    return octets;
}

}  // namespace tram::hal::sim
