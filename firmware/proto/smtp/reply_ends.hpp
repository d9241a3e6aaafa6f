// Where a server's replies end, seen in the octets as they come: whoever waits gives each reply its own time.
// [RFC5321 4.2.1, 4.5.3.2]
#pragma once

#include <utility>

#include "base/bytes.hpp"

namespace tram::smtp::client {

class ReplyEnds {
public:
    void feed(ByteView bytes);
    // Whether one did since the last question; true at first.
    [[nodiscard]] bool takeEnded() { return std::exchange(ended_, false); }

private:
    unsigned column_ = 0;
    bool last_ = true;  // the line is the last of its reply
    bool ended_ = true;
};

}  // namespace tram::smtp::client
