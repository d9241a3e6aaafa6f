// The commands that carry a message: DATA and BDAT.
#include <cassert>
#include <charconv>
#include <cstring>
#include <format>
#include <utility>

#include "proto/smtp/server_session.hpp"
#include "proto/smtp/size_reply.hpp"

namespace tram::smtp {
namespace {

Reply defectRefusal(DataDefect defect) {
    switch (defect) {
        case DataDefect::nul:
            return makeReply(554, {5, 6, 0}, "Message refused: it holds a NUL octet; only BINARYMIME may");
        case DataDefect::bareCarriageReturn:
            return makeReply(554, {5, 6, 0}, "Message refused: it holds a bare CR; lines end in CRLF");
        case DataDefect::bareLineFeed:
        case DataDefect::none:
            break;
    }
    return makeReply(554, {5, 6, 0}, "Message refused: it holds a bare LF; lines end in CRLF");
}

}  // namespace

std::optional<Event> ServerSession::data() {
    if (!transaction_) {
        refuse(503, {5, 5, 1}, "MAIL first");
    } else if (transaction_->parameters.body == BodyKind::binaryMime) {
        refuse(503, {5, 5, 1}, "BINARYMIME goes by BDAT only");
    } else if (transaction_->acceptedRecipients == 0) {
        say(554, {5, 5, 1}, "No valid recipients");
    } else {
        transfer_ = Transfer::data;
        question_ = Question::data;
        return DataQuestion{};
    }
    return std::nullopt;
}

void ServerSession::answerData(std::optional<Reply> refusal) {
    assert(question_ == Question::data);
    question_ = Question::none;
    messageSize_ = 0;
    lastOctets_[0] = lastOctets_[1] = '\0';
    decoder_ = {};
    lineEnds_ = {};
    if (transfer_ == Transfer::chunking) {
        // Its octets are on their way whatever we answer.
        if (refusal) refuseMessage(std::move(*refusal));
        return;
    }
    if (refusal) {
        say(*refusal);
        dropTransaction();
        return;
    }
    phase_ = Phase::data;
    say(makeReply(354, "Go on; end with <CRLF>.<CRLF>"));
}

void ServerSession::refuseMessage(Reply refusal) {
    if (!refusal_) refusal_ = std::move(refusal);
}

DataDefect ServerSession::messageDefect() const noexcept {
    return decoder_.defect() != DataDefect::none ? decoder_.defect() : lineEnds_.defect();
}

bool ServerSession::messageIsFaulty() const noexcept {
    return refusal_ || messageDefect() != DataDefect::none || messageSize_ > config_.limits.messageSize;
}

std::optional<Event> ServerSession::handOut(ByteView content) {
    messageSize_ += content.size();
    if (content.size() >= 2) {
        std::memcpy(lastOctets_, content.data() + content.size() - 2, 2);
    } else if (content.size() == 1) {
        lastOctets_[0] = std::exchange(lastOctets_[1], content[0]);
    }
    return content.empty() || messageIsFaulty() ? std::nullopt : std::optional<Event>{DataChunk{content}};
}

std::optional<Event> ServerSession::stepData() {
    if (std::exchange(dataEnded_, false)) {
        phase_ = Phase::command;
        return finishMessage();
    }
    if (unread().empty()) return needInput();
    const auto result = decoder_.decode({input_.data() + begin_, end_ - begin_});
    consume(result.consumed);
    auto event = handOut(result.content);
    // The last octets go out before the question about the whole.
    dataEnded_ = result.end == DataDecoder::Result::End::yes;
    return event;
}

std::optional<Event> ServerSession::finishMessage() {
    idleCommands_ = 0;
    if (messageIsFaulty()) {
        // Judged at the end, in this order, so that the reply does not depend on how the octets came.
        const auto reply = refusal_                              ? *refusal_
                           : messageDefect() != DataDefect::none ? defectRefusal(messageDefect())
                                                                 : tooLarge(config_.limits.messageSize);
        const bool clientErred =
            reply.enhanced == EnhancedCode{5, 6, 0} || (reply.enhanced == EnhancedCode{5, 5, 1} && !chunksFollow_);
        dropTransaction();
        if (clientErred) {
            refuse(reply);
        } else {
            say(reply);
        }
        return std::nullopt;
    }
    question_ = Question::message;
    const bool complete = lastOctets_[0] == '\r' && lastOctets_[1] == '\n';
    using LastLine = MessageQuestion::LastLine;
    return MessageQuestion{messageSize_, complete || messageSize_ == 0 ? LastLine::complete : LastLine::open};
}

void ServerSession::answerMessage(const Reply& reply) {
    assert(question_ == Question::message);
    question_ = Question::none;
    say(reply);
    endTransaction();
}

// BDAT SP chunk-size [SP "LAST"] [RFC3030 2]
std::optional<Event> ServerSession::bdat(ByteView argument) {
    const auto word = argument.substr(0, argument.find(' '));
    auto rest = argument.substr(word.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::uint64_t octets = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), octets);
    if (error == std::errc::invalid_argument || stop != word.data() + word.size()) {
        refuse(501, {5, 5, 4}, "BDAT size [LAST] expected");
        return std::nullopt;
    }
    const bool isLast = rest.size() == 4 && (rest[0] | 0x20) == 'l' && (rest[1] | 0x20) == 'a' &&
                        (rest[2] | 0x20) == 's' && (rest[3] | 0x20) == 't';
    if (error == std::errc::result_out_of_range || (!rest.empty() && !isLast)) {
        // Where the chunk ends is not known, so nothing after it can be understood.
        close(makeReply(501, {5, 5, 4}, "BDAT size [LAST] expected; closing"));
        return std::nullopt;
    }
    phase_ = Phase::chunk;
    chunkLeft_ = octets;
    chunkIsLast_ = isLast;
    if (protocol_ != ClientProtocol::ehlo) {
        refusal_ = makeReply(503, {5, 5, 1}, "EHLO first");
    } else if (!transaction_) {
        refusal_ = makeReply(503, {5, 5, 1}, "MAIL first");
    } else if (transaction_->acceptedRecipients == 0) {
        refusal_ = makeReply(554, {5, 5, 1}, "No valid recipients");
        chunksFollow_ = true;
    } else if (transfer_ == Transfer::none) {
        transfer_ = Transfer::chunking;
        question_ = Question::data;
        return DataQuestion{};
    }
    return std::nullopt;
}

std::optional<Event> ServerSession::stepChunk() {
    if (chunkLeft_ > 0) {
        if (unread().empty()) return needInput();
        const auto part = unread().substr(0, std::min<std::uint64_t>(chunkLeft_, unread().size()));
        consume(part.size());
        chunkLeft_ -= part.size();
        const bool binary = transaction_ && transaction_->parameters.body == BodyKind::binaryMime;
        if (!binary && !refusal_) lineEnds_.scan(part);
        auto event = handOut(part);
        if (event) return event;
        if (chunkLeft_ > 0) return std::nullopt;
    }
    phase_ = Phase::command;
    if (chunkIsLast_) lineEnds_.finish();
    // A chunk that fails ends its message; what follows of it is refused for want of MAIL.
    if (messageIsFaulty() || chunkIsLast_) {
        auto event = finishMessage();
        if (!event) chunksFollow_ = !chunkIsLast_;
        return event;
    }
    say(250, {2, 0, 0}, std::format("{} octets so far", messageSize_));
    return std::nullopt;
}

}  // namespace tram::smtp
