#include "smtp_session.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "failure.hpp"

namespace tram::bench {

namespace {

constexpr std::string_view sender = "someone@elsewhere.example";

}  // namespace

SmtpSession::SmtpSession(FileDescriptor socket, const std::vector<std::string>& recipients, Pipelining pipelining)
    : socket_(std::move(socket)), recipients_(recipients), pipelining_(pipelining) {
    if (fcntl(socket_.number(), F_SETFL, O_NONBLOCK) != 0) throw Failure("O_NONBLOCK");
}

void SmtpSession::start(Letter letter) {
    letter_ = std::move(letter);
    said_ = answered_ = 0;
    step_ = Step::mail;
    say("MAIL FROM:<" + std::string(sender) + ">\r\n");
    if (pipelining_ == Pipelining::yes) {
        while (said_ < letter_.recipients.size()) sayRecipient();
        say("DATA\r\n");
    }
    write();
}

void SmtpSession::sayRecipient() {
    say("RCPT TO:<" + recipients_[letter_.recipients[said_++]] + ">\r\n");
}

void SmtpSession::sayBody() {
    pending_ += letter_.head;
    tail_ = letter_.body;
    endDue_ = true;
}

bool SmtpSession::advance() {
    if (wantsToWrite()) write();
    std::array<char, 16 * 1024> bytes;
    bool ended = false;
    while (true) {
        const auto got = recv(socket_.number(), bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return ended;
        if (got <= 0) throw Failure("the SMTP server closed a connection");
        input_.append(bytes.data(), static_cast<std::size_t>(got));
        std::size_t used = 0;
        for (auto end = input_.find('\n'); end != std::string::npos; end = input_.find('\n', used)) {
            const auto line = std::string_view(input_).substr(used, end - used);
            used = end + 1;
            const bool isLast = line.size() < 4 || line[3] != '-';
            if (isLast) ended |= onReply(line);
        }
        input_.erase(0, used);
        if (wantsToWrite()) write();
        if (static_cast<std::size_t>(got) < bytes.size()) return ended;
    }
}

bool SmtpSession::onReply(std::string_view line) {
    const char wanted = step_ == Step::data ? '3' : '2';
    if (line.empty() || line[0] != wanted) throw Failure("SMTP reply: " + std::string(line));
    switch (step_) {
        case Step::greeting:
            say("EHLO client.example\r\n");
            step_ = Step::hello;
            return false;
        case Step::hello:
            step_ = Step::ready;
            return false;
        case Step::ready:
            throw Failure("an SMTP reply to nothing: " + std::string(line));
        case Step::mail:
            step_ = Step::recipient;
            if (pipelining_ == Pipelining::no) sayRecipient();
            return false;
        case Step::recipient:
            ++answered_;
            if (answered_ == letter_.recipients.size()) {
                step_ = Step::data;
                if (pipelining_ == Pipelining::no) say("DATA\r\n");
            } else if (pipelining_ == Pipelining::no) {
                sayRecipient();
            }
            return false;
        case Step::data:
            step_ = Step::body;
            sayBody();
            return false;
        case Step::body:
            step_ = Step::ready;
            return true;
    }
    return false;
}

void SmtpSession::write() {
    while (wantsToWrite()) {
        static constexpr std::string_view end = ".\r\n";
        std::array<iovec, 3> parts{};
        parts[0] = {pending_.data(), pending_.size()};
        parts[1] = {const_cast<char*>(tail_.data()), tail_.size()};
        parts[2] = {const_cast<char*>(end.data()), endDue_ ? end.size() : 0};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const auto sent = sendmsg(socket_.number(), &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0) throw Failure(std::string("writing to the SMTP server: ") + std::strerror(errno));
        auto left = static_cast<std::size_t>(sent);
        const auto ofPending = std::min(left, pending_.size());
        pending_.erase(0, ofPending);
        left -= ofPending;
        const auto ofTail = std::min(left, tail_.size());
        tail_.remove_prefix(ofTail);
        left -= ofTail;
        if (endDue_ && pending_.empty() && tail_.empty()) {
            // What of the dot's line did not go out goes with the next write.
            pending_ = end.substr(left);
            endDue_ = false;
        }
    }
}

}  // namespace tram::bench
