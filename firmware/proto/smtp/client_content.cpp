#include "proto/smtp/client_content.hpp"

#include "base/utf8.hpp"

namespace tram::smtp {

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
    if (!eightBit_) eightBit_ = !isAscii(chunk.substr(at));
}

bool wantsSevenBits(const client::Transaction& transaction, const ServerExtensions& server) {
    switch (transaction.parameters.body.value_or(BodyKind::sevenBit)) {
        case BodyKind::sevenBit:
            return false;
        case BodyKind::eightBitMime:
            return !server.parameters.eightBitMime;
        case BodyKind::binaryMime:
            return !server.parameters.binaryMime;
    }
    return false;
}

bool wantsContentScan(const client::Transaction& transaction, const ServerExtensions& server) {
    const auto utf8 = transaction.parameters.smtpUtf8 == SmtpUtf8::yes && !server.parameters.smtpUtf8;
    return utf8 || wantsSevenBits(transaction, server);
}

void applyContentScan(client::Transaction& transaction, const ContentScan& scan) {
    auto& parameters = transaction.parameters;
    if (parameters.body == BodyKind::eightBitMime && !scan.isEightBit()) parameters.body = BodyKind::sevenBit;
    const bool isSentByUtf8 = transaction.reversePath && transaction.reversePath->needsSmtpUtf8();
    if (!scan.isHeaderEightBit() && !isSentByUtf8) parameters.smtpUtf8 = SmtpUtf8::no;
}

}  // namespace tram::smtp
