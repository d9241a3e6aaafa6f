// STARTTLS and AUTH.
#include <cassert>
#include <cstring>
#include <utility>

#include "proto/smtp/server_session.hpp"

namespace tram::smtp {
namespace {

Reply failureReply(sasl::FailureReason reason, const std::string& accountPage) {
    using Reason = sasl::FailureReason;
    switch (reason) {
        case Reason::malformed:
            return makeReply(501, {5, 5, 2}, "Malformed authentication exchange");
        case Reason::tooLong:
            return makeReply(500, {5, 5, 6}, "Authentication exchange line is too long");
        case Reason::cancelled:
            return makeReply(501, {5, 7, 0}, "Authentication cancelled");
        case Reason::channelBinding:
            return makeReply(535, {5, 7, 8}, "Channel binding does not match");
        case Reason::passwordExpired:
            return {535,
                    EnhancedCode{5, 7, 8},
                    {"Change your first password at " + accountPage + " before sending mail",
                     "Phai doi mat khau lan dau tai " + accountPage + " truoc khi gui thu"}};
        case Reason::needsAppPassword:
            return {534,
                    EnhancedCode{5, 7, 9},
                    {"This account has a second factor: make an app password at " + accountPage,
                     "Tai khoan co xac thuc hai lop: hay tao mat khau ung dung tai " + accountPage}};
        case Reason::needsSecondFactor:
            return {534,
                    EnhancedCode{5, 7, 9},
                    {"Set up your second factor at " + accountPage + " before sending mail",
                     "Phai thiet lap xac thuc hai lop tai " + accountPage + " truoc khi gui thu"}};
        case Reason::throttled:
            return makeReply(454, {4, 7, 0}, "Too many failed attempts; try again later");
        case Reason::unavailable:
            return makeReply(454, {4, 7, 0}, "Temporary authentication failure");
        case Reason::credentialsInvalid:
            break;
    }
    return {535, EnhancedCode{5, 7, 8}, {"Authentication credentials invalid", "Sai ten dang nhap hoac mat khau"}};
}

}  // namespace

void ServerSession::startTls() {
    if (config_.tls) {
        refuse(503, {5, 5, 1}, "TLS is already in use");
    } else if (!config_.startTlsOffered) {
        refuse(502, {5, 5, 1}, "STARTTLS is not offered");
    } else if (!unread().empty()) {
        // Plaintext behind STARTTLS is either a broken client or someone who wants it taken for what came
        // under TLS. [RFC3207 5; CVE-2011-0411]
        consume(unread().size());
        close(makeReply(421, {4, 7, 0}, "Nothing may follow STARTTLS before its reply; closing"));
    } else {
        say(220, {2, 0, 0}, "Ready to start TLS");
        dropTransaction();
        startTlsPending_ = true;
    }
}

void ServerSession::tlsEstablished(TlsState tls) {
    assert(question_ == Question::startTls);
    question_ = Question::none;
    config_.tls = std::move(tls);
    // What was learned in the clear is forgotten. [RFC3207 4.2]
    begin_ = end_ = scanned_ = 0;
    protocol_ = ClientProtocol::none;
    clientName_.clear();
    authenticated_.reset();
}

std::optional<Event> ServerSession::auth(ByteView argument) {
    const auto wipeLine = [&] { ::explicit_bzero(input_.data(), begin_); };
    const auto space = argument.find(' ');
    const auto mechanism = sasl::parseMechanism(argument.substr(0, space));
    if (config_.kind != ListenerKind::submission || protocol_ != ClientProtocol::ehlo) {
        refuse(502, {5, 5, 1}, "AUTH is not offered");
    } else if (authenticated_) {
        refuse(503, {5, 5, 1}, "Already authenticated");
    } else if (transaction_) {
        refuse(503, {5, 5, 1}, "AUTH is not allowed during a transaction");
    } else if (!config_.tls) {
        refuse(538, {5, 7, 11}, "Encryption required: issue STARTTLS first");
    } else if (!mechanism || (*mechanism == sasl::Mechanism::scramSha256Plus && !config_.tls->exporter)) {
        refuse(504, {5, 5, 4}, "Mechanism not offered");
    } else {
        sasl::ChannelBinding binding{config_.tls->exporter, config_.tls->exporter
                                                                ? sasl::ChannelBinding::Announced::yes
                                                                : sasl::ChannelBinding::Announced::no};
        sasl_.emplace(*mechanism, random_, std::move(binding));
        std::optional<ByteView> initial;
        if (space != ByteView::npos) initial = argument.substr(space + 1);
        auto step = sasl_->start(initial);
        wipeLine();
        return takeSaslStep(std::move(step));
    }
    wipeLine();
    return std::nullopt;
}

std::optional<Event> ServerSession::stepAuthentication() {
    const auto bytes = unread();
    const auto feed = bytes.find('\n', scanned_);
    if (feed >= limits::smtp::authLine) {
        scanned_ = bytes.size();
        if (feed == ByteView::npos && bytes.size() < limits::smtp::authLine) return needInput();
        scanned_ = 0;
        auto event = takeSaslStep(sasl::Failure{sasl::FailureReason::tooLong});
        if (phase_ == Phase::command) phase_ = Phase::discardLine;
        return event;
    }
    scanned_ = 0;
    consume(feed + 1);
    const auto line = bytes.substr(0, feed);
    const bool ended = line.ends_with('\r');
    auto step = ended ? sasl_->respond(line.substr(0, line.size() - 1))
                      : sasl::Step{sasl::Failure{sasl::FailureReason::malformed}};
    ::explicit_bzero(input_.data(), begin_);
    auto event = takeSaslStep(std::move(step));
    if (!ended && phase_ == Phase::command) phase_ = Phase::discardLine;
    return event;
}

std::optional<Event> ServerSession::takeSaslStep(sasl::Step step) {
    phase_ = Phase::authentication;
    if (const auto* challenge = std::get_if<sasl::Challenge>(&step)) {
        output_ += "334 " + challenge->base64 + "\r\n";
        return std::nullopt;
    }
    if (const auto* failure = std::get_if<sasl::Failure>(&step)) {
        phase_ = Phase::command;
        sasl_.reset();
        say(failureReply(failure->reason, config_.accountPage));
        if (failure->reason != sasl::FailureReason::cancelled && failure->reason != sasl::FailureReason::unavailable &&
            ++failedAuthentications_ >= config_.limits.failedAuthentications) {
            close(makeReply(421, {4, 7, 0}, "Too many failed attempts to sign in; closing"));
        }
        return std::nullopt;
    }
    if (auto* done = std::get_if<sasl::Done>(&step)) {
        phase_ = Phase::command;
        sasl_.reset();
        authenticated_ = std::move(*done);
        idleCommands_ = 0;
        say(235, {2, 7, 0}, "Authentication succeeded");
        return Authenticated{};
    }
    question_ = Question::authentication;
    AuthenticationQuestion question;
    if (auto* password = std::get_if<sasl::CheckPassword>(&step)) question.query = std::move(*password);
    if (auto* parameters = std::get_if<sasl::FetchScramParameters>(&step)) question.query = std::move(*parameters);
    if (auto* scram = std::get_if<sasl::CheckScram>(&step)) question.query = std::move(*scram);
    return question;
}

void ServerSession::answerAuthentication(const sasl::Answer& answer) {
    assert(question_ == Question::authentication);
    question_ = Question::none;
    saslStep_ = sasl_->answer(answer);
}

}  // namespace tram::smtp
