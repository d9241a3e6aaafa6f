#include "hal/sim/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdlib>
#include <string>

#include "net/unique_fd.hpp"

namespace tram::hal::sim {

void notify(std::string_view state) {
    const char* name = std::getenv("NOTIFY_SOCKET");
    if (name == nullptr) return;
    std::string path(name);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) return;
    const auto size = path.size();
    // "@" stands for the octet 0 of a name without a file.
    if (path[0] == '@') path[0] = '\0';
    path.copy(address.sun_path, size);
    const net::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return;
    const void* raw = &address;
    ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL, static_cast<const sockaddr*>(raw),
             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size));
}

}  // namespace tram::hal::sim
