// One TLS session of mbedTLS over a non-blocking socket; the room's own. No Asio: every call tells what
// it waits for, and the stream does the waiting.
//
// Ciphertext is read ahead into a borrowed buffer, so that a record costs one system call, and the
// buffer goes back when it is empty. Threads: one at a time (a handshake's steps on the pool, the rest
// on the stream's thread, never both). Exposure: every byte comes from strangers.
#pragma once

#include <mbedtls/ssl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "net/net_error.hpp"
#include "net/read_chunk.hpp"
#include "net/tls_context.hpp"

namespace tram::net {

struct TlsGeneration;

// What came of an attempt that never blocks.
struct Attempt {
    enum class Outcome : std::uint8_t { done, wantRead, wantWrite, failed } outcome = Outcome::done;
    std::size_t count = 0;
    NetError error = {};

    [[nodiscard]] static Attempt done(std::size_t count) { return {Outcome::done, count, {}}; }
    [[nodiscard]] static Attempt failed(NetError error) { return {Outcome::failed, 0, std::move(error)}; }
};

// A non-blocking socket's reading side: remembers when it was read empty, which saves the call that
// would only say so again. The waiting side clears it.
struct SocketState {
    int fd = -1;
    bool drained = false;
};

class TlsSession {
public:
    // Server.
    TlsSession(std::shared_ptr<TlsServerContext> context, SocketState& socket);
    // Client; takes a saved session of the destination.
    TlsSession(std::shared_ptr<TlsClientContext> context, const std::string& serverName, std::string destination,
               SocketState& socket);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    [[nodiscard]] Attempt handshake();
    // REQUIRES: the handshake is done.
    [[nodiscard]] TlsInfo info() const;
    [[nodiscard]] Attempt read(std::span<char> into);
    // count may be less than asked for; after wantWrite the same bytes must be offered again.
    [[nodiscard]] Attempt write(ByteView bytes);
    [[nodiscard]] Attempt closeNotify();
    // Plaintext, or ciphertext that was read ahead.
    [[nodiscard]] std::size_t buffered() const;
    [[nodiscard]] std::optional<std::array<std::uint8_t, 32>> exporterBinding();

private:
    void setUp();
    [[nodiscard]] Attempt outcomeOf(int code, const char* doing);
    void saveSession();
    [[nodiscard]] static int receive(void* self, unsigned char* into, std::size_t size);
    [[nodiscard]] static int transmit(void* self, const unsigned char* from, std::size_t size);

    std::shared_ptr<TlsGeneration> generation_;
    std::shared_ptr<TlsClientContext> client_;  // null on the server's side
    std::string destination_;
    SocketState& socket_;
    mbedtls_ssl_context ssl_;
    std::string asked_;  // SNI
    std::optional<ReadChunk> ahead_;
    std::size_t aheadTaken_ = 0;
    int setUpCode_ = 0;
    int socketError_ = 0;
    bool certificateSeen_ = false;
    bool socketEmpty_ = false;  // the last call into mbedTLS found nothing more to read
};

}  // namespace tram::net
