// What a message's octets ask of the server that takes it, found out by looking at them.
//
// Purpose: BODY=8BITMIME and SMTPUTF8 are often declared for messages that could do without. Where the
// next server lacks the extension the role scans the message, and says in seven bits what is left of eight
// (mime/seven_bit.hpp), before it gives up. Standards: RFC 6152 3, RFC 6531 3.6, RFC 6532. Linear.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "proto/smtp/client_types.hpp"

namespace tram::smtp {

class ContentScan {
public:
    void feed(ByteView chunk) noexcept;
    // An octet above 127 in the header section: only SMTPUTF8 carries it. Headers inside enclosed messages
    // are looked at no closer than as body.
    [[nodiscard]] bool isHeaderEightBit() const noexcept { return headerEightBit_; }
    // An octet above 127 anywhere.
    [[nodiscard]] bool isEightBit() const noexcept { return eightBit_; }

private:
    enum class State : std::uint8_t { lineStart, line, carriageReturn, lineStartCarriageReturn, body };
    State state_ = State::lineStart;
    bool headerEightBit_ = false;
    bool eightBit_ = false;
};

// Whether begin() would refuse the transaction for BODY or SMTPUTF8 as declared, so that a scan is worth
// its while.
[[nodiscard]] bool wantsContentScan(const client::Transaction& transaction, const ServerExtensions& server);
// Takes back what was declared and the scan did not find: BODY to 7BIT, SMTPUTF8 where neither header nor reverse-path
// need it (a recipient who does is refused alone). BINARYMIME stays.
void applyContentScan(client::Transaction& transaction, const ContentScan& scan);
// Whether the server lacks what the message's body needs.
[[nodiscard]] bool wantsSevenBits(const client::Transaction& transaction, const ServerExtensions& server);

}  // namespace tram::smtp
