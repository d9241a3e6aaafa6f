// What a Stream is made of; the room's own. Kept by shared_ptr, so that its address holds while the
// Stream is moved, and Wakers can outlive it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "net/net_error.hpp"
#include "net/stream.hpp"
#include "net/tls_session.hpp"

namespace tram::net {

struct StreamCore : std::enable_shared_from_this<StreamCore> {
    explicit StreamCore(Stream::Socket accepted);

    // One direction's wait.
    struct Side {
        Deadline deadline = Deadline::max();
        bool waiting = false;
        bool expired = false;
    };
    enum class Interruptible : bool { no, yes };

    template <class T>
    using Result = Stream::Result<T>;

    [[nodiscard]] Result<std::size_t> readSome(std::span<char> into, Deadline deadline);
    [[nodiscard]] Result<ReadChunk> readChunk(Deadline deadline);
    [[nodiscard]] Result<void> writeAll(ByteView bytes, Deadline deadline);
    [[nodiscard]] Result<std::size_t> writeSome(ByteView bytes, Deadline deadline);
    [[nodiscard]] Result<void> ready(boost::asio::socket_base::wait_type type, Side& side, Deadline deadline,
                                     Interruptible interruptible);
    // Waits for what an unfinished attempt wants.
    [[nodiscard]] Result<void> waitFor(const Attempt& attempt, Side& side, Deadline deadline,
                                       Interruptible interruptible);
    [[nodiscard]] Result<TlsInfo> handshake(std::unique_ptr<TlsSession> session, HandshakePool& pool,
                                            Deadline deadline);
    [[nodiscard]] Result<void> shutdown(Deadline deadline);

    [[nodiscard]] Attempt tryRead(std::span<char> into);
    [[nodiscard]] Attempt tryWrite(ByteView bytes);

    void wake();
    void close();

    Stream::Socket socket;
    SocketState state;
    Endpoint remote;
    Endpoint local;
    std::unique_ptr<TlsSession> tls;
    std::optional<TlsInfo> info;
    Deadline streamDeadline = Deadline::max();  // of Asio's stream calls
    Side reading;
    Side writing;
    bool closed = false;

private:
    // Why a read must not even try: closed, or woken.
    [[nodiscard]] std::optional<NetError> readStop();
    // Lets others run after many reads that did not wait.
    [[nodiscard]] boost::asio::awaitable<void> afterRead();
    void arm(Deadline deadline);
    void startTimer(Deadline deadline);
    void onTimer();

    boost::asio::steady_timer timer_;
    Deadline armedFor_ = Deadline::max();
    unsigned readsInARow_ = 0;
    bool woken_ = false;
    bool onPool_ = false;  // the pool uses the descriptor: it may be shut down, not closed
};

}  // namespace tram::net
