#include "cli/output.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>
#include <format>

#include "province/time_zone.hpp"

namespace tram::cli {

namespace {

constexpr auto provinceOffset = std::chrono::minutes(province::zoneMinutes);

std::string cellOf(const boost::json::value* value) {
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return printable(value->get_string());
    if (value->is_bool()) return value->get_bool() ? "yes" : "no";
    if (value->is_array()) {
        std::string text;
        for (const auto& entry : value->get_array()) text += (text.empty() ? "" : ", ") + cellOf(&entry);
        return text;
    }
    return boost::json::serialize(*value);
}

// A combining mark or a sign without width takes no column.
bool takesNoColumn(char32_t point) {
    return (point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) || point == 0xFEFF;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result(text);
    std::ranges::replace_if(
        result, [](char octet) { return static_cast<unsigned char>(octet) < ' ' || octet == '\x7f'; }, '?');
    return result;
}

std::size_t widthOf(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        if (!takesNoColumn(point)) ++width;
        i += length;
    }
    return width;
}

void printRows(std::ostream& out, Format format, Language language, const std::vector<Column>& columns,
               const Rows& rows) {
    if (format == Format::json) {
        boost::json::array array;
        for (const auto& row : rows) array.push_back(row);
        out << boost::json::serialize(array) << '\n';
        return;
    }
    std::vector<std::vector<std::string>> cells;
    auto& headings = cells.emplace_back();
    for (const auto& column : columns) headings.emplace_back(column.heading.in(language));
    for (const auto& row : rows) {
        auto& line = cells.emplace_back();
        for (const auto& column : columns) line.push_back(cellOf(row.if_contains(column.key)));
    }
    std::vector<std::size_t> widths(columns.size());
    for (const auto& line : cells) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], widthOf(line[i]));
    }
    for (const auto& line : cells) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string padding(widths[i] - widthOf(line[i]), ' ');
            if (columns[i].side == Column::Side::right) {
                out << padding << line[i];
            } else {
                out << line[i] << (i + 1 < line.size() ? padding : "");
            }
            if (i + 1 < line.size()) out << "  ";
        }
        out << '\n';
    }
}

void printFacts(std::ostream& out, Format format, const boost::json::object& facts) {
    if (format == Format::json) {
        out << boost::json::serialize(facts) << '\n';
        return;
    }
    std::size_t width = 0;
    for (const auto& entry : facts) width = std::max(width, widthOf(entry.key()));
    for (const auto& entry : facts) {
        out << std::string_view(entry.key()) << ':' << std::string(width + 1 - widthOf(entry.key()), ' ')
            << cellOf(&entry.value()) << '\n';
    }
}

std::string localTime(std::int64_t microseconds) {
    if (microseconds == 0) return {};
    return std::format("{:%F %T}+07:00", province::onTheClock(microseconds));
}

bool endOfDay(std::string_view date, std::int64_t& microseconds) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return false;
    const auto number = [&](std::size_t from, std::size_t length, auto& value) {
        const auto [end, error] = std::from_chars(date.data() + from, date.data() + from + length, value);
        return error == std::errc{} && end == date.data() + from + length;
    };
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return false;
    const std::chrono::year_month_day calendar{std::chrono::year(year), std::chrono::month(month),
                                               std::chrono::day(day)};
    if (!calendar.ok()) return false;
    const auto end = std::chrono::sys_days(calendar) + std::chrono::days(1) - provinceOffset;
    microseconds = std::chrono::duration_cast<std::chrono::microseconds>(end.time_since_epoch()).count();
    return true;
}

}  // namespace tram::cli
