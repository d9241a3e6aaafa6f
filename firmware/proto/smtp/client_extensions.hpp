// What a remote server announced in its reply to EHLO.
//
// Standards: RFC 5321 4.1.1.1, RFC 1870, 2920, 3030, 3207, 3461, 6152, 6531, 8689, 9422. Exposed to remote
// servers: unknown keywords are passed over, malformed parameters count as absent.
#pragma once

#include <cstdint>
#include <optional>

#include "proto/smtp/parameter.hpp"
#include "proto/smtp/reply.hpp"

namespace tram::smtp {

enum class Announced : std::uint8_t { no, yes };

// [RFC9422 3]; absent: no limit known.
struct ServerLimits {
    std::optional<std::uint32_t> transactions;      // MAILMAX
    std::optional<std::uint32_t> recipients;        // RCPTMAX
    std::optional<std::uint32_t> recipientDomains;  // RCPTDOMAINMAX

    friend bool operator==(const ServerLimits&, const ServerLimits&) = default;
};

struct ServerExtensions {
    // The parameters of MAIL and RCPT that may be used.
    Extensions parameters{.size = false, .eightBitMime = false, .binaryMime = false, .smtpUtf8 = false, .dsn = false};
    // Octets of a message; absent or 0 in the announcement: none known. [RFC1870 3]
    std::optional<std::uint64_t> sizeLimit;
    Announced pipelining = Announced::no;
    Announced chunking = Announced::no;
    Announced startTls = Announced::no;
    ServerLimits limits;
};

// REQUIRES: a positive reply to EHLO. Its first line is the server's name for itself.
[[nodiscard]] ServerExtensions parseEhloReply(const Reply& reply);

}  // namespace tram::smtp
