#include "proto/smtp/client_extensions.hpp"

#include <algorithm>
#include <charconv>
#include <concepts>

namespace tram::smtp {
namespace {

bool same(ByteView a, ByteView upperCase) {
    return std::ranges::equal(a, upperCase, [](char x, char y) {
        return (x >= 'a' && x <= 'z' ? static_cast<char>(x - 'a' + 'A') : x) == y;
    });
}

ByteView takeWord(ByteView& text) {
    const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

template <std::unsigned_integral Number>
std::optional<Number> number(ByteView text) {
    Number value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

// "NAME=1*6DIGIT" words; a limit of 0 would mean that nothing can be sent, and counts as absent. [RFC9422 4]
ServerLimits parseLimits(ByteView text) {
    ServerLimits limits;
    for (auto word = takeWord(text); !word.empty(); word = takeWord(text)) {
        const auto equals = word.find('=');
        if (equals == ByteView::npos) continue;
        const auto value = number<std::uint32_t>(word.substr(equals + 1));
        if (!value || *value == 0) continue;
        const auto name = word.substr(0, equals);
        if (same(name, "MAILMAX")) limits.transactions = value;
        if (same(name, "RCPTMAX")) limits.recipients = value;
        if (same(name, "RCPTDOMAINMAX")) limits.recipientDomains = value;
    }
    return limits;
}

}  // namespace

ServerExtensions parseEhloReply(const Reply& reply) {
    ServerExtensions result;
    auto binaryMime = false;
    for (std::size_t i = 1; i < reply.lines.size(); ++i) {
        ByteView rest = reply.lines[i];
        const auto keyword = takeWord(rest);
        if (same(keyword, "SIZE")) {
            result.parameters.size = true;
            const auto limit = number<std::uint64_t>(takeWord(rest));
            if (limit && *limit > 0) result.sizeLimit = limit;
        } else if (same(keyword, "8BITMIME")) {
            result.parameters.eightBitMime = true;
        } else if (same(keyword, "SMTPUTF8")) {
            result.parameters.smtpUtf8 = true;
        } else if (same(keyword, "DSN")) {
            result.parameters.dsn = true;
        } else if (same(keyword, "REQUIRETLS")) {
            result.parameters.requireTls = true;
        } else if (same(keyword, "BINARYMIME")) {
            binaryMime = true;
        } else if (same(keyword, "PIPELINING")) {
            result.pipelining = Announced::yes;
        } else if (same(keyword, "CHUNKING")) {
            result.chunking = Announced::yes;
        } else if (same(keyword, "STARTTLS")) {
            result.startTls = Announced::yes;
        } else if (same(keyword, "LIMITS")) {
            result.limits = parseLimits(rest);
        }
    }
    // BINARYMIME is of no use without BDAT, and BODY= comes with 8BITMIME. [RFC3030 3]
    result.parameters.binaryMime = binaryMime && result.chunking == Announced::yes;
    return result;
}

}  // namespace tram::smtp
