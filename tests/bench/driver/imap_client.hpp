// An IMAP client that knows just enough of answers to find their end: lines, literals, the tagged line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connection.hpp"

namespace tram::bench {

struct Answer {
    std::uint64_t octets = 0;             // all that was read
    std::uint64_t untagged = 0;           // untagged responses
    std::optional<std::uint64_t> exists;  // the last EXISTS among them
};

class ImapClient {
public:
    // Reads the greeting and signs in. Throws Failure, here and below, where the answer is not OK.
    ImapClient(const Endpoint& endpoint, const Account& account);

    Answer command(std::string_view text);
    // One APPEND to INBOX, the literals not waited for. [RFC7888]
    Answer append(std::string_view literals);
    // How many messages INBOX holds.
    std::uint64_t selectInbox();
    // Returns once the server has answered "+".
    void idle();

    // " {4096+}CRLF…" of one message, to be handed to append().
    static void addLiteral(std::string& literals, std::string_view message);

private:
    std::string_view line();
    void skip(std::uint64_t octets);
    void fill();
    Answer finish(std::string_view command);

    TlsConnection connection_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t tagNumber_ = 0;
    std::string tag_;
};

}  // namespace tram::bench
