// Addresses of the SMTP envelope: paths, mailboxes, domains, address literals.
//
// Standards: RFC 5321 4.1.2 and 4.1.3 (grammar), 4.5.3.1 (sizes), RFC 6531 3.3 (UTF-8). Source routes are
// read and ignored [RFC5321 C]. Everything here is exposed to strangers; parsers are linear.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace tram::smtp {

enum class AddressError : std::uint8_t {
    syntax,            // not a path or mailbox at all: brackets, missing "@", stray octets
    localPart,         // malformed dot-string or quoted string
    localPartTooLong,  // more than limits::smtp::localPart octets
    domain,            // malformed domain name
    domainTooLong,     // a name over 255 octets or a label over 63
    addressLiteral,    // malformed or unknown kind of [literal]
    missingDomain,     // a local part alone (other than <Postmaster> in RCPT)
    pathTooLong,       // more than limits::smtp::path octets with brackets
    sourceRoute,       // "@a,@b:" malformed
    notUtf8,           // octets above 127 that are not UTF-8
};

[[nodiscard]] std::string_view describe(AddressError error) noexcept;

enum class DomainKind : std::uint8_t { name, ipv4, ipv6 };

// A domain, normalised: ASCII letters in lower case; an address literal in its canonical spelling with
// brackets ("[192.0.2.1]", "[IPv6:2001:db8::1]"). U-labels are kept as UTF-8, see plainest().
struct Domain {
    std::string text;
    DomainKind kind = DomainKind::name;

    friend bool operator==(const Domain&, const Domain&) = default;
    [[nodiscard]] bool isLiteral() const noexcept { return kind != DomainKind::name; }
    // The octets of a literal: 4 or 16 of them in network order; nothing for a name.
    [[nodiscard]] std::optional<std::array<std::uint8_t, 16>> literalOctets() const;
};

// A mailbox. `localPart` is what the quoting stood for: "a\"b" and a"b are spelled the same here.
// Its case is kept.
struct Mailbox {
    std::string localPart;
    Domain domain;

    friend bool operator==(const Mailbox&, const Mailbox&) = default;
    // Whether it can be sent only with SMTPUTF8. [RFC6531 3.2]
    [[nodiscard]] bool needsSmtpUtf8() const noexcept;
};

// The same mailbox in the form that most servers take: only a local part needs SMTPUTF8, for U-labels there are
// A-labels. [RFC6531 3.2, 3.7.1]
[[nodiscard]] Mailbox plainest(Mailbox mailbox);

// "local@domain", the local part quoted where it must be; without angle brackets.
[[nodiscard]] std::string format(const Mailbox& mailbox);

// nullopt is the null reverse-path "<>".
using ReversePath = std::optional<Mailbox>;
// "<local@domain>" or "<>".
[[nodiscard]] std::string formatPath(const ReversePath& path);

struct ForwardPath {
    // For a bare <Postmaster> [RFC5321 4.5.1] the domain is empty.
    Mailbox mailbox;
    enum class Route : std::uint8_t { none, ignored } sourceRoute = Route::none;

    friend bool operator==(const ForwardPath&, const ForwardPath&) = default;
    [[nodiscard]] bool isBarePostmaster() const noexcept { return mailbox.domain.text.empty(); }
};
[[nodiscard]] std::string formatPath(const ForwardPath& path);

template <class T>
struct Parsed {
    T value;
    std::size_t consumed;  // octets of the text that belong to it
};

// Both begin at "<" and end after the matching ">"; what follows (parameters) is left.
[[nodiscard]] std::expected<Parsed<ReversePath>, AddressError> parseReversePath(ByteView text);
[[nodiscard]] std::expected<Parsed<ForwardPath>, AddressError> parseForwardPath(ByteView text);

// The whole text is one mailbox ("local@domain"), as from settings, ORCPT or a header's addr-spec.
[[nodiscard]] std::expected<Mailbox, AddressError> parseMailbox(ByteView text);
// The whole text is one domain name or address literal.
[[nodiscard]] std::expected<Domain, AddressError> parseDomain(ByteView text);
// The argument of EHLO or HELO: a domain in ASCII or an address literal. "_" in labels is let pass,
// since Windows computers are named so.
[[nodiscard]] std::expected<Domain, AddressError> parseGreetingName(ByteView text);

}  // namespace tram::smtp
