// The parameters of MAIL and RCPT as values.
//
// Standards: RFC 5321 4.1.1.11 (syntax), RFC 1870 (SIZE), RFC 6152 and RFC 3030 (BODY), RFC 6531 (SMTPUTF8),
// RFC 3461 (RET, ENVID, NOTIFY, ORCPT), RFC 6533 (UTF-8 in ORCPT), RFC 4954 (AUTH), RFC 8689 (REQUIRETLS).
// Exposed to strangers.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "proto/smtp/address.hpp"

namespace tram::smtp {

enum class BodyKind : std::uint8_t { sevenBit, eightBitMime, binaryMime };
enum class DsnReturn : std::uint8_t { full, headers };
enum class RequireTls : std::uint8_t { no, yes };
enum class SmtpUtf8 : std::uint8_t { no, yes };

struct MailParameters {
    std::optional<std::uint64_t> size;
    std::optional<BodyKind> body;
    SmtpUtf8 smtpUtf8 = SmtpUtf8::no;
    std::optional<DsnReturn> dsnReturn;
    // Decoded from xtext.
    std::optional<std::string> envelopeId;
    // AUTH=: the submitter as claimed; "<>" is kept as an empty string. Decoded from xtext.
    std::optional<std::string> submitter;
    RequireTls requireTls = RequireTls::no;

    friend bool operator==(const MailParameters&, const MailParameters&) = default;
};

// NOTIFY. Absent is not the same as any value: then failures are notified and delays may be. [RFC3461 4.1]
struct Notify {
    bool never = false;
    bool success = false;
    bool failure = false;
    bool delay = false;

    friend bool operator==(const Notify&, const Notify&) = default;
};

// ORCPT: "rfc822;user@example" or "utf-8;..."; the address is decoded from xtext or utf-8-addr-xtext.
struct OriginalRecipient {
    std::string addressType;  // in lower case
    std::string address;

    friend bool operator==(const OriginalRecipient&, const OriginalRecipient&) = default;
};

struct RcptParameters {
    std::optional<Notify> notify;
    std::optional<OriginalRecipient> originalRecipient;

    friend bool operator==(const RcptParameters&, const RcptParameters&) = default;
};

// What was announced, so that a parameter nobody offered is refused. [RFC5321 4.1.1.11: 555]
struct Extensions {
    bool size = true;
    bool eightBitMime = true;
    bool binaryMime = true;
    bool smtpUtf8 = true;
    bool dsn = true;
    bool auth = false;
    bool requireTls = false;
};

enum class ParameterError : std::uint8_t {
    syntax,     // 501 5.5.4: malformed keyword or value, or too many
    duplicate,  // 501 5.5.4: the same keyword twice
    unknown,    // 555 5.5.4: not known or not announced
    badValue,   // 501 5.5.4: a value its RFC does not allow
};

// `text` is what follows the path: empty, or parameters each preceded by spaces.
[[nodiscard]] std::expected<MailParameters, ParameterError> parseMailParameters(ByteView text,
                                                                                const Extensions& offered);
[[nodiscard]] std::expected<RcptParameters, ParameterError> parseRcptParameters(ByteView text,
                                                                                const Extensions& offered);

// The parameters as a client sends them, each preceded by a space; only those in `offered`.
[[nodiscard]] std::string format(const MailParameters& parameters, const Extensions& offered);
[[nodiscard]] std::string format(const RcptParameters& parameters, const Extensions& offered, SmtpUtf8 smtpUtf8);

}  // namespace tram::smtp
