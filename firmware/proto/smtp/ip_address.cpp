#include "proto/smtp/ip_address.hpp"

#include <algorithm>
#include <charconv>

namespace tram::smtp {
namespace {

std::optional<std::uint16_t> hexGroup(ByteView text) noexcept {
    if (text.empty() || text.size() > 4) return std::nullopt;
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Groups separated by ":", the last possibly an IPv4 address (two groups). Returns how many, or nullopt.
std::optional<std::size_t> readGroups(ByteView text, std::array<std::uint16_t, 8>& groups) noexcept {
    if (text.empty()) return 0;
    std::size_t count = 0;
    for (;;) {
        const auto colon = text.find(':');
        const auto word = text.substr(0, colon);
        if (colon == ByteView::npos && word.find('.') != ByteView::npos) {
            const auto tail = parseIpv4(word);
            if (!tail || count + 2 > groups.size()) return std::nullopt;
            groups[count++] = static_cast<std::uint16_t>((*tail)[0] << 8 | (*tail)[1]);
            groups[count++] = static_cast<std::uint16_t>((*tail)[2] << 8 | (*tail)[3]);
            return count;
        }
        const auto value = hexGroup(word);
        if (!value || count == groups.size()) return std::nullopt;
        groups[count++] = *value;
        if (colon == ByteView::npos) return count;
        text.remove_prefix(colon + 1);
    }
}

}  // namespace

std::optional<Ipv4Octets> parseIpv4(ByteView text) noexcept {
    Ipv4Octets address{};
    for (std::size_t i = 0; i < address.size(); ++i) {
        const auto dot = text.find('.');
        if ((dot == ByteView::npos) != (i == address.size() - 1)) return std::nullopt;
        const auto word = text.substr(0, dot);
        if (word.empty() || word.size() > 3 || (word.size() > 1 && word[0] == '0')) return std::nullopt;
        if (!std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
        unsigned value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value);
        if (value > 255) return std::nullopt;
        address[i] = static_cast<std::uint8_t>(value);
        if (dot != ByteView::npos) text.remove_prefix(dot + 1);
    }
    return address;
}

std::optional<Ipv6Octets> parseIpv6(ByteView text) noexcept {
    std::array<std::uint16_t, 8> head{};
    std::array<std::uint16_t, 8> tail{};
    const auto gap = text.find("::");
    std::size_t headCount = 0;
    std::size_t tailCount = 0;
    if (gap == ByteView::npos) {
        const auto count = readGroups(text, head);
        if (!count || *count != head.size()) return std::nullopt;
        headCount = *count;
    } else {
        const auto before = text.substr(0, gap);
        // An IPv4 tail stands only at the end.
        if (before.find('.') != ByteView::npos) return std::nullopt;
        const auto first = readGroups(before, head);
        const auto second = readGroups(text.substr(gap + 2), tail);
        if (!first || !second || *first + *second > 6) return std::nullopt;
        headCount = *first;
        tailCount = *second;
    }
    std::ranges::copy_n(tail.begin(), static_cast<std::ptrdiff_t>(tailCount),
                        head.begin() + static_cast<std::ptrdiff_t>(head.size() - tailCount));
    if (gap != ByteView::npos) {
        std::fill(head.begin() + static_cast<std::ptrdiff_t>(headCount),
                  head.begin() + static_cast<std::ptrdiff_t>(head.size() - tailCount), std::uint16_t{0});
    }
    Ipv6Octets address{};
    for (std::size_t i = 0; i < head.size(); ++i) {
        address[2 * i] = static_cast<std::uint8_t>(head[i] >> 8);
        address[2 * i + 1] = static_cast<std::uint8_t>(head[i] & 0xff);
    }
    return address;
}

std::string formatIpv4(const Ipv4Octets& address) {
    std::string out;
    for (const auto octet : address) {
        if (!out.empty()) out += '.';
        out += std::to_string(octet);
    }
    return out;
}

std::string formatIpv6(const Ipv6Octets& address) {
    std::array<std::uint16_t, 8> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = static_cast<std::uint16_t>(address[2 * i] << 8 | address[2 * i + 1]);
    }
    // The longest run of two zero groups or more, the first of equals. [RFC5952 4.2]
    std::size_t gapAt = groups.size();
    std::size_t gapLength = 1;
    for (std::size_t i = 0; i < groups.size();) {
        std::size_t end = i;
        while (end < groups.size() && groups[end] == 0) ++end;
        if (end - i > gapLength) gapAt = i, gapLength = end - i;
        i = end + 1;
    }
    std::string out;
    for (std::size_t i = 0; i < groups.size();) {
        if (i == gapAt) {
            out += "::";
            i += gapLength;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        char digits[4];
        const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), groups[i], 16);
        out.append(digits, end);
        ++i;
    }
    return out;
}

}  // namespace tram::smtp
