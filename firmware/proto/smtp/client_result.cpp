#include "proto/smtp/client_result.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace tram::smtp::client {

std::string cleanText(std::string_view text) {
    auto end = std::min(text.size(), limits::smtp::replyText);
    // No character is cut in two.
    while (end < text.size() && end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
    std::string out{text.substr(0, end)};
    std::ranges::replace_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return out;
}

RecipientResult resultOf(const Reply& reply) {
    RecipientResult result;
    result.outcome = reply.isPositive()    ? Outcome::relayed
                     : reply.isTransient() ? Outcome::temporary
                                           : Outcome::permanent;
    result.status = reply.enhanced.value_or(EnhancedCode{static_cast<std::uint16_t>(reply.code / 100), 0, 0});
    result.origin = Origin::remote;
    result.otherHosts = reply.isTransient() ? OtherHosts::mayHelp : OtherHosts::useless;
    result.text = cleanText(formatOneLine(reply));
    return result;
}

RecipientResult localResult(Outcome outcome, EnhancedCode status, std::string text) {
    RecipientResult result;
    result.outcome = outcome;
    result.status = status;
    result.origin = Origin::local;
    result.otherHosts = OtherHosts::mayHelp;
    result.text = std::move(text);
    return result;
}

RecipientResult connectionResult(EnhancedCode status, std::string text) {
    auto result = localResult(Outcome::temporary, status, std::move(text));
    result.origin = Origin::connection;
    return result;
}

bool isTooManyRecipients(const Reply& reply) noexcept {
    if (reply.code != 452 && reply.code != 552) return false;
    // Without an enhanced code 452 may also be a full disk, 552 a full mailbox: those get their turn again, too.
    return !reply.enhanced || (reply.enhanced->subject == 5 && reply.enhanced->detail == 3);
}

}  // namespace tram::smtp::client
