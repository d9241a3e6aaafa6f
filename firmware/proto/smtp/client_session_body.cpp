// The message itself, by DATA or BDAT, and the reply to it.
#include "proto/smtp/client_result.hpp"
#include "proto/smtp/client_session.hpp"

namespace tram::smtp {

using client::Outcome;
using client::RecipientResult;

void ClientSession::startChunk() {
    phase_ = Phase::body;
    send("BDAT " + std::to_string(bodyLeft_) + " LAST", {Awaited::message});
}

void ClientSession::supplyBody(ByteView chunk) {
    if (phase_ != Phase::body) return;
    if (chunk.size() > bodyLeft_) return abandonBody("the message is longer than it was said to be");
    bodyLeft_ -= chunk.size();
    if (transaction_.parameters.body == BodyKind::binaryMime) {
        output_ += chunk;
        return;
    }
    if (encoder_.feed(chunk, output_) != DataDefect::none) return refuseLineEnds();
    // With its last octet a BDAT chunk is ended, so this is the time to look at how.
    if (transfer_ == Transfer::chunking && bodyLeft_ == 0 && encoder_.finish(output_) != DataDefect::none)
        refuseLineEnds();
}

void ClientSession::finishBody() {
    if (phase_ != Phase::body) return;
    if (bodyLeft_ != 0) return abandonBody("the message is shorter than it was said to be");
    if (transfer_ == Transfer::data && encoder_.finish(output_) != DataDefect::none) return refuseLineEnds();
    phase_ = Phase::final;
}

void ClientSession::refuseLineEnds() {
    auto result = client::localResult(Outcome::permanent, {5, 6, 0},
                                      "the message holds a bare CR or LF, which SMTP cannot carry");
    result.otherHosts = client::OtherHosts::useless;
    giveUpBody(result);
}

void ClientSession::abandonBody(std::string reason) {
    if (phase_ != Phase::body) return;
    auto result = client::localResult(Outcome::temporary, {4, 3, 0}, client::cleanText(reason));
    result.otherHosts = client::OtherHosts::useless;
    giveUpBody(result);
}

void ClientSession::giveUpBody(const RecipientResult& result) {
    settle(result);
    finishTransaction();
    close(std::nullopt);
}

void ClientSession::handleMessage(const Reply& reply) {
    if (reply.code / 100 == 3) return protocolError("3xx in reply to the message");
    const auto complete = phase_ == Phase::final || (transfer_ == Transfer::chunking && bodyLeft_ == 0);
    const auto result = client::resultOf(reply);
    if (!complete) {
        // It refuses in the middle: neither the rest nor an end can be sent without being misunderstood.
        if (result.outcome == Outcome::relayed) return protocolError("message taken before its end");
        return giveUpBody(result);
    }
    settle(result);
    finishTransaction();
}

bool ClientSession::messageIsOut() const noexcept {
    if (!output_.empty()) return false;
    return phase_ == Phase::final || (phase_ == Phase::body && transfer_ == Transfer::chunking && bodyLeft_ == 0);
}

}  // namespace tram::smtp
