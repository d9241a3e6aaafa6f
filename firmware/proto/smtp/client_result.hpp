// Results of recipients made from replies and from what happened to the connection.
#pragma once

#include <string>
#include <string_view>

#include "proto/smtp/client_types.hpp"

namespace tram::smtp::client {

// REQUIRES: not 3xx. What the server said decides.
[[nodiscard]] RecipientResult resultOf(const Reply& reply);
// Decided here, for this message and this server: another host may do better.
[[nodiscard]] RecipientResult localResult(Outcome outcome, EnhancedCode status, std::string text);
// Temporary, of the connection.
[[nodiscard]] RecipientResult connectionResult(EnhancedCode status, std::string text);
// "too many recipients": the others of this transaction are not concerned. [RFC5321 4.5.3.1.10]
[[nodiscard]] bool isTooManyRecipients(const Reply& reply) noexcept;
// One line, cut at limits::smtp::replyText, without CR, LF and NUL.
[[nodiscard]] std::string cleanText(std::string_view text);

}  // namespace tram::smtp::client
