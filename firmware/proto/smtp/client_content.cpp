#include "proto/smtp/client_content.hpp"

#include <algorithm>
#include <cstring>

namespace tram::smtp {
namespace {

bool hasEightBit(ByteView bytes) noexcept {
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if ((word & 0x8080808080808080ULL) != 0) return true;
    }
    return std::ranges::any_of(bytes.substr(at), [](char c) { return static_cast<std::uint8_t>(c) >= 0x80; });
}

bool addressesNeedSmtpUtf8(const client::Transaction& transaction) {
    return (transaction.reversePath && transaction.reversePath->needsSmtpUtf8()) ||
           std::ranges::any_of(transaction.recipients,
                               [](const client::Recipient& recipient) { return recipient.mailbox.needsSmtpUtf8(); });
}

}  // namespace

void ContentScan::feed(ByteView chunk) noexcept {
    std::size_t at = 0;
    for (; at < chunk.size() && state_ != State::body; ++at) {
        const auto c = chunk[at];
        if (static_cast<std::uint8_t>(c) >= 0x80) headerEightBit_ = eightBit_ = true;
        switch (state_) {
            case State::lineStart:
                state_ = c == '\r' ? State::lineStartCarriageReturn : State::line;
                break;
            case State::line:
                if (c == '\r') state_ = State::carriageReturn;
                break;
            case State::carriageReturn:
                state_ = c == '\n' ? State::lineStart : c == '\r' ? State::carriageReturn : State::line;
                break;
            case State::lineStartCarriageReturn:
                state_ = c == '\n' ? State::body : State::line;
                break;
            case State::body:
                break;
        }
    }
    if (!eightBit_) eightBit_ = hasEightBit(chunk.substr(at));
}

bool wantsContentScan(const client::Transaction& transaction, const ServerExtensions& server) {
    const auto& parameters = transaction.parameters;
    const auto eightBit = parameters.body == BodyKind::eightBitMime && !server.parameters.eightBitMime;
    const auto utf8 =
        parameters.smtpUtf8 == SmtpUtf8::yes && !server.parameters.smtpUtf8 && !addressesNeedSmtpUtf8(transaction);
    return eightBit || utf8;
}

void applyContentScan(client::Transaction& transaction, const ContentScan& scan) {
    auto& parameters = transaction.parameters;
    if (parameters.body == BodyKind::eightBitMime && !scan.isEightBit()) parameters.body = BodyKind::sevenBit;
    if (!scan.isHeaderEightBit() && !addressesNeedSmtpUtf8(transaction)) parameters.smtpUtf8 = SmtpUtf8::no;
}

}  // namespace tram::smtp
