#include "net/unix_channel.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "base/limits.hpp"
#include "net/frame_io.hpp"
#include "net/unix_socket.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Descriptor = asio::posix::stream_descriptor;

namespace {

constexpr auto asValue = asio::as_tuple(asio::use_awaitable);
// After this many frames without a wait the other coroutines of the thread get their turn.
constexpr unsigned framesInARow = 256;
// A full backlog of a Unix listener, or no descriptor left: nothing tells when to try again.
constexpr auto retryPause = std::chrono::milliseconds(10);

void unblock(int fd) {
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

NetError cancelled() {
    return {NetErrorKind::cancelled, "the channel was closed"};
}

PeerCredentials credentialsOf(int socket) {
    ucred credentials{};
    socklen_t size = sizeof(credentials);
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return {-1, static_cast<uid_t>(-1), static_cast<gid_t>(-1)};
    return {credentials.pid, credentials.uid, credentials.gid};
}

}  // namespace

struct UnixChannel::Core : std::enable_shared_from_this<UnixChannel::Core> {
    Core(asio::any_io_executor where, UniqueFd socket)
        : executor(std::move(where)), descriptor(executor), progress(executor), peer(credentialsOf(socket.get())) {
        unblock(socket.get());
        error_code error;
        descriptor.assign(socket.get(), error);
        if (error)
            failed = netErrorOf(error.value(), "channel");
        else
            fd = socket.release();
    }

    void scheduleFlush() {
        if (flushing || failed) return;
        flushing = true;
        // Posted, so that what other handlers queue until then goes out together.
        asio::post(executor, [self = shared_from_this()] { self->flush(); });
    }

    void flush() {
        while (!failed && writer.queuedBytes() != 0) {
            const auto sent = writer.sendSome(fd, Waiting::no);
            if (!sent) {
                fail(sent.error());
            } else if (!*sent) {
                progress.cancel();
                descriptor.async_wait(Descriptor::wait_write,
                                      [self = shared_from_this()](error_code) { self->flush(); });
                return;
            }
        }
        flushing = false;
        progress.cancel();
    }

    void fail(NetError error) {
        if (!failed) failed = std::move(error);
        writer.clear();
        error_code ignored;
        descriptor.cancel(ignored);
        progress.cancel();
    }

    void close() {
        fail(cancelled());
        error_code ignored;
        descriptor.close(ignored);
        fd = -1;
    }

    asio::any_io_executor executor;
    Descriptor descriptor;
    asio::steady_timer progress;  // cancelled whenever something was sent: waiters look again
    PeerCredentials peer;
    int fd = -1;
    FrameReader reader;
    FrameWriter writer;
    std::optional<NetError> failed;
    unsigned inARow = 0;
    bool flushing = false;
};

UnixChannel::UnixChannel(asio::any_io_executor executor, UniqueFd socket)
    : core_(std::make_shared<Core>(std::move(executor), std::move(socket))) {}
UnixChannel::UnixChannel(UnixChannel&&) noexcept = default;
UnixChannel& UnixChannel::operator=(UnixChannel&& other) noexcept {
    if (this != &other) {
        if (core_) core_->close();
        core_ = std::move(other.core_);
    }
    return *this;
}
UnixChannel::~UnixChannel() {
    if (core_) core_->close();
}

asio::awaitable<std::expected<Frame, NetError>> UnixChannel::receive() {
    const auto core = core_;
    for (;;) {
        if (core->fd < 0) co_return std::unexpected(core->failed.value_or(cancelled()));
        auto frame = core->reader.next();
        if (!frame) {
            core->fail(frame.error());
            co_return std::unexpected(frame.error());
        }
        if (*frame) {
            if (++core->inARow >= framesInARow) {
                core->inARow = 0;
                co_await asio::post(core->executor, asio::use_awaitable);
            }
            co_return std::move(**frame);
        }
        auto filled = FrameReader::Filled::nothing;
        if (!core->reader.drained() || core->inARow == 0) {
            const auto got = core->reader.fill(core->fd, Waiting::no);
            if (!got) {
                core->fail(got.error());
                co_return std::unexpected(got.error());
            }
            filled = *got;
        }
        if (filled == FrameReader::Filled::end) {
            const auto error = core->reader.endError();
            core->fail(error);
            co_return std::unexpected(error);
        }
        if (filled == FrameReader::Filled::some) {
            core->inARow = std::max(core->inARow, 1U);
            continue;
        }
        core->inARow = 0;
        const auto [error] = co_await core->descriptor.async_wait(Descriptor::wait_read, asValue);
        if (error && core->failed) co_return std::unexpected(*core->failed);
        if (error && (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
            co_return std::unexpected(cancelled());
        if (error && error != asio::error::operation_aborted)
            co_return std::unexpected(netErrorOf(error.value(), "channel"));
    }
}

std::optional<Frame> UnixChannel::receiveBuffered() {
    auto frame = core_->reader.next();
    return frame ? std::move(*frame) : std::nullopt;
}

void UnixChannel::send(Frame frame) {
    if (core_->failed) return;
    core_->writer.push(std::move(frame));
    core_->scheduleFlush();
}

std::size_t UnixChannel::queuedBytes() const noexcept {
    return core_->writer.queuedBytes();
}

asio::awaitable<std::expected<void, NetError>> UnixChannel::drained(std::size_t below) {
    const auto core = core_;
    while (!core->failed && core->writer.queuedBytes() > below) {
        core->progress.expires_at(asio::steady_timer::time_point::max());
        co_await core->progress.async_wait(asValue);
        if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
            co_return std::unexpected(cancelled());
    }
    if (core->failed) co_return std::unexpected(*core->failed);
    co_return std::expected<void, NetError>{};
}

PeerCredentials UnixChannel::peer() const noexcept {
    return core_->peer;
}
asio::any_io_executor UnixChannel::executor() const {
    return core_->executor;
}
bool UnixChannel::isOpen() const noexcept {
    return core_->fd >= 0 && !core_->failed;
}
void UnixChannel::close() {
    core_->close();
}

struct UnixListener::Core {
    explicit Core(asio::any_io_executor executor) : descriptor(executor), pause(executor) {}
    ~Core() {
        if (!path.empty()) ::unlink(path.c_str());
    }
    Descriptor descriptor;
    asio::steady_timer pause;
    std::filesystem::path path;
    bool closed = false;
};

UnixListener::UnixListener(std::unique_ptr<Core> core) : core_(std::move(core)) {}
UnixListener::UnixListener(UnixListener&&) noexcept = default;
UnixListener& UnixListener::operator=(UnixListener&&) noexcept = default;
UnixListener::~UnixListener() = default;

std::expected<UnixListener, NetError> UnixListener::open(asio::any_io_executor executor,
                                                         const std::filesystem::path& path, mode_t mode) {
    auto socket = listenUnixSocket(path, mode);
    if (!socket) return std::unexpected(socket.error());
    auto listener = adopt(std::move(executor), std::move(*socket));
    if (listener) listener->core_->path = path;
    return listener;
}

std::expected<UnixListener, NetError> UnixListener::adopt(asio::any_io_executor executor, UniqueFd listening) {
    unblock(listening.get());
    auto core = std::make_unique<Core>(std::move(executor));
    error_code error;
    core->descriptor.assign(listening.get(), error);
    if (error) return std::unexpected(netErrorOf(error.value(), "listener"));
    (void)listening.release();
    return UnixListener(std::move(core));
}

asio::awaitable<std::expected<UnixChannel, NetError>> UnixListener::accept(asio::any_io_executor executor) {
    Core& core = *core_;
    for (;;) {
        if (core.closed) co_return std::unexpected(cancelled());
        UniqueFd socket(::accept4(core.descriptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (socket) co_return UnixChannel(std::move(executor), std::move(socket));
        switch (errno) {
            case EINTR:
            case ECONNABORTED:
                break;
            case EAGAIN: {
                const auto [error] = co_await core.descriptor.async_wait(Descriptor::wait_read, asValue);
                if (error) co_return std::unexpected(cancelled());
                break;
            }
            case EMFILE:
            case ENFILE:
            case ENOBUFS:
            case ENOMEM: {
                core.pause.expires_after(limits::net::acceptPause);
                const auto [error] = co_await core.pause.async_wait(asValue);
                if (error) co_return std::unexpected(cancelled());
                break;
            }
            default:
                co_return std::unexpected(netErrorOf(errno, "accept"));
        }
    }
}

void UnixListener::close() {
    core_->closed = true;
    error_code ignored;
    core_->descriptor.cancel(ignored);
    core_->pause.cancel();
}

asio::awaitable<std::expected<UnixChannel, NetError>> connectUnix(asio::any_io_executor executor,
                                                                  std::filesystem::path path, Deadline deadline) {
    asio::steady_timer pause(executor);
    for (;;) {
        auto socket = connectUnixSocket(path, std::chrono::milliseconds(0));
        if (socket) co_return UnixChannel(std::move(executor), std::move(*socket));
        if (socket.error().kind != NetErrorKind::timeout || std::chrono::steady_clock::now() >= deadline)
            co_return std::unexpected(socket.error());
        pause.expires_after(retryPause);
        const auto [error] = co_await pause.async_wait(asValue);
        if (error) co_return std::unexpected(cancelled());
    }
}

}  // namespace tram::net
