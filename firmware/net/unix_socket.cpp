#include "net/unix_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/limits.hpp"

namespace tram::net {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::expected<sockaddr_un, NetError> addressOf(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& text = path.native();
    if (text.empty() || text.size() >= sizeof(address.sun_path))
        return std::unexpected(NetError{NetErrorKind::malformed, "socket path too long: " + text});
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

std::unexpected<NetError> failure(std::string_view doing, const std::filesystem::path& path) {
    return std::unexpected(netErrorOf(errno, std::string(doing) + " " + path.native()));
}

// What is left of the time, for poll(); at least 0.
int pollTime(SteadyClock::time_point until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    return left < 0 ? 0 : static_cast<int>(std::min<std::int64_t>(left, 1'000'000'000));
}

// false: the time is over.
std::expected<bool, NetError> wait(int socket, short events, SteadyClock::time_point until) {
    for (;;) {
        pollfd entry{socket, events, 0};
        const int ready = ::poll(&entry, 1, pollTime(until));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return std::unexpected(netErrorOf(errno, "poll"));
        if (SteadyClock::now() >= until) return false;
    }
}

std::unexpected<NetError> timedOut(const char* detail) {
    return std::unexpected(NetError{NetErrorKind::timeout, detail});
}

}  // namespace

std::expected<UniqueFd, NetError> listenUnixSocket(const std::filesystem::path& path, mode_t mode) {
    const auto address = addressOf(path);
    if (!address) return std::unexpected(address.error());

    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) {
        if (!S_ISSOCK(status.st_mode))
            return std::unexpected(NetError{NetErrorKind::inUse, path.native() + " exists and is no socket"});
        const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!probe) return failure("socket for", path);
        if (::connect(probe.get(), generic(*address), sizeof(*address)) == 0 || errno == EAGAIN)
            return std::unexpected(NetError{NetErrorKind::inUse, "somebody listens on " + path.native()});
        if (errno != ECONNREFUSED) return failure("connect to", path);
        if (::unlink(path.c_str()) != 0) return failure("unlink", path);
    }

    UniqueFd listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!listening) return failure("socket for", path);
    // The mode holds from the first moment: bind() makes the file with what fchmod set on the socket.
    if (::fchmod(listening.get(), mode) != 0) return failure("fchmod", path);
    if (::bind(listening.get(), generic(*address), sizeof(*address)) != 0) return failure("bind", path);
    if (::chmod(path.c_str(), mode) != 0) return failure("chmod", path);
    if (::listen(listening.get(), SOMAXCONN) != 0) return failure("listen on", path);
    return listening;
}

std::expected<UniqueFd, NetError> connectUnixSocket(const std::filesystem::path& path,
                                                    std::chrono::milliseconds timeout) {
    const auto address = addressOf(path);
    if (!address) return std::unexpected(address.error());
    const auto until = SteadyClock::now() + timeout;
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return failure("socket for", path);
    while (::connect(socket.get(), generic(*address), sizeof(*address)) != 0) {
        if (errno == EINTR) continue;
        // A full backlog is no event that poll() tells of.
        if (errno != EAGAIN) return failure("connect to", path);
        if (SteadyClock::now() >= until) return timedOut("connect: the backlog is full");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    const int flags = ::fcntl(socket.get(), F_GETFL);
    if (flags < 0 || ::fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK) != 0) return failure("fcntl on", path);
    return socket;
}

std::vector<PassedSocket> takePassedSockets() {
    std::vector<PassedSocket> sockets;
    const char* pidText = std::getenv("LISTEN_PID");
    const char* countText = std::getenv("LISTEN_FDS");
    const char* namesText = std::getenv("LISTEN_FDNAMES");
    if (pidText != nullptr && countText != nullptr) {
        const std::string_view pid(pidText);
        const std::string_view countView(countText);
        const std::string names(namesText != nullptr ? namesText : "");
        long pidValue = 0;
        int count = 0;
        std::from_chars(pid.data(), pid.data() + pid.size(), pidValue);
        std::from_chars(countView.data(), countView.data() + countView.size(), count);
        if (pidValue == ::getpid()) {
            std::size_t begin = 0;
            for (int i = 0; i < count; ++i) {
                constexpr int firstPassed = 3;  // SD_LISTEN_FDS_START
                const int fd = firstPassed + i;
                if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) break;
                const std::size_t end = std::min(names.find(':', begin), names.size());
                sockets.push_back({begin <= names.size() ? names.substr(begin, end - begin) : "", UniqueFd(fd)});
                begin = std::min(end + 1, names.size());
            }
        }
    }
    ::unsetenv("LISTEN_PID");
    ::unsetenv("LISTEN_FDS");
    ::unsetenv("LISTEN_FDNAMES");
    return sockets;
}

std::expected<BlockingChannel, NetError> BlockingChannel::connect(const std::filesystem::path& path,
                                                                  std::chrono::milliseconds timeout) {
    auto socket = connectUnixSocket(path, timeout);
    if (!socket) return std::unexpected(socket.error());
    return BlockingChannel(std::move(*socket));
}

std::expected<void, NetError> BlockingChannel::send(Frame frame, std::chrono::milliseconds timeout) {
    return send(std::span<Frame>(&frame, 1), timeout);
}

std::expected<void, NetError> BlockingChannel::send(std::span<Frame> frames, std::chrono::milliseconds timeout) {
    const auto until = SteadyClock::now() + timeout;
    FrameWriter writer;
    for (auto& frame : frames) writer.push(std::move(frame));
    while (writer.queuedBytes() != 0) {
        const auto sent = writer.sendSome(socket_.get(), Waiting::no);
        if (!sent) return std::unexpected(sent.error());
        if (*sent) continue;
        const auto ready = wait(socket_.get(), POLLOUT, until);
        if (!ready) return std::unexpected(ready.error());
        if (!*ready) return timedOut("send");
    }
    return {};
}

std::expected<Frame, NetError> BlockingChannel::receive(std::chrono::milliseconds timeout) {
    const auto until = SteadyClock::now() + timeout;
    for (;;) {
        auto frame = receiveReady();
        if (!frame) return std::unexpected(frame.error());
        if (*frame) return std::move(**frame);
        const auto ready = wait(socket_.get(), POLLIN, until);
        if (!ready) return std::unexpected(ready.error());
        if (!*ready) return timedOut("receive");
    }
}

std::expected<std::optional<Frame>, NetError> BlockingChannel::receiveReady() {
    for (;;) {
        auto frame = reader_.next();
        if (!frame || *frame) return frame;
        const auto filled = reader_.fill(socket_.get(), Waiting::no);
        if (!filled) return std::unexpected(filled.error());
        if (*filled == FrameReader::Filled::nothing) return std::optional<Frame>{};
        if (*filled == FrameReader::Filled::end) return std::unexpected(reader_.endError());
    }
}

}  // namespace tram::net
