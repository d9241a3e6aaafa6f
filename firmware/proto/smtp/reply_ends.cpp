#include "proto/smtp/reply_ends.hpp"

namespace tram::smtp::client {

void ReplyEnds::feed(ByteView bytes) {
    for (const char c : bytes) {
        if (c == '\n') {
            ended_ = ended_ || last_;
            column_ = 0;
            continue;
        }
        // "250-" goes on, "250 " and "250" end the reply.
        if (column_ < 4) last_ = ++column_ < 4 || c != '-';
    }
}

}  // namespace tram::smtp::client
