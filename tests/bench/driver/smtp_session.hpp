// One SMTP client session of the load: a state machine over a non-blocking socket, one transaction after another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connection.hpp"

namespace tram::bench {

// A message on its way: the head is its own, the body may be shared by many.
struct Letter {
    std::string head;
    std::string_view body;
    std::vector<std::size_t> recipients;  // numbers in the load's list
};

enum class Pipelining { no, yes };

class SmtpSession {
public:
    SmtpSession(FileDescriptor socket, const std::vector<std::string>& recipients, Pipelining pipelining);

    [[nodiscard]] int socket() const { return socket_.number(); }
    // Greeted, and no transaction under way.
    [[nodiscard]] bool ready() const { return step_ == Step::ready; }
    [[nodiscard]] const Letter& letter() const { return letter_; }
    [[nodiscard]] bool wantsToWrite() const { return !pending_.empty() || !tail_.empty(); }

    void start(Letter letter);
    // Reads and writes what can be without waiting. True where this ended a transaction. Throws Failure at any reply
    // that is not the expected one.
    bool advance();

private:
    enum class Step { greeting, hello, ready, mail, recipient, data, body };

    bool onReply(std::string_view line);
    void say(std::string_view text) { pending_ += text; }
    void sayRecipient();
    void sayBody();
    void write();

    FileDescriptor socket_;
    const std::vector<std::string>& recipients_;
    Pipelining pipelining_;
    Step step_ = Step::greeting;
    Letter letter_;
    std::size_t said_ = 0;      // RCPT commands sent
    std::size_t answered_ = 0;  // and answered
    std::string input_;
    std::string pending_;    // commands and the message's head
    std::string_view tail_;  // the body, after pending_
    bool endDue_ = false;    // the line with the dot is to follow the body
};

}  // namespace tram::bench
