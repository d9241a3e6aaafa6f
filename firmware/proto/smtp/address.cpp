#include "proto/smtp/address.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "proto/smtp/ip_address.hpp"
#include "text/domain_name.hpp"

namespace tram::smtp {
namespace {

using Error = std::unexpected<AddressError>;

bool isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool isHigh(char c) {
    return static_cast<std::uint8_t>(c) >= 0x80;
}
// [RFC5322 3.2.3] with UTF8-non-ascii [RFC6531 3.3]
bool isAtomText(char c) {
    return isAlphanumeric(c) || isHigh(c) || (c != '\0' && ByteView{"!#$%&'*+-/=?^_`{|}~"}.find(c) != ByteView::npos);
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsWithIgnoringCase(ByteView text, ByteView lowerPrefix) {
    return text.size() >= lowerPrefix.size() && std::ranges::equal(text.substr(0, lowerPrefix.size()), lowerPrefix,
                                                                   [](char a, char b) { return lower(a) == b; });
}

enum class Underscore : std::uint8_t { refused, accepted };

// sub-domain *("." sub-domain); U-labels as UTF-8.
std::expected<Domain, AddressError> domainName(ByteView text, Underscore underscore) {
    if (text.empty()) return Error{AddressError::domain};
    if (text.size() > limits::smtp::domain) return Error{AddressError::domainTooLong};
    if (!isUtf8(text)) return Error{AddressError::notUtf8};
    Domain domain;
    domain.text.reserve(text.size());
    std::size_t labelAt = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '.') {
            const auto c = text[i];
            const bool inner = c == '-' || (c == '_' && underscore == Underscore::accepted);
            if (!isAlphanumeric(c) && !isHigh(c) && !inner) return Error{AddressError::domain};
            continue;
        }
        const auto label = text.substr(labelAt, i - labelAt);
        if (label.empty() || label.front() == '-' || label.back() == '-') return Error{AddressError::domain};
        if (label.size() > limits::smtp::domainLabel && isAscii(label)) return Error{AddressError::domainTooLong};
        labelAt = i + 1;
    }
    std::ranges::transform(text, std::back_inserter(domain.text), lower);
    return domain;
}

// `text` with its brackets.
std::expected<Domain, AddressError> addressLiteral(ByteView text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return Error{AddressError::addressLiteral};
    const auto inner = text.substr(1, text.size() - 2);
    if (startsWithIgnoringCase(inner, "ipv6:")) {
        const auto address = parseIpv6(inner.substr(5));
        if (!address) return Error{AddressError::addressLiteral};
        return Domain{"[IPv6:" + formatIpv6(*address) + "]", DomainKind::ipv6};
    }
    const auto address = parseIpv4(inner);
    if (!address) return Error{AddressError::addressLiteral};
    return Domain{"[" + formatIpv4(*address) + "]", DomainKind::ipv4};
}

// The domain or literal at the start of `text`: how far it can reach.
std::size_t domainExtent(ByteView text) {
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        return close == ByteView::npos ? text.size() : close + 1;
    }
    std::size_t i = 0;
    while (i < text.size() && (isAlphanumeric(text[i]) || isHigh(text[i]) || text[i] == '-' || text[i] == '.')) ++i;
    return i;
}

std::expected<Parsed<std::string>, AddressError> quotedString(ByteView text) {
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        auto c = text[i];
        if (c == '"') {
            if (!isUtf8(out)) return Error{AddressError::notUtf8};
            return Parsed<std::string>{std::move(out), i + 1};
        }
        if (c == '\\') {
            if (++i == text.size()) break;
            c = text[i];
            if (isHigh(c)) return Error{AddressError::localPart};
        }
        if (c < 0x20 && !isHigh(c)) return Error{AddressError::localPart};
        if (c == 0x7f) return Error{AddressError::localPart};
        out.push_back(c);
        if (out.size() > limits::smtp::localPart) return Error{AddressError::localPartTooLong};
    }
    return Error{AddressError::localPart};
}

std::expected<Parsed<std::string>, AddressError> localPart(ByteView text) {
    if (text.starts_with('"')) return quotedString(text);
    std::size_t i = 0;
    while (i < text.size() && (isAtomText(text[i]) || text[i] == '.')) ++i;
    const auto part = text.substr(0, i);
    if (part.empty() || part.front() == '.' || part.back() == '.' || part.find("..") != ByteView::npos) {
        return Error{AddressError::localPart};
    }
    if (part.size() > limits::smtp::localPart) return Error{AddressError::localPartTooLong};
    if (!isUtf8(part)) return Error{AddressError::notUtf8};
    return Parsed<std::string>{std::string{part}, i};
}

// Mailbox at the start of `text`. A local part alone leaves the domain empty.
std::expected<Parsed<Mailbox>, AddressError> mailbox(ByteView text) {
    auto local = localPart(text);
    if (!local) return Error{local.error()};
    Mailbox result{std::move(local->value), {}};
    auto at = local->consumed;
    if (at >= text.size() || text[at] != '@') return Parsed<Mailbox>{std::move(result), at};
    ++at;
    const auto extent = domainExtent(text.substr(at));
    auto domain = parseDomain(text.substr(at, extent));
    if (!domain) return Error{domain.error()};
    result.domain = std::move(*domain);
    return Parsed<Mailbox>{std::move(result), at + extent};
}

// A-d-l ":" at the start of `text`; 0 where there is none. [RFC5321 4.1.2]
std::expected<std::size_t, AddressError> sourceRoute(ByteView text) {
    std::size_t at = 0;
    while (at < text.size() && text[at] == '@') {
        ++at;
        const auto extent = domainExtent(text.substr(at));
        if (!parseDomain(text.substr(at, extent))) return Error{AddressError::sourceRoute};
        at += extent;
        if (at < text.size() && text[at] == ':') return at + 1;
        if (at + 1 >= text.size() || text[at] != ',' || text[at + 1] != '@') return Error{AddressError::sourceRoute};
        ++at;
    }
    return at == 0 ? std::expected<std::size_t, AddressError>{0} : Error{AddressError::sourceRoute};
}

struct Path {
    Mailbox mailbox;
    std::size_t route = 0;
};

std::expected<Parsed<Path>, AddressError> path(ByteView text) {
    if (!text.starts_with('<')) return Error{AddressError::syntax};
    const auto route = sourceRoute(text.substr(1));
    if (!route) return Error{route.error()};
    auto box = mailbox(text.substr(1 + *route));
    if (!box) return Error{box.error()};
    const auto end = 1 + *route + box->consumed;
    if (end >= text.size() || text[end] != '>') return Error{AddressError::syntax};
    if (end + 1 > limits::smtp::path) return Error{AddressError::pathTooLong};
    return Parsed<Path>{{std::move(box->value), *route}, end + 1};
}

}  // namespace

std::string_view describe(AddressError error) noexcept {
    switch (error) {
        case AddressError::syntax:
            return "address has the wrong form";
        case AddressError::localPart:
            return "malformed local part";
        case AddressError::localPartTooLong:
            return "local part is longer than 64 octets";
        case AddressError::domain:
            return "malformed domain";
        case AddressError::domainTooLong:
            return "domain is longer than 255 octets, or a label than 63";
        case AddressError::addressLiteral:
            return "malformed address literal";
        case AddressError::missingDomain:
            return "domain is missing";
        case AddressError::pathTooLong:
            return "path is longer than 256 octets";
        case AddressError::sourceRoute:
            return "malformed source route";
        case AddressError::notUtf8:
            return "address is not UTF-8";
    }
    return {};
}

std::optional<std::array<std::uint8_t, 16>> Domain::literalOctets() const {
    const auto inner = ByteView{text}.substr(std::min<std::size_t>(1, text.size()));
    if (kind == DomainKind::ipv6) return parseIpv6(inner.substr(5, inner.size() - 6));
    if (kind == DomainKind::ipv4) {
        std::array<std::uint8_t, 16> octets{};
        if (const auto address = parseIpv4(inner.substr(0, inner.size() - 1)))
            std::ranges::copy(*address, octets.begin());
        return octets;
    }
    return std::nullopt;
}

Mailbox plainest(Mailbox mailbox) {
    if (!isAscii(mailbox.localPart) || mailbox.domain.isLiteral()) return mailbox;
    if (auto ascii = text::toAsciiDomain(mailbox.domain.text)) mailbox.domain.text = std::move(*ascii);
    return mailbox;
}

bool Mailbox::needsSmtpUtf8() const noexcept {
    return !isAscii(localPart) || !isAscii(domain.text);
}

std::string format(const Mailbox& mailbox) {
    const ByteView local = mailbox.localPart;
    const bool plain = !local.empty() && local.front() != '.' && local.back() != '.' &&
                       local.find("..") == ByteView::npos &&
                       std::ranges::all_of(local, [](char c) { return isAtomText(c) || c == '.'; });
    std::string out;
    if (plain) {
        out = local;
    } else {
        out += '"';
        for (const auto c : local) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    if (!mailbox.domain.text.empty()) out.append("@").append(mailbox.domain.text);
    return out;
}

std::string formatPath(const ReversePath& path) {
    return path ? "<" + format(*path) + ">" : "<>";
}

std::string formatPath(const ForwardPath& path) {
    return "<" + format(path.mailbox) + ">";
}

std::expected<Parsed<ReversePath>, AddressError> parseReversePath(ByteView text) {
    if (text.starts_with("<>")) return Parsed<ReversePath>{std::nullopt, 2};
    auto parsed = path(text);
    if (!parsed) return Error{parsed.error()};
    if (parsed->value.mailbox.domain.text.empty()) return Error{AddressError::missingDomain};
    return Parsed<ReversePath>{std::move(parsed->value.mailbox), parsed->consumed};
}

std::expected<Parsed<ForwardPath>, AddressError> parseForwardPath(ByteView text) {
    auto parsed = path(text);
    if (!parsed) return Error{parsed.error()};
    auto& [box, route] = parsed->value;
    if (box.domain.text.empty()) {
        const bool postmaster =
            route == 0 && box.localPart.size() == 10 && startsWithIgnoringCase(box.localPart, "postmaster");
        if (!postmaster) return Error{AddressError::missingDomain};
    }
    const auto seen = route == 0 ? ForwardPath::Route::none : ForwardPath::Route::ignored;
    return Parsed<ForwardPath>{{std::move(box), seen}, parsed->consumed};
}

std::expected<Mailbox, AddressError> parseMailbox(ByteView text) {
    if (text.size() > limits::smtp::path - 2) return Error{AddressError::pathTooLong};
    auto parsed = mailbox(text);
    if (!parsed) return Error{parsed.error()};
    if (parsed->value.domain.text.empty() && parsed->consumed == text.size()) return Error{AddressError::missingDomain};
    if (parsed->consumed != text.size()) return Error{AddressError::syntax};
    return std::move(parsed->value);
}

std::expected<Domain, AddressError> parseDomain(ByteView text) {
    return text.starts_with('[') ? addressLiteral(text) : domainName(text, Underscore::refused);
}

std::expected<Domain, AddressError> parseGreetingName(ByteView text) {
    if (!isAscii(text)) return Error{AddressError::domain};
    return text.starts_with('[') ? addressLiteral(text) : domainName(text, Underscore::accepted);
}

}  // namespace tram::smtp
