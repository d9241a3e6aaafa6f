#include "net/stream_core.hpp"

#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <utility>

#include "base/limits.hpp"
#include "net/handshake_pool.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto asValue = asio::as_tuple(asio::use_awaitable);

NetError cancelled() {
    return {NetErrorKind::cancelled, "the stream was closed"};
}

NetError timedOut() {
    return {NetErrorKind::timeout, "the deadline passed"};
}

void setOption(int fd, int level, int name, int value) {
    // A stranger's connection that refuses an option still serves.
    (void)::setsockopt(fd, level, name, &value, sizeof(value));
}

int secondsOf(std::chrono::seconds span) {
    return static_cast<int>(span.count());
}

}  // namespace

StreamCore::StreamCore(Stream::Socket accepted) : socket(std::move(accepted)), timer_(socket.get_executor()) {
    error_code ignored;
    socket.native_non_blocking(true, ignored);
    state.fd = socket.native_handle();
    remote = socket.remote_endpoint(ignored);
    local = socket.local_endpoint(ignored);
    setOption(state.fd, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(state.fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(state.fd, IPPROTO_TCP, TCP_KEEPIDLE, secondsOf(limits::net::keepAliveIdle));
    setOption(state.fd, IPPROTO_TCP, TCP_KEEPINTVL, secondsOf(limits::net::keepAliveInterval));
    setOption(state.fd, IPPROTO_TCP, TCP_KEEPCNT, limits::net::keepAliveProbes);
}

Attempt StreamCore::tryRead(std::span<char> into) {
    if (tls) return tls->read(into);
    if (state.drained) return {Attempt::Outcome::wantRead, 0, {}};
    const ssize_t got = ::recv(state.fd, into.data(), into.size(), MSG_DONTWAIT);
    if (got > 0) {
        state.drained = static_cast<std::size_t>(got) < into.size();
        return Attempt::done(static_cast<std::size_t>(got));
    }
    if (got == 0) return Attempt::failed({NetErrorKind::closed, "the peer ended the connection"});
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {Attempt::Outcome::wantRead, 0, {}};
    return Attempt::failed(netErrorOf(errno, "read"));
}

Attempt StreamCore::tryWrite(ByteView bytes) {
    if (tls) return tls->write(bytes);
    const ssize_t sent = ::send(state.fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return Attempt::done(static_cast<std::size_t>(sent));
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {Attempt::Outcome::wantWrite, 0, {}};
    return Attempt::failed(netErrorOf(errno, "write"));
}

std::optional<NetError> StreamCore::readStop() {
    if (closed) return cancelled();
    if (std::exchange(woken_, false)) return NetError{NetErrorKind::interrupted, "woken"};
    return std::nullopt;
}

asio::awaitable<void> StreamCore::afterRead() {
    // A peer that never lets us wait must not keep the thread for itself.
    if (++readsInARow_ < limits::net::readsBeforeYield) co_return;
    readsInARow_ = 0;
    co_await asio::post(socket.get_executor(), asio::use_awaitable);
}

Stream::Result<std::size_t> StreamCore::readSome(std::span<char> into, Deadline deadline) {
    const auto self = shared_from_this();
    if (into.empty()) co_return std::size_t{0};
    for (;;) {
        if (auto stop = readStop()) co_return std::unexpected(std::move(*stop));
        auto attempt = tryRead(into);
        if (attempt.outcome == Attempt::Outcome::done) {
            co_await afterRead();
            co_return attempt.count;
        }
        if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        auto waited = co_await waitFor(attempt, reading, deadline, Interruptible::yes);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
}

Stream::Result<ReadChunk> StreamCore::readChunk(Deadline deadline) {
    const auto self = shared_from_this();
    for (;;) {
        if (auto stop = readStop()) co_return std::unexpected(std::move(*stop));
        // Where the socket is known to be empty no buffer is borrowed to find out.
        if (!state.drained || (tls && tls->buffered() != 0)) {
            ReadChunk chunk;
            auto attempt = tryRead(chunk.space());
            if (attempt.outcome == Attempt::Outcome::done) {
                chunk.setSize(attempt.count);
                co_await afterRead();
                co_return chunk;
            }
            if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        }
        auto waited = co_await ready(asio::socket_base::wait_read, reading, deadline, Interruptible::yes);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
}

Stream::Result<std::size_t> StreamCore::writeSome(ByteView bytes, Deadline deadline) {
    const auto self = shared_from_this();
    if (bytes.empty()) co_return std::size_t{0};
    for (;;) {
        if (closed) co_return std::unexpected(cancelled());
        auto attempt = tryWrite(bytes);
        if (attempt.outcome == Attempt::Outcome::done) co_return attempt.count;
        if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        auto waited = co_await waitFor(attempt, writing, deadline, Interruptible::no);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
}

Stream::Result<void> StreamCore::writeAll(ByteView bytes, Deadline deadline) {
    const auto self = shared_from_this();
    while (!bytes.empty()) {
        if (closed) co_return std::unexpected(cancelled());
        auto attempt = tryWrite(bytes);
        if (attempt.outcome == Attempt::Outcome::done) {
            bytes.remove_prefix(attempt.count);
            continue;
        }
        if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        auto waited = co_await waitFor(attempt, writing, deadline, Interruptible::no);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
    co_return std::expected<void, NetError>{};
}

Stream::Result<void> StreamCore::waitFor(const Attempt& attempt, Side& side, Deadline deadline,
                                         Interruptible interruptible) {
    const auto type =
        attempt.outcome == Attempt::Outcome::wantRead ? asio::socket_base::wait_read : asio::socket_base::wait_write;
    return ready(type, side, deadline, interruptible);
}

Stream::Result<void> StreamCore::ready(asio::socket_base::wait_type type, Side& side, Deadline deadline,
                                       Interruptible interruptible) {
    const auto self = shared_from_this();
    readsInARow_ = 0;
    for (;;) {
        if (closed) co_return std::unexpected(cancelled());
        if (interruptible == Interruptible::yes)
            if (auto stop = readStop()) co_return std::unexpected(std::move(*stop));
        if (std::chrono::steady_clock::now() >= deadline) co_return std::unexpected(timedOut());
        side.deadline = deadline;
        side.expired = false;
        side.waiting = true;
        arm(deadline);
        const auto [error] = co_await socket.async_wait(type, asValue);
        side.waiting = false;
        if (closed) co_return std::unexpected(cancelled());
        if (!error) {
            if (type == asio::socket_base::wait_read) state.drained = false;
            co_return std::expected<void, NetError>{};
        }
        if (error != asio::error::operation_aborted) co_return std::unexpected(netErrorOf(error.value(), "wait"));
        if (side.expired) co_return std::unexpected(timedOut());
        if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
            co_return std::unexpected(cancelled());
        // The other direction's deadline, or a wake: look again.
    }
}

Stream::Result<TlsInfo> StreamCore::handshake(std::unique_ptr<TlsSession> session, HandshakePool& pool,
                                              Deadline deadline) {
    const auto self = shared_from_this();
    if (closed) co_return std::unexpected(cancelled());
    for (;;) {
        // Nothing but arithmetic runs on the pool: the bytes must be here first.
        Attempt attempt;
        onPool_ = true;
        const bool ran = co_await pool.run([&attempt, &session] { attempt = session->handshake(); });
        onPool_ = false;
        if (closed) {
            error_code ignored;
            socket.close(ignored);
            co_return std::unexpected(cancelled());
        }
        if (!ran) co_return std::unexpected(NetError{NetErrorKind::overloaded, "too many TLS handshakes at once"});
        if (attempt.outcome == Attempt::Outcome::done) break;
        if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        auto waited = co_await waitFor(attempt, reading, deadline, Interruptible::no);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
    tls = std::move(session);
    info = tls->info();
    co_return *info;
}

Stream::Result<void> StreamCore::shutdown(Deadline deadline) {
    const auto self = shared_from_this();
    while (tls) {
        if (closed) co_return std::unexpected(cancelled());
        auto attempt = tls->closeNotify();
        if (attempt.outcome == Attempt::Outcome::done) break;
        if (attempt.outcome == Attempt::Outcome::failed) co_return std::unexpected(std::move(attempt.error));
        auto waited = co_await waitFor(attempt, writing, deadline, Interruptible::no);
        if (!waited) co_return std::unexpected(std::move(waited.error()));
    }
    if (closed) co_return std::unexpected(cancelled());
    error_code error;
    socket.shutdown(Stream::Socket::shutdown_send, error);
    if (error) co_return std::unexpected(netErrorOf(error.value(), "shutdown"));
    co_return std::expected<void, NetError>{};
}

void StreamCore::wake() {
    woken_ = true;
    if (reading.waiting && !closed) {
        error_code ignored;
        socket.cancel(ignored);
    }
}

void StreamCore::close() {
    if (std::exchange(closed, true)) return;
    timer_.cancel();
    if (onPool_) {
        ::shutdown(state.fd, SHUT_RDWR);
        return;
    }
    error_code ignored;
    socket.close(ignored);
}

void StreamCore::arm(Deadline deadline) {
    if (deadline < armedFor_) startTimer(deadline);
}

void StreamCore::startTimer(Deadline deadline) {
    armedFor_ = deadline;
    timer_.expires_at(deadline);
    timer_.async_wait([weak = weak_from_this()](error_code error) {
        if (error) return;
        if (const auto core = weak.lock()) core->onTimer();
    });
}

void StreamCore::onTimer() {
    armedFor_ = Deadline::max();
    if (closed) return;
    const auto now = std::chrono::steady_clock::now();
    auto next = Deadline::max();
    bool expired = false;
    for (Side* side : {&reading, &writing}) {
        if (!side->waiting || side->expired) continue;
        if (side->deadline <= now) {
            side->expired = true;
            expired = true;
        } else {
            next = std::min(next, side->deadline);
        }
    }
    if (next != Deadline::max()) startTimer(next);
    if (expired) {
        error_code ignored;
        socket.cancel(ignored);
    }
}

}  // namespace tram::net
