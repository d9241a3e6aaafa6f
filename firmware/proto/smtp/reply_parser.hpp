// Reads a server's replies from bytes as they come. For the client side; exposed to remote servers.
//
// Standards: RFC 5321 4.2, RFC 2034. Lenient where a server's slip would else have its answer, often a final one,
// asked for again for days: a line's end may be a bare LF, what is over a bound is read and not kept, and where the
// code changes within a reply that of the last line counts.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "proto/smtp/reply.hpp"

namespace tram::smtp {

enum class ReplyError : std::uint8_t {
    syntax,
    endless,  // more octets than limits::smtp::replyOctets
};

class ReplyParser {
public:
    struct Progress {
        std::size_t consumed = 0;
        // Set once a reply is complete; the rest of the bytes belongs to the next.
        std::optional<Reply> reply;
    };
    // Takes bytes up to the end of one reply. Lines may be cut anywhere between calls. After an error the
    // connection is of no more use.
    [[nodiscard]] std::expected<Progress, ReplyError> feed(ByteView bytes);
    // Whether part of a reply has been read.
    [[nodiscard]] bool isAtStart() const noexcept { return octets_ == 0; }

private:
    enum class Line : std::uint8_t { middle, last };
    std::expected<Line, ReplyError> takeLine(ByteView line);

    Bytes line_;
    Reply reply_;
    std::size_t octets_ = 0;  // of the reply so far
};

}  // namespace tram::smtp
