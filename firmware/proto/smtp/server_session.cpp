#include "proto/smtp/server_session.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"

namespace tram::smtp {
namespace {

bool hasControl(ByteView line) {
    return std::ranges::any_of(line, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

}  // namespace

ServerSession::ServerSession(SessionConfig config, Random& random) : config_(std::move(config)), random_(random) {
    say(makeReply(220, config_.hostname + " ESMTP Tram"));
}

// What was read may hold a password.
ServerSession::~ServerSession() {
    if (!input_.empty()) ::explicit_bzero(input_.data(), input_.size());
}

std::span<char> ServerSession::inputSpace() {
    if (begin_ == end_) begin_ = end_ = scanned_ = 0;
    const bool transferring = phase_ == Phase::data || phase_ == Phase::chunk;
    const auto wanted = transferring ? limits::smtp::dataInput : limits::smtp::commandInput;
    if (input_.size() < wanted) input_.resize(wanted);
    if (begin_ > 0 && input_.size() - end_ < input_.size() / 2) {
        std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    return {input_.data() + end_, input_.size() - end_};
}

void ServerSession::commitInput(std::size_t octets) {
    assert(octets <= input_.size() - end_);
    end_ += octets;
}

std::size_t ServerSession::feed(ByteView bytes) {
    const auto space = inputSpace();
    const auto count = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), count);
    commitInput(count);
    return count;
}

Bytes ServerSession::takeOutput() {
    return std::exchange(output_, {});
}

NeedInput ServerSession::needInput() const noexcept {
    const bool transferring = phase_ == Phase::data || phase_ == Phase::chunk;
    return {transferring ? limits::smtp::serverData : limits::smtp::serverCommand};
}

Event ServerSession::next() {
    assert(question_ == Question::none);
    for (;;) {
        if (std::exchange(dropPending_, false)) return TransactionDropped{};
        if (phase_ == Phase::closing) return Close{};
        if (std::exchange(startTlsPending_, false)) {
            question_ = Question::startTls;
            return StartTls{};
        }
        if (output_.size() > limits::smtp::gatheredOutput) return Flush{};
        std::optional<Event> event;
        if (saslStep_) {
            event = takeSaslStep(*std::exchange(saslStep_, std::nullopt));
        } else {
            switch (phase_) {
                case Phase::command:
                    event = stepCommand();
                    break;
                case Phase::discardLine:
                    event = discardLine();
                    break;
                case Phase::authentication:
                    event = stepAuthentication();
                    break;
                case Phase::data:
                    event = stepData();
                    break;
                case Phase::chunk:
                    event = stepChunk();
                    break;
                case Phase::closing:
                    break;
            }
        }
        if (event) return std::move(*event);
    }
}

std::optional<Event> ServerSession::stepCommand() {
    const auto bytes = unread();
    const auto feed = bytes.find('\n', scanned_);
    if (feed >= limits::smtp::authLine) {
        scanned_ = bytes.size();
        if (feed == ByteView::npos && bytes.size() < limits::smtp::authLine) return needInput();
        phase_ = Phase::discardLine;
        scanned_ = 0;
        refuse(500, {5, 5, 6}, "Line too long");
        return std::nullopt;
    }
    scanned_ = 0;
    // The line stays in the buffer while it is carried out.
    consume(feed + 1);
    const auto line = bytes.substr(0, feed);
    const bool ended = line.ends_with('\r');
    if (!ended || line.substr(0, line.size() - 1).contains('\r')) {
        if (!ended) phase_ = Phase::discardLine;
        refuse(500, {5, 5, 2}, "Lines end in CRLF; a bare CR or LF is not allowed");
        return std::nullopt;
    }
    return execute(line.substr(0, line.size() - 1));
}

// The rest of a line that was refused before its CRLF; never carried out.
std::optional<Event> ServerSession::discardLine() {
    const auto bytes = unread();
    if (const auto end = bytes.find("\r\n"); end != ByteView::npos) {
        consume(end + 2);
        phase_ = Phase::command;
        return std::nullopt;
    }
    // A CR at the cut may be half of the end.
    consume(bytes.size() - (bytes.ends_with('\r') ? 1U : 0U));
    return needInput();
}

std::optional<Event> ServerSession::execute(ByteView line) {
    const auto octets = line.size() + 2;
    // White space at the end is tolerated. [RFC5321 4.1.1]
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    const auto name = line.substr(0, line.find(' '));
    auto argument = line.substr(name.size());
    argument.remove_prefix(std::min(argument.find_first_not_of(' '), argument.size()));
    if (hasControl(line)) {
        refuse(500, {5, 5, 2}, "Control characters are not allowed");
        return std::nullopt;
    }
    const auto* const command = findCommand(name);
    if (command == nullptr) {
        refuse(500, {5, 5, 1}, "Command not recognized");
    } else if (octets > command->longestLine) {
        refuse(500, {5, 5, 2}, "Line too long");
    } else if (command->argument == Argument::none && !argument.empty()) {
        refuse(501, {5, 5, 4}, "No argument allowed");
    } else if (command->argument == Argument::required && argument.empty()) {
        refuse(501, {5, 5, 4}, "Argument missing");
    } else if (command->needs == Needs::greeting && protocol_ == ClientProtocol::none) {
        refuse(503, {5, 5, 1}, "EHLO first");
    } else if (transfer_ == Transfer::chunking && command->betweenChunks == BetweenChunks::no) {
        refuse(503, {5, 5, 1}, "Only BDAT, NOOP, RSET and QUIT before the last chunk");
    } else {
        if (command->idle == Idle::yes && ++idleCommands_ > config_.limits.idleCommands &&
            config_.trust == Trust::stranger) {
            close(makeReply(421, {4, 7, 0}, "Too many commands without a message; closing"));
            return std::nullopt;
        }
        return proceed(*command, argument);
    }
    return std::nullopt;
}

std::optional<Event> ServerSession::proceed(const Command& command, ByteView argument) {
    switch (command.verb) {
        case Verb::ehlo:
            greet(argument, ClientProtocol::ehlo);
            break;
        case Verb::helo:
            greet(argument, ClientProtocol::helo);
            break;
        case Verb::mail:
            return mail(argument);
        case Verb::rcpt:
            return rcpt(argument);
        case Verb::data:
            return data();
        case Verb::bdat:
            return bdat(argument);
        case Verb::rset:
            dropTransaction();
            chunksFollow_ = false;
            say(250, {2, 0, 0}, "OK");
            break;
        case Verb::vrfy:
            verify(argument);
            break;
        case Verb::expn:
            say(502, {5, 5, 1}, "EXPN is not offered");
            break;
        case Verb::help:
            say({214,
                 EnhancedCode{2, 0, 0},
                 {"Commands: EHLO HELO MAIL RCPT DATA BDAT RSET VRFY NOOP QUIT STARTTLS AUTH HELP",
                  "Help for people: postmaster of this domain"}});
            break;
        case Verb::noop:
            say(250, {2, 0, 0}, "OK");
            break;
        case Verb::quit:
            quit();
            break;
        case Verb::startTls:
            startTls();
            break;
        case Verb::auth:
            return auth(argument);
        case Verb::http:
            close(makeReply(421, {4, 7, 0}, "This is SMTP, not HTTP; closing"));
            break;
    }
    return std::nullopt;
}

void ServerSession::quit() {
    say(221, {2, 0, 0}, config_.hostname + " closing");
    dropTransaction();
    phase_ = Phase::closing;
}

void ServerSession::timedOut() {
    question_ = Question::none;
    close(makeReply(421, {4, 4, 2}, config_.hostname + " timed out waiting for you; closing"));
}

void ServerSession::endWith(const Reply& reply) {
    close(reply);
}

std::string_view ServerSession::protocolName() const noexcept {
    if (protocol_ != ClientProtocol::ehlo) return "SMTP";
    const bool utf8 = transaction_ && transaction_->parameters.smtpUtf8 == SmtpUtf8::yes;
    constexpr std::string_view names[2][2][2] = {{{"ESMTP", "ESMTPA"}, {"ESMTPS", "ESMTPSA"}},
                                                 {{"UTF8SMTP", "UTF8SMTPA"}, {"UTF8SMTPS", "UTF8SMTPSA"}}};
    return names[utf8 ? 1 : 0][config_.tls ? 1 : 0][authenticated_ ? 1 : 0];
}

void ServerSession::say(const Reply& reply) {
    append(output_, reply);
}

void ServerSession::say(std::uint16_t code, EnhancedCode enhanced, std::string_view text) {
    say(makeReply(code, enhanced, text));
}

void ServerSession::refuse(const Reply& reply) {
    say(reply);
    if (++errors_ >= config_.limits.errors) close(makeReply(421, {4, 7, 0}, "Too many errors; closing"));
}

void ServerSession::refuse(std::uint16_t code, EnhancedCode enhanced, std::string_view text) {
    refuse(makeReply(code, enhanced, text));
}

void ServerSession::close(const Reply& reply) {
    say(reply);
    dropTransaction();
    phase_ = Phase::closing;
}

void ServerSession::dropTransaction() {
    if (transaction_) dropPending_ = true;
    endTransaction();
}

void ServerSession::endTransaction() {
    transaction_.reset();
    transfer_ = Transfer::none;
    refusal_.reset();
}

}  // namespace tram::smtp
