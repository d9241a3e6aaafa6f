#include "proto/smtp/client_session.hpp"

#include <algorithm>
#include <utility>

#include "proto/smtp/client_result.hpp"

namespace tram::smtp {

using client::ConnectionFailure;
using client::FailureStage;
using client::RecipientResult;

ClientSession::ClientSession(client::Config config) : config_(std::move(config)) {}

void ClientSession::feed(ByteView bytes) {
    // Behind the reply to STARTTLS nothing in the clear is believed. [RFC3207 4.2]
    if (phase_ == Phase::closed || phase_ == Phase::handshake) return;
    input_ += bytes;
    replyEnded_ = false;
}

Bytes ClientSession::takeOutput() {
    return std::exchange(output_, {});
}

client::Event ClientSession::next() {
    for (;;) {
        if (!done_.empty()) {
            auto event = std::move(done_.front());
            done_.pop_front();
            return event;
        }
        if (phase_ == Phase::closed) return client::Closed{closedBy_};
        if (takeInput()) continue;
        if (!loss_) return wanted();
        handleLoss(*std::exchange(loss_, std::nullopt));
    }
}

client::Event ClientSession::wanted() const {
    switch (phase_) {
        case Phase::handshake:
            return client::StartTls{};
        case Phase::ready:
            return client::Ready{transactionsLeft()};
        case Phase::body:
            return client::NeedBody{limits::smtp::clientBody, config_.timeouts.dataBlock};
        case Phase::greeting:
        case Phase::hello:
        case Phase::startTls:
        case Phase::envelope:
        case Phase::final:
        case Phase::quitting:
        case Phase::closed:
            break;
    }
    return client::NeedInput{timeout(), replyEnded_};
}

std::chrono::seconds ClientSession::timeout() const noexcept {
    const auto& timeouts = config_.timeouts;
    switch (awaited_.empty() ? Awaited::quit : awaited_.front().kind) {
        case Awaited::greeting:
            return timeouts.greeting;
        case Awaited::data:
            return timeouts.dataInitiation;
        case Awaited::emptyData:
        case Awaited::message:
            return timeouts.dataTermination;
        case Awaited::quit:
            return timeouts.quit;
        case Awaited::ehlo:
        case Awaited::helo:
        case Awaited::startTls:
        case Awaited::reset:
        case Awaited::mail:
        case Awaited::rcpt:
            break;
    }
    return timeouts.command;
}

bool ClientSession::takeInput() {
    const auto rest = ByteView{input_}.substr(inputTaken_);
    if (rest.empty()) return false;
    auto progress = parser_.feed(rest);
    if (!progress) {
        protocolError(progress.error() == ReplyError::syntax ? "malformed reply" : "a reply without an end");
        return true;
    }
    inputTaken_ += progress->consumed;
    if (inputTaken_ == input_.size()) {
        input_.clear();
        inputTaken_ = 0;
    }
    if (!progress->reply) return false;
    replyEnded_ = true;
    handle(*progress->reply);
    return true;
}

void ClientSession::handle(const Reply& reply) {
    if (phase_ == Phase::quitting) return close(std::nullopt);
    // The server is going away, whatever it was asked. [RFC5321 3.8]
    if (reply.code == 421) return fail(client::resultOf(reply));
    if (awaited_.empty()) return protocolError("reply to nothing");
    const auto [kind, recipient] = awaited_.front();
    awaited_.pop_front();
    switch (kind) {
        case Awaited::greeting:
            return handleGreeting(reply);
        case Awaited::ehlo:
        case Awaited::helo:
            return handleHello(reply, kind);
        case Awaited::startTls:
            return handleStartTls(reply);
        case Awaited::mail:
            return handleMail(reply);
        case Awaited::rcpt:
            return handleRcpt(reply, recipient);
        case Awaited::data:
            return handleData(reply);
        case Awaited::message:
            return handleMessage(reply);
        case Awaited::reset:
        case Awaited::emptyData:
            return proceedEnvelope();
        case Awaited::quit:
            return close(std::nullopt);
    }
}

void ClientSession::send(ByteView line, Expectation expectation) {
    output_ += line;
    output_ += "\r\n";
    awaited_.push_back(expectation);
}

void ClientSession::quit() {
    if (phase_ != Phase::ready) return;
    phase_ = Phase::quitting;
    send("QUIT", {Awaited::quit});
}

void ClientSession::lost(client::Loss loss) {
    if (phase_ != Phase::closed) loss_ = loss;
}

void ClientSession::handleLoss(client::Loss loss) {
    if (phase_ == Phase::quitting) return close(std::nullopt);
    switch (loss) {
        case client::Loss::closed:
            return fail(client::connectionResult({4, 4, 2}, "the server closed the connection"));
        case client::Loss::reset:
            return fail(client::connectionResult({4, 4, 2}, "the connection broke"));
        case client::Loss::timedOut:
            return fail(client::connectionResult({4, 4, 2}, "the server did not answer in time"));
        case client::Loss::tlsError:
            return fail(client::connectionResult({4, 7, 5}, "TLS failed"));
    }
}

void ClientSession::protocolError(std::string_view what) {
    fail(client::connectionResult({4, 5, 0}, "the server broke the protocol: " + std::string{what}));
}

FailureStage ClientSession::stage() const noexcept {
    switch (phase_) {
        case Phase::greeting:
            return FailureStage::greeting;
        case Phase::hello:
            return FailureStage::hello;
        case Phase::startTls:
        case Phase::handshake:
            return FailureStage::startTls;
        case Phase::ready:
            return FailureStage::idle;
        case Phase::envelope:
        case Phase::body:
        case Phase::final:
            return FailureStage::transaction;
        case Phase::quitting:
        case Phase::closed:
            break;
    }
    return FailureStage::quit;
}

void ClientSession::fail(RecipientResult result) {
    const auto failedStage = stage();
    if (failedStage == FailureStage::transaction) {
        // A reply is an answer, even "421": only silence leaves it open whether the message was taken.
        if (result.origin == client::Origin::connection && messageIsOut())
            result.certainty = client::Certainty::uncertain;
        settle(result);
        finishTransaction();
    }
    close(ConnectionFailure{failedStage, std::move(result)});
}

void ClientSession::close(std::optional<ConnectionFailure> failure) {
    // A server that refused us waits for QUIT; one that went away does not. [RFC5321 3.1]
    const auto refused = failure && failure->stage != FailureStage::transaction &&
                         failure->result.origin != client::Origin::connection &&
                         !failure->result.text.starts_with("421");
    // What else was gathered is of no use any more.
    output_ = refused ? "QUIT\r\n" : "";
    closedBy_ = std::move(failure);
    phase_ = Phase::closed;
    awaited_.clear();
    input_.clear();
    inputTaken_ = 0;
}

std::uint32_t ClientSession::transactionsLeft() const noexcept {
    const auto most = std::min(config_.transactions, extensions_.limits.transactions.value_or(config_.transactions));
    return most > transactions_ ? most - transactions_ : 0;
}

}  // namespace tram::smtp
