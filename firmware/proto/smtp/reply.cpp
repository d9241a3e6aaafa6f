#include "proto/smtp/reply.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

// digits "." at the start of `text`, taken off it.
std::optional<std::uint16_t> number(ByteView& text, std::size_t maximumDigits) noexcept {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || digits > maximumDigits || (digits > 1 && text[0] == '0')) return std::nullopt;
    std::uint16_t value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

}  // namespace

std::string format(EnhancedCode code) {
    return std::to_string(code.statusClass) + '.' + std::to_string(code.subject) + '.' + std::to_string(code.detail);
}

std::optional<EnhancedCode> parseEnhancedCode(ByteView text) noexcept {
    EnhancedCode code;
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return std::nullopt;
    code.statusClass = static_cast<std::uint16_t>(text[0] - '0');
    text.remove_prefix(2);
    const auto subject = number(text, 3);
    if (!subject || !text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto detail = number(text, 3);
    if (!detail || (!text.empty() && text[0] != ' ')) return std::nullopt;
    code.subject = *subject;
    code.detail = *detail;
    return code;
}

Reply makeReply(std::uint16_t code, EnhancedCode enhanced, std::string_view text) {
    return {code, enhanced, {std::string{text}}};
}

Reply makeReply(std::uint16_t code, std::string_view text) {
    return {code, std::nullopt, {std::string{text}}};
}

void append(Bytes& out, const Reply& reply) {
    const auto code = std::to_string(reply.code);
    const auto enhanced = reply.enhanced ? format(*reply.enhanced) + ' ' : std::string{};
    const auto count = std::max<std::size_t>(1, reply.lines.size());
    for (std::size_t i = 0; i < count; ++i) {
        const ByteView text = i < reply.lines.size() ? ByteView{reply.lines[i]} : ByteView{};
        out += code;
        out += i + 1 < count ? '-' : ' ';
        out += enhanced;
        const auto room = limits::smtp::replyLine - code.size() - 1 - enhanced.size() - 2;
        for (const auto c : text.substr(0, room)) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
        out += "\r\n";
    }
}

std::string formatOneLine(const Reply& reply) {
    auto out = std::to_string(reply.code);
    if (reply.enhanced) out += ' ' + format(*reply.enhanced);
    ByteView separator = " ";
    for (const auto& line : reply.lines) {
        out += separator;
        out += line;
        separator = " / ";
    }
    return out;
}

}  // namespace tram::smtp
