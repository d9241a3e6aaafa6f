#include "net/stream.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/append.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <exception>
#include <utility>

#include "net/handshake_pool.hpp"
#include "net/stream_core.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t piecesAtOnce = 32;

error_code codeOf(const NetError& error) {
    switch (error.kind) {
        case NetErrorKind::closed:
            return asio::error::eof;
        case NetErrorKind::truncated:
            return asio::error::connection_aborted;
        case NetErrorKind::reset:
            return asio::error::connection_reset;
        case NetErrorKind::timeout:
            return asio::error::timed_out;
        case NetErrorKind::interrupted:
            return asio::error::interrupted;
        case NetErrorKind::cancelled:
            return asio::error::operation_aborted;
        default:
            return asio::error::fault;
    }
}

}  // namespace

void Waker::wake() const {
    if (auto core = core_.lock()) asio::post(core->socket.get_executor(), [core] { core->wake(); });
}

void Waker::abort() const {
    if (auto core = core_.lock()) asio::post(core->socket.get_executor(), [core] { core->close(); });
}

Stream::Stream(Socket socket) : core_(std::make_shared<StreamCore>(std::move(socket))) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&& other) noexcept {
    if (this != &other) {
        if (core_) core_->close();
        core_ = std::move(other.core_);
    }
    return *this;
}
Stream::~Stream() {
    if (core_) core_->close();
}

Stream::Result<std::size_t> Stream::readSome(std::span<char> into, Deadline deadline) {
    return core_->readSome(into, deadline);
}

Stream::Result<ReadChunk> Stream::readChunk(Deadline deadline) {
    return core_->readChunk(deadline);
}

Stream::Result<void> Stream::waitReadable(Deadline deadline) {
    const auto core = core_;
    if (buffered() != 0) co_return std::expected<void, NetError>{};
    co_return co_await core->ready(asio::socket_base::wait_read, core->reading, deadline,
                                   StreamCore::Interruptible::yes);
}

std::size_t Stream::buffered() const {
    return core_->tls ? core_->tls->buffered() : 0;
}

Stream::Result<void> Stream::writeAll(ByteView bytes, Deadline deadline) {
    return core_->writeAll(bytes, deadline);
}

Stream::Result<void> Stream::writeAll(std::span<const ByteView> pieces, Deadline deadline) {
    const auto core = core_;
    std::size_t done = 0;
    if (!core->tls && !core->closed) {
        std::array<iovec, piecesAtOnce> vectors;
        std::size_t count = 0;
        for (; count < pieces.size() && count < vectors.size(); ++count)
            vectors[count] = {const_cast<char*>(pieces[count].data()), pieces[count].size()};
        msghdr message{};
        message.msg_iov = vectors.data();
        message.msg_iovlen = count;
        const ssize_t sent = ::sendmsg(core->state.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) done = static_cast<std::size_t>(sent);
    }
    for (ByteView piece : pieces) {
        const std::size_t skip = std::min(done, piece.size());
        done -= skip;
        piece.remove_prefix(skip);
        auto written = co_await core->writeAll(piece, deadline);
        if (!written) co_return written;
    }
    co_return std::expected<void, NetError>{};
}

Stream::Result<TlsInfo> Stream::handshakeServer(std::shared_ptr<TlsServerContext> context, HandshakePool& pool,
                                                Deadline deadline) {
    const auto core = core_;
    auto session = std::make_unique<TlsSession>(std::move(context), core->state);
    // The pool is not troubled before the client has spoken.
    auto waited =
        co_await core->ready(asio::socket_base::wait_read, core->reading, deadline, StreamCore::Interruptible::no);
    if (!waited) co_return std::unexpected(std::move(waited.error()));
    co_return co_await core->handshake(std::move(session), pool, deadline);
}

Stream::Result<TlsInfo> Stream::handshakeClient(std::shared_ptr<TlsClientContext> context, std::string serverName,
                                                std::string destination, HandshakePool& pool, Deadline deadline) {
    const auto core = core_;
    auto session = std::make_unique<TlsSession>(std::move(context), serverName, std::move(destination), core->state);
    co_return co_await core->handshake(std::move(session), pool, deadline);
}

Stream::Result<void> Stream::shutdown(Deadline deadline) {
    return core_->shutdown(deadline);
}

void Stream::close() {
    core_->close();
}

bool Stream::isOpen() const noexcept {
    return core_ && !core_->closed;
}
bool Stream::isTls() const noexcept {
    return core_->tls != nullptr;
}
const std::optional<TlsInfo>& Stream::tlsInfo() const noexcept {
    return core_->info;
}
std::optional<std::array<std::uint8_t, 32>> Stream::tlsExporterBinding() const {
    return core_->tls ? core_->tls->exporterBinding() : std::nullopt;
}
const Endpoint& Stream::remote() const noexcept {
    return core_->remote;
}
const Endpoint& Stream::local() const noexcept {
    return core_->local;
}
Waker Stream::waker() const {
    Waker waker;
    waker.core_ = core_;
    return waker;
}
Stream::executor_type Stream::get_executor() const {
    return core_->socket.get_executor();
}
Stream::lowest_layer_type& Stream::lowest_layer() {
    return core_->socket;
}
void Stream::expiresAt(Deadline deadline) {
    core_->streamDeadline = deadline;
}

void Stream::startRead(StreamCore* core, asio::mutable_buffer into, IoHandler handler) {
    asio::co_spawn(core->socket.get_executor(),
                   core->readSome({static_cast<char*>(into.data()), into.size()}, core->streamDeadline),
                   [keep = core->shared_from_this(), handler = std::move(handler)](
                       const std::exception_ptr& thrown, std::expected<std::size_t, NetError> got) mutable {
                       error_code error;
                       if (thrown)
                           error = asio::error::operation_aborted;
                       else if (!got)
                           error = codeOf(got.error());
                       asio::dispatch(asio::append(std::move(handler), error, got.value_or(0)));
                   });
}

void Stream::startWrite(StreamCore* core, asio::const_buffer from, IoHandler handler) {
    asio::co_spawn(core->socket.get_executor(),
                   core->writeSome({static_cast<const char*>(from.data()), from.size()}, core->streamDeadline),
                   [keep = core->shared_from_this(), handler = std::move(handler)](
                       const std::exception_ptr& thrown, std::expected<std::size_t, NetError> sent) mutable {
                       error_code error;
                       if (thrown)
                           error = asio::error::operation_aborted;
                       else if (!sent)
                           error = codeOf(sent.error());
                       asio::dispatch(asio::append(std::move(handler), error, sent.value_or(0)));
                   });
}

}  // namespace tram::net
