// The octets of a message as DATA and BDAT carry them.
//
// DATA: dots at line starts are doubled and the end is marked. BDAT of text: as they are. In both a bare CR or
// LF cannot be sent: a server that takes one for a line end would see another message than we do, so it is
// reported, and nothing more may be sent. Standards: RFC 5321 2.3.8, 4.5.2; RFC 3030 3.
// One pass of memchr, made to run at memory speed.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "proto/smtp/data_decoder.hpp"

namespace tram::smtp {

class BodyEncoder {
public:
    enum class Dots : std::uint8_t { doubled, asTheyAre };
    explicit BodyEncoder(Dots dots) : dots_(dots) {}

    // Appends the chunk to `out`. bareCarriageReturn or bareLineFeed: `out` holds a part of the chunk. A CR at
    // the chunk's end is judged with the next.
    [[nodiscard]] DataDefect feed(ByteView chunk, Bytes& out);
    // `doubled`: completes an open last line and appends the final dot. bareCarriageReturn: the message ends in
    // one; nothing is appended.
    [[nodiscard]] DataDefect finish(Bytes& out);

private:
    enum class State : std::uint8_t { lineStart, line, carriageReturn };
    State state_ = State::lineStart;
    Dots dots_;
};

}  // namespace tram::smtp
