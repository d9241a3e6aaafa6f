#include "proto/smtp/received.hpp"

#include <algorithm>
#include <format>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

// Comments and atoms of ours are made of these only: no parentheses, backslashes, controls.
std::string clean(ByteView text) {
    std::string out;
    for (const auto c : text) {
        if (c > 0x20 && c < 0x7f && c != '(' && c != ')' && c != '\\' && c != '<' && c != '>' && c != ';') out += c;
    }
    return out;
}

bool isReceived(ByteView line) noexcept {
    constexpr ByteView name = "received";
    if (line.size() <= name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if ((line[i] | 0x20) != name[i]) return false;
    }
    // White space before the colon is obsolete but read. [RFC5322 4.5.8]
    const auto rest = line.substr(name.size());
    const auto colon = rest.find_first_not_of(" \t");
    return colon != ByteView::npos && rest[colon] == ':';
}

}  // namespace

std::string composeReceived(const ReceivedFacts& facts) {
    const auto clientName = clean(facts.clientName);
    std::string out = "Received: from " + (clientName.empty() ? std::string{"unknown"} : clientName);
    if (!facts.clientAddress.empty()) {
        const auto address = clean(facts.clientAddress);
        const bool ipv6 = address.find(':') != std::string::npos;
        out += " (";
        if (!facts.reverseName.empty()) out += clean(facts.reverseName) + ' ';
        out += (ipv6 ? "[IPv6:" : "[") + address + "])";
    }
    out +=
        "\r\n\tby " + clean(facts.hostname) + " (Tram, zone " + clean(facts.zone) + ") with " + clean(facts.protocol);
    out += " id " + clean(facts.id);
    if (facts.recipient) {
        const auto path = formatPath(ReversePath{*facts.recipient});
        const bool printable = std::ranges::none_of(path, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
        if (printable) out += "\r\n\tfor " + path;
    }
    if (!facts.tlsVersion.empty()) {
        // [RFC8314 4.3] names the cipher suite in a "tls" clause; the version is a comment.
        out += "\r\n\ttls " + clean(facts.tlsCipher) + " (" + clean(facts.tlsVersion) + ")";
    }
    out += ";\r\n\t" + formatDate(facts.time, facts.offset) + "\r\n";
    return out;
}

std::string composeReturnPath(const ReversePath& path) {
    return "Return-Path: " + formatPath(path) + "\r\n";
}

std::uint32_t countReceived(ByteView message) noexcept {
    auto rest = message.substr(0, limits::smtp::headerSection);
    std::uint32_t count = 0;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        if (line.empty() || line == "\r") break;
        if (isReceived(line)) ++count;
        if (end == ByteView::npos) break;
        rest.remove_prefix(end + 1);
    }
    return count;
}

std::string formatDate(SystemTime time, std::chrono::minutes offset) {
    const auto local = std::chrono::floor<std::chrono::seconds>(time) + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::weekday weekday{day};
    const std::chrono::hh_mm_ss clock{local - day};
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto minutes = offset.count() < 0 ? -offset.count() : offset.count();
    return std::format("{}, {} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}", days[weekday.c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace tram::smtp
