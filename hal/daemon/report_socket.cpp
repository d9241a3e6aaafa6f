#include "hal/daemon/report_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/limits.hpp"

namespace tram::hal {

std::expected<ReportSocket, std::string> ReportSocket::open(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof address.sun_path) return std::unexpected("the path is too long");
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    std::error_code error;
    if (std::filesystem::is_socket(path, error)) std::filesystem::remove(path, error);
    net::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected(std::strerror(errno));
    if (::chmod(text.c_str(), 0660) != 0) return std::unexpected(std::strerror(errno));
    return ReportSocket(std::move(socket));
}

std::optional<ProcessReport> ReportSocket::take() {
    std::vector<char> datagram(limits::hal::reportOctets + 1);
    for (;;) {
        const auto size = ::recv(socket_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return std::nullopt;
        const auto octets = static_cast<std::size_t>(size);
        if (octets <= datagram.size()) {
            if (auto report = parseReport({datagram.data(), octets})) return std::move(*report);
        }
        ++dropped_;
    }
}

}  // namespace tram::hal
