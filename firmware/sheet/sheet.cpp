#include "sheet/sheet.hpp"

namespace tram::sheet {

std::string_view name(SheetError error) noexcept {
    switch (error) {
        case SheetError::notUtf8:
            return "not_utf8";
        case SheetError::tooLarge:
            return "too_large";
        case SheetError::badQuote:
            return "bad_quote";
        case SheetError::notASheet:
            return "not_a_sheet";
    }
    return "unknown";
}

bool looksLikeFormula(std::string_view text) noexcept {
    constexpr std::string_view signs = "=+-@\t\r";
    const auto sign = text.find_first_not_of('\'');
    return sign != std::string_view::npos && signs.contains(text[sign]);
}

std::string cleanCell(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    text = text.substr(begin, text.find_last_not_of(space) - begin + 1);
    if (text[0] == '\'' && looksLikeFormula(text)) text.remove_prefix(1);
    return std::string(text);
}

}  // namespace tram::sheet
