#include "province/ticket_number.hpp"

#include <charconv>

namespace tram::province {

namespace {

// Without the letters; a longer number is nobody's.
constexpr std::size_t digitsMost = 12;

bool hasPrefix(std::string_view text) {
    return text.size() >= 3 && (text[0] == 'H' || text[0] == 'h') && (text[1] == 'T' || text[1] == 't') &&
           text[2] == '-';
}

}  // namespace

std::string ticketText(std::uint64_t number) {
    return "HT-" + std::to_string(number);
}

std::optional<std::uint64_t> parseTicket(std::string_view text) {
    if (hasPrefix(text)) text.remove_prefix(3);
    if (text.empty() || text.size() > digitsMost) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> ticketInSubject(std::string_view subject) {
    for (auto open = subject.find('['); open != std::string_view::npos; open = subject.find('[', open + 1)) {
        const auto inner = subject.substr(open + 1, 3 + digitsMost + 1);
        const auto close = inner.find(']');
        if (close == std::string_view::npos || !hasPrefix(inner)) continue;
        if (const auto number = parseTicket(inner.substr(0, close))) return number;
    }
    return std::nullopt;
}

}  // namespace tram::province
