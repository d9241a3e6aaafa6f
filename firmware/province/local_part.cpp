#include "province/local_part.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "province/group_address.hpp"
#include "province/letters.hpp"

namespace tram::province {
namespace {

namespace limit = limits::province;

// [RFC2142], [RFC5321 4.5.1], what certificate authorities and mail programs treat as the domain's own voice, and
// the service's own. Without dots, hyphens and underscores; sorted.
constexpr std::array<std::string_view, 61> reservedParts{
    "abuse",        "admin",      "administrator", "all",        "autoconfig",
    "autodiscover", "baomat",     "bounce",        "bounces",    "canhbao",
    "coquan",       "daemon",     "devnull",       "dmarc",      "donotreply",
    "everyone",     "ftp",        "giamsat",       "help",       "hostmaster",
    "hotro",        "imap",       "info",          "ispsupport", "listserv",
    "localhost",    "mail",       "mailerdaemon",  "majordomo",  "marketing",
    "mtasts",       "news",       "nobody",        "noc",        "noreply",
    "operator",     "postmaster", "quantri",       "root",       "sales",
    "saoluu",       "security",   "smtp",          "ssladmin",   "ssladministrator",
    "sslwebmaster", "support",    "sysadmin",      "system",     "tatca",
    "thongbao",     "thutruong",  "tlsrpt",        "tram",       "undisclosedrecipients",
    "usenet",       "uucp",       "vanphong",      "vanthu",     "webmaster",
    "www",
};
static_assert(std::ranges::is_sorted(reservedParts));

// Told apart at a glance and on the telephone.
constexpr std::string_view clearDigits = "23456789";
constexpr std::string_view clearLetters = "abcdefghjkmnpqrstuvwxyz";

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string joined(const PersonalLocalPart& base, std::string_view suffix, SuffixPosition position) {
    switch (position) {
        case SuffixPosition::afterGivenName:
            return base.given + std::string{suffix} + base.initials;
        case SuffixPosition::end:
            break;
    }
    return base.text().append(suffix);
}

std::expected<std::string, LocalPartError> checkedFree(std::string part, const IsTaken& isTaken) {
    if (part.size() > limit::localPart) return std::unexpected(LocalPartError::tooLong);
    if (isReserved(part)) return std::unexpected(LocalPartError::reserved);
    if (isTaken(part)) return std::unexpected(LocalPartError::taken);
    return part;
}

}  // namespace

bool isReserved(std::string_view localPart) noexcept {
    // Longer than any of them once its separators are gone: not reserved.
    std::array<char, 32> plain{};
    std::size_t size = 0;
    for (const char c : localPart) {
        if (c == '.' || c == '-' || c == '_') continue;
        if (size == plain.size()) return false;
        plain[size++] = lowered(c);
    }
    return std::ranges::binary_search(reservedParts, std::string_view{plain.data(), size});
}

std::string_view name(LocalPartError error) noexcept {
    switch (error) {
        case LocalPartError::empty:
            return "empty";
        case LocalPartError::tooLong:
            return "too_long";
        case LocalPartError::badCharacter:
            return "bad_character";
        case LocalPartError::foreignLetter:
            return "foreign_letter";
        case LocalPartError::reserved:
            return "reserved";
        case LocalPartError::taken:
            return "taken";
        case LocalPartError::badSuffix:
            return "bad_suffix";
    }
    return "unknown";
}

std::expected<std::string, LocalPartError> parseLocalPart(std::string_view text) {
    if (text.empty()) return std::unexpected(LocalPartError::empty);
    if (text.size() > limit::localPart) return std::unexpected(LocalPartError::tooLong);
    std::string part;
    bool afterSeparator = true;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return std::unexpected(LocalPartError::foreignLetter);
        const char lower = lowered(c);
        const bool separator = lower == '.' || lower == '-';
        if ((separator && afterSeparator) || (!separator && !isPlainLetter(lower) && !isPlainDigit(lower))) {
            return std::unexpected(LocalPartError::badCharacter);
        }
        afterSeparator = separator;
        part += lower;
    }
    if (afterSeparator) return std::unexpected(LocalPartError::badCharacter);
    if (isReserved(part) || isGroupLocalPart(part)) return std::unexpected(LocalPartError::reserved);
    return part;
}

AddressRule ruleOf(const PersonalLocalPart& base, std::string_view localPart, SuffixPosition position) {
    const auto whole = base.text();
    if (localPart == whole) return AddressRule::kept;
    if (localPart.size() <= whole.size() || localPart.size() > whole.size() + limit::suffix)
        return AddressRule::exception;
    const auto before = position == SuffixPosition::end ? whole.size() : base.given.size();
    const auto suffix = localPart.substr(before, localPart.size() - whole.size());
    const bool plain = std::ranges::all_of(suffix, [](char c) { return isPlainLetter(c) || isPlainDigit(c); });
    return plain && joined(base, suffix, position) == localPart ? AddressRule::suffix : AddressRule::exception;
}

std::expected<std::string, LocalPartError> withSuffix(const PersonalLocalPart& base, std::string_view suffix,
                                                      const IsTaken& isTaken, SuffixPosition position) {
    std::string own;
    for (const char c : suffix) own += lowered(c);
    const bool plain = std::ranges::all_of(own, [](char c) { return isPlainLetter(c) || isPlainDigit(c); });
    if (own.empty() || own.size() > limit::suffix || !plain) return std::unexpected(LocalPartError::badSuffix);
    return checkedFree(joined(base, own, position), isTaken);
}

std::vector<std::string> proposeFree(const PersonalLocalPart& base, const IsTaken& isTaken, std::size_t count,
                                     SuffixPosition position) {
    std::vector<std::string> proposals;
    const auto propose = [&](std::string_view suffix) {
        if (proposals.size() >= count) return;
        if (auto part = checkedFree(joined(base, suffix, position), isTaken)) proposals.push_back(std::move(*part));
    };
    for (const auto signs : {clearDigits, clearLetters}) {
        for (const char sign : signs) propose({&sign, 1});
    }
    for (const auto signs : {clearDigits, clearLetters}) {
        for (const char first : signs) {
            for (const char second : signs) propose(std::array{first, second, '\0'}.data());
        }
    }
    return proposals;
}

std::expected<std::string, LocalPartError> freeLocalPart(const PersonalLocalPart& base, const IsTaken& isTaken) {
    return checkedFree(base.text(), isTaken);
}

}  // namespace tram::province
