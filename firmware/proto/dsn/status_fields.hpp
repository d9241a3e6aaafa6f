// The machine-readable part of a report.
//
// Standards: RFC 3464 2, RFC 3461 6.3, RFC 6533 3 (address type utf-8, message/global-delivery-status).
#pragma once

#include <cstdint>

#include "mime/compose.hpp"
#include "proto/dsn/report.hpp"

namespace tram::dsn {

// Whether the report may hold UTF-8 outside encoded texts: only where it can only be sent with SMTPUTF8 anyhow.
enum class Charset : std::uint8_t { ascii, utf8 };

[[nodiscard]] mime::ComposedPart deliveryStatus(const ReportFacts& facts, Charset charset);

// The class of a status follows the action: what failed is 5, what is delayed 4, what arrived 2.
[[nodiscard]] Status statusFor(const RecipientFacts& recipient) noexcept;

}  // namespace tram::dsn
