// The asynchronous link between processes: frames (net/frame.hpp) over a Unix stream socket.
//
// Cheap on purpose: send() only queues, and everything queued since goes out in one sendmsg; receive()
// takes what the kernel has in one recvmsg and hands out frame after frame without suspending.
// Threads: a channel belongs to one executor that runs on one thread (or a strand); call it only there.
// Exposure: processes of the appliance; the peer's credentials are the kernel's word.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>

#include "net/frame.hpp"

namespace tram::net {

struct PeerCredentials {
    pid_t pid = -1;
    uid_t uid = 0;
    gid_t gid = 0;
};

class UnixChannel {
public:
    // Takes over a connected Unix stream socket (from UnixListener, connectUnix or socketpair).
    UnixChannel(boost::asio::any_io_executor executor, UniqueFd socket);
    UnixChannel(UnixChannel&&) noexcept;
    UnixChannel& operator=(UnixChannel&&) noexcept;
    // Drops what is queued and ends a pending receive() with cancelled.
    ~UnixChannel();

    // The next frame. One caller at a time. closed at a clean end, truncated inside a frame, tooLarge,
    // reset, cancelled. Waits without a deadline: a link between processes lives as long as they do.
    [[nodiscard]] boost::asio::awaitable<std::expected<Frame, NetError>> receive();
    // A frame that is already here, without waiting.
    [[nodiscard]] std::optional<Frame> receiveBuffered();

    // Queues; never blocks, never fails: after an error frames are dropped and receive() tells.
    // REQUIRES: frame.body.size() <= limits::net::frameBody and frame.kind < 2^31.
    void send(Frame frame);
    // Bytes that send() took and the kernel did not yet.
    [[nodiscard]] std::size_t queuedBytes() const noexcept;
    // Ends once queuedBytes() <= below (back-pressure for producers), or with the channel's error.
    [[nodiscard]] boost::asio::awaitable<std::expected<void, NetError>> drained(std::size_t below);

    // Of the process that connected (or that listens), taken when the connection was made.
    [[nodiscard]] PeerCredentials peer() const noexcept;
    [[nodiscard]] boost::asio::any_io_executor executor() const;
    [[nodiscard]] bool isOpen() const noexcept;
    // Frames queued and not sent are dropped; pending calls end with cancelled.
    void close();

private:
    struct Core;
    std::shared_ptr<Core> core_;
};

// A socket at a path. The path is removed when the listener goes.
class UnixListener {
public:
    // A stale socket (nobody accepts on it) at the path is replaced; anything else there is inUse.
    [[nodiscard]] static std::expected<UnixListener, NetError> open(boost::asio::any_io_executor executor,
                                                                    const std::filesystem::path& path, mode_t mode);
    // A listening socket handed over by systemd; the path stays systemd's.
    [[nodiscard]] static std::expected<UnixListener, NetError> adopt(boost::asio::any_io_executor executor,
                                                                     UniqueFd listening);
    UnixListener(UnixListener&&) noexcept;
    UnixListener& operator=(UnixListener&&) noexcept;
    ~UnixListener();

    // The next connection, on the given executor; where descriptors run out it waits a little and tries
    // again. cancelled after close().
    [[nodiscard]] boost::asio::awaitable<std::expected<UnixChannel, NetError>> accept(
        boost::asio::any_io_executor executor);
    void close();

private:
    struct Core;
    explicit UnixListener(std::unique_ptr<Core> core);
    std::unique_ptr<Core> core_;
};

// notFound or refused where nobody listens; retrying is the caller's matter.
[[nodiscard]] boost::asio::awaitable<std::expected<UnixChannel, NetError>> connectUnix(
    boost::asio::any_io_executor executor, std::filesystem::path path, Deadline deadline);

}  // namespace tram::net
