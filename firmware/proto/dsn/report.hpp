// Delivery status notifications: facts in, the bytes of a message out.
//
// Standards: RFC 3461 6 (contents), RFC 3462/6522 (multipart/report), RFC 3464 (delivery-status), RFC 6533
// (UTF-8 addresses), RFC 3834 (Auto-Submitted). The human part is in Vietnamese, then in English.
// Exposed: addresses, diagnostics and the returned message come from strangers; controls and octets that
// are not UTF-8 cannot make fields or lines, long texts are cut at limits::dsn.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report_duty.hpp"
#include "proto/dsn/status.hpp"

namespace tram::dsn {

// RET. Full applies to failures only; a message over limits::dsn::returnedMessage comes back as headers.
enum class Return : std::uint8_t { unset, full, headers };

// ORCPT, decoded.
struct OriginalRecipient {
    std::string addressType;  // "rfc822", "utf-8"
    std::string address;
};

enum class DiagnosticSource : std::uint8_t {
    none,
    remote,  // the server's reply: becomes Diagnostic-Code: smtp; …
    local,   // our own words: only in the human part
};

struct RecipientFacts {
    std::optional<OriginalRecipient> originalRecipient;
    std::string finalRecipient;  // "local@domain", UTF-8
    Action action = Action::failed;
    Status status;
    std::string remoteMta;  // the host that answered; "" where none did
    DiagnosticSource diagnosticSource = DiagnosticSource::none;
    std::string diagnostic;  // "550 5.1.1 no such user"
    std::optional<SystemTime> lastAttempt;
    std::optional<SystemTime> willRetryUntil;  // of delayed
};

struct ReportFacts {
    std::string reportingMta;  // our host name, ASCII
    std::string from;          // address only: postmaster@…, ASCII
    std::string to;            // the reverse-path, not null
    SystemTime arrival;
    std::string envelopeId;  // ENVID decoded; "" where none was given
    Return returned = Return::unset;
    std::vector<RecipientFacts> recipients;  // at least one
    // The original, or as much of it as holds its header section. `originalSize` is that of the whole; where
    // the view is shorter only headers are returned.
    ByteView original;
    std::uint64_t originalSize = 0;
    SystemTime now;
    std::chrono::minutes zone{7 * 60};  // of Date and the fields with dates
};

struct Report {
    Bytes message;
    // To be sent from the null reverse-path to `to`.
    std::string to;
    std::string messageId;
    // Whether it can only be sent with SMTPUTF8 (the sender's address has UTF-8), or with 8BITMIME.
    bool needsSmtpUtf8 = false;
    bool isEightBit = false;
};

// nullopt: there is nobody to report to (null reverse-path), or no recipient.
[[nodiscard]] std::optional<Report> composeReport(const ReportFacts& facts, Random& random);

}  // namespace tram::dsn
