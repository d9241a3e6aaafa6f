// Unix sockets without Asio: for the store process's threads and for the command line.
//
// BlockingChannel speaks the frames of net/frame.hpp; the plain functions make and accept sockets.
// Threads: one thread at a time per channel.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "net/frame.hpp"
#include "net/frame_io.hpp"

namespace tram::net {

// A listening SOCK_STREAM socket with the mode; a stale socket file (nobody accepts) is replaced,
// anything else at the path is inUse. close-on-exec, blocking.
[[nodiscard]] std::expected<UniqueFd, NetError> listenUnixSocket(const std::filesystem::path& path, mode_t mode);
// A connected socket; notFound or refused where nobody listens. close-on-exec, blocking.
[[nodiscard]] std::expected<UniqueFd, NetError> connectUnixSocket(const std::filesystem::path& path,
                                                                  std::chrono::milliseconds timeout);

// Sockets that systemd passed to this process with their names (LISTEN_PID, LISTEN_FDS,
// LISTEN_FDNAMES); empty where there are none. Takes the variables away, so that no child sees them.
// Call once, before threads start. [sd_listen_fds(3)]
struct PassedSocket {
    std::string name;
    UniqueFd fd;
};
[[nodiscard]] std::vector<PassedSocket> takePassedSockets();

class BlockingChannel {
public:
    // Takes over a connected Unix stream socket.
    explicit BlockingChannel(UniqueFd socket) : socket_(std::move(socket)) {}

    [[nodiscard]] static std::expected<BlockingChannel, NetError> connect(const std::filesystem::path& path,
                                                                          std::chrono::milliseconds timeout);

    // Sends all of them with as few system calls as the kernel takes; timeout where the peer does not read.
    [[nodiscard]] std::expected<void, NetError> send(Frame frame, std::chrono::milliseconds timeout);
    [[nodiscard]] std::expected<void, NetError> send(std::span<Frame> frames, std::chrono::milliseconds timeout);

    // The next frame: closed at a clean end, truncated inside a frame, timeout (what was read is kept).
    [[nodiscard]] std::expected<Frame, NetError> receive(std::chrono::milliseconds timeout);
    // A frame that is already here or that the kernel has, without waiting; nullopt where there is none.
    [[nodiscard]] std::expected<std::optional<Frame>, NetError> receiveReady();

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }

private:
    UniqueFd socket_;
    FrameReader reader_;
};

}  // namespace tram::net
