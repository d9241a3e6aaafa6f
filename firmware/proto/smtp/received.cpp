#include "proto/smtp/received.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "mime/date.hpp"

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
    out += ";\r\n\t" + mime::formatDate(std::chrono::floor<std::chrono::seconds>(facts.time), facts.offset) + "\r\n";
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

}  // namespace tram::smtp
