// What can go wrong at the door to sockets. Every asynchronous call of this room ends with a value of
// std::expected<T, NetError>; no exception leaves the room.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace tram::net {

enum class NetErrorKind : std::uint8_t {
    closed,       // the peer ended cleanly: FIN, under TLS after close_notify
    truncated,    // the stream ended where no end was announced: FIN without close_notify, half a frame
    reset,        // the peer, or the network between, broke the connection
    timeout,      // the deadline passed
    interrupted,  // Stream::wake() was called; the stream is as good as before
    cancelled,    // we closed the stream, or the program stops
    refused,      // nobody listens there
    unreachable,  // no route, or no usable address
    tls,          // the peer speaks no TLS, or none that both accept
    untrusted,    // the peer's certificate is not good, or not for that name
    overloaded,   // a bound of ours is reached: handshake queue, descriptors
    tooLarge,     // a frame or an answer above its limit
    permission,   // a port, path or file we may not have
    inUse,        // the address is taken
    notFound,     // no such file or socket path
    malformed,    // a file or a peer's bytes cannot be read
    internal,     // anything else; the detail says what
};

struct NetError {
    NetErrorKind kind = NetErrorKind::internal;
    std::string detail = {};
};

// Every wait is bounded. Durations belong to the caller's protocol.
using Deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline Deadline after(std::chrono::steady_clock::duration span) {
    return std::chrono::steady_clock::now() + span;
}

[[nodiscard]] std::string_view nameOf(NetErrorKind kind) noexcept;

// errno as one of the above; `doing` goes in front of the system's words.
[[nodiscard]] NetError netErrorOf(int errorNumber, std::string_view doing);

}  // namespace tram::net
