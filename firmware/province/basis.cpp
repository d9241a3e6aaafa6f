#include "province/basis.hpp"

#include <array>
#include <charconv>
#include <format>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "text/utf8.hpp"

namespace tram::province {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// The state whose decisions they are was founded on that day.
constexpr std::int32_t earliest =
    sys_days{std::chrono::year{1945} / std::chrono::September / 2}.time_since_epoch().count();

year_month_day dateOf(std::int32_t day) {
    return year_month_day{sys_days{days{day}}};
}

std::optional<unsigned> numberOf(std::string_view digits) {
    unsigned number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    if (digits.empty() || digits.size() > 4 || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

}  // namespace

std::string_view name(BasisError error) noexcept {
    switch (error) {
        case BasisError::noNumber:
            return "no_number";
        case BasisError::badNumber:
            return "bad_number";
        case BasisError::noDate:
            return "no_date";
        case BasisError::badDate:
            return "bad_date";
    }
    return "unknown";
}

std::optional<std::int32_t> parseDay(std::string_view text) {
    const auto first = text.find_first_of("-/");
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find(text[first], first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto year = text.substr(0, first);
    const auto month = text.substr(first + 1, second - first - 1);
    auto day = text.substr(second + 1);
    // A year has four digits, whichever end it stands at.
    if (year.size() != 4) std::swap(year, day);
    const auto y = numberOf(year);
    const auto m = numberOf(month);
    const auto d = numberOf(day);
    if (year.size() != 4 || month.size() > 2 || day.size() > 2 || !y || !m || !d) return std::nullopt;
    const year_month_day date{std::chrono::year(static_cast<int>(*y)), std::chrono::month(*m), std::chrono::day(*d)};
    if (!date.ok()) return std::nullopt;
    return static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count());
}

std::string isoDay(std::int32_t day) {
    const auto date = dateOf(day);
    return std::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string vietnameseDay(std::int32_t day) {
    const auto date = dateOf(day);
    return std::format("{}/{}/{}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                       static_cast<int>(date.year()));
}

std::expected<std::string, BasisError> checkBasis(std::string_view number, std::int32_t day, std::int32_t today) {
    if (number.size() > limits::province::basisNumber || !isUtf8(number)) return std::unexpected(BasisError::badNumber);
    std::string cleaned;
    bool space = false;
    for (const char c : text::toNfc(number)) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20 || octet == 0x7f) return std::unexpected(BasisError::badNumber);
        if (c == ' ') {
            space = !cleaned.empty();
            continue;
        }
        if (space) cleaned += ' ';
        space = false;
        cleaned += c;
    }
    if (cleaned.empty()) return std::unexpected(BasisError::noNumber);
    if (day == 0) return std::unexpected(BasisError::noDate);
    if (day < earliest || day > today) return std::unexpected(BasisError::badDate);
    return cleaned;
}

}  // namespace tram::province
