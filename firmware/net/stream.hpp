// One asynchronous byte stream over TCP, in the clear or under TLS, that SMTP, IMAP and HTTP share.
//
// It meets Asio's AsyncReadStream and AsyncWriteStream (async_read_some, async_write_some), so Beast
// runs on it, and has coroutines beside: readSome, readChunk, writeAll, handshakes, shutdown; each
// under a deadline kept by one timer a connection. Reads take what is there first, then wait for
// readability without holding a buffer. One read and one write may be under way at a time.
// Threads: a stream belongs to one executor that runs on one thread (or a strand); only a Waker may be
// used from elsewhere. Exposure: every byte comes from strangers.
#pragma once

#include <array>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "net/net_error.hpp"
#include "net/read_chunk.hpp"
#include "net/tls_context.hpp"

namespace tram::net {

class HandshakePool;
struct StreamCore;
using Endpoint = boost::asio::ip::tcp::endpoint;

// Reaches a stream from any thread; outlives it harmlessly.
class Waker {
public:
    Waker() = default;
    // The pending readSome, readChunk or waitReadable, or else the next, ends with `interrupted`; nothing
    // is lost. For events from elsewhere (IDLE, shutdown).
    void wake() const;
    // Closes the stream: whatever is pending ends with `cancelled`.
    void abort() const;

private:
    friend class Stream;
    std::weak_ptr<StreamCore> core_;
};

class Stream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Socket = boost::asio::ip::tcp::socket;
    using lowest_layer_type = Socket;
    template <class T>
    using Result = boost::asio::awaitable<std::expected<T, NetError>>;

    // Takes over a connected socket: non-blocking, no delay, keep-alive.
    explicit Stream(Socket socket);
    Stream(Stream&&) noexcept;
    Stream& operator=(Stream&&) noexcept;
    // Closes without close_notify; REQUIRES: no coroutine of this stream is under way.
    ~Stream();

    // At least one byte into `into`, or an error; closed and truncated tell a clean end from a cut one.
    [[nodiscard]] Result<std::size_t> readSome(std::span<char> into, Deadline deadline);
    // The same into a borrowed buffer of limits::net::readChunk bytes, which goes back when the chunk does:
    // an idle connection holds none.
    [[nodiscard]] Result<ReadChunk> readChunk(Deadline deadline);
    // Ends when readSome would not wait. (Under TLS half a record may make it end early.)
    [[nodiscard]] Result<void> waitReadable(Deadline deadline);
    // What TLS has decrypted and nobody has read, or could be read without waiting. STARTTLS: must be
    // nothing before a handshake, else an attacker's plaintext is injected [RFC3207 4.2].
    [[nodiscard]] std::size_t buffered() const;

    // All of the bytes. REQUIRES: they live until the end. On an error an unknown part has been sent.
    [[nodiscard]] Result<void> writeAll(ByteView bytes, Deadline deadline);
    // Several pieces, in the clear with one system call.
    [[nodiscard]] Result<void> writeAll(std::span<const ByteView> pieces, Deadline deadline);

    // From here on TLS. The heavy steps run on the pool. tls, untrusted, timeout, closed, overloaded.
    [[nodiscard]] Result<TlsInfo> handshakeServer(std::shared_ptr<TlsServerContext> context, HandshakePool& pool,
                                                  Deadline deadline);
    // `serverName` is what the certificate must name (and SNI, unless it is an IP address); `destination`
    // tells apart whose saved session may be used again: say "host:port/route".
    [[nodiscard]] Result<TlsInfo> handshakeClient(std::shared_ptr<TlsClientContext> context, std::string serverName,
                                                  std::string destination, HandshakePool& pool, Deadline deadline);

    // Says close_notify, sends FIN; does not wait for the peer's. The stream can still be read.
    [[nodiscard]] Result<void> shutdown(Deadline deadline);
    // At once, without a word; whatever is pending ends with `cancelled`. Idempotent.
    void close();

    [[nodiscard]] bool isOpen() const noexcept;
    [[nodiscard]] bool isTls() const noexcept;
    // Empty in the clear.
    [[nodiscard]] const std::optional<TlsInfo>& tlsInfo() const noexcept;
    // The value of the channel binding type tls-exporter; only TLS 1.3 has it here. [RFC9266]
    [[nodiscard]] std::optional<std::array<std::uint8_t, 32>> tlsExporterBinding() const;

    [[nodiscard]] const Endpoint& remote() const noexcept;
    [[nodiscard]] const Endpoint& local() const noexcept;
    [[nodiscard]] Waker waker() const;

    // Asio's stream requirements. The deadline of these is set beforehand and holds for both directions.
    // A clean end is asio::error::eof, a cut one connection_aborted, the deadline timed_out.
    [[nodiscard]] executor_type get_executor() const;
    [[nodiscard]] lowest_layer_type& lowest_layer();
    void expiresAt(Deadline deadline);

    template <class MutableBuffers, class Token>
    auto async_read_some(const MutableBuffers& buffers, Token&& token) {
        boost::asio::mutable_buffer first;
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            first = *at;
            if (first.size() != 0) break;
        }
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, StreamCore* core, boost::asio::mutable_buffer into) {
                startRead(core, into, std::move(handler));
            },
            token, core_.get(), first);
    }

    template <class ConstBuffers, class Token>
    auto async_write_some(const ConstBuffers& buffers, Token&& token) {
        boost::asio::const_buffer first;
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            first = *at;
            if (first.size() != 0) break;
        }
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, StreamCore* core, boost::asio::const_buffer from) {
                startWrite(core, from, std::move(handler));
            },
            token, core_.get(), first);
    }

private:
    using IoHandler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;
    static void startRead(StreamCore* core, boost::asio::mutable_buffer into, IoHandler handler);
    static void startWrite(StreamCore* core, boost::asio::const_buffer from, IoHandler handler);

    std::shared_ptr<StreamCore> core_;
};

}  // namespace tram::net
