#include "proto/imap/date_time.hpp"

#include <algorithm>
#include <array>

#include "mime/header_fields.hpp"

namespace tram::imap {

namespace {

constexpr std::array<ByteView, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> digits(ByteView text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

void appendTwo(Bytes& out, std::int64_t value) {
    out += static_cast<char>('0' + value / 10 % 10);
    out += static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<std::chrono::sys_days> parseDay(ByteView text) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    const auto dash = text.find('-');
    if (dash == ByteView::npos || dash < 1 || dash > 2 || text.size() != dash + 9 || text[dash + 4] != '-') {
        return std::nullopt;
    }
    const auto day = digits(text.substr(0, dash));
    const auto year = digits(text.substr(dash + 5));
    unsigned month = 0;
    while (month < months.size() && !mime::sameName(months[month], text.substr(dash + 1, 3))) ++month;
    if (!day || !year || month == months.size()) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{month + 1},
                                           std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

std::optional<std::pair<std::int64_t, std::int16_t>> parseDateTime(ByteView text) {
    const auto space = text.find(' ', 1);
    if (space == ByteView::npos || text.size() != space + 15) return std::nullopt;
    const auto day = parseDay(text.substr(0, space));
    const auto clock = text.substr(space + 1, 8);
    const auto zone = text.substr(space + 10, 5);
    if (!day || text[space + 9] != ' ' || clock[2] != ':' || clock[5] != ':') return std::nullopt;
    const auto hours = digits(clock.substr(0, 2));
    const auto minutes = digits(clock.substr(3, 2));
    const auto seconds = digits(clock.substr(6, 2));
    const auto zoneHours = digits(zone.substr(1, 2));
    const auto zoneMinutes = digits(zone.substr(3, 2));
    if (!hours || !minutes || !seconds || !zoneHours || !zoneMinutes) return std::nullopt;
    if (*hours > 23 || *minutes > 59 || *seconds > 60 || *zoneHours > 23 || *zoneMinutes > 59) return std::nullopt;
    if (zone[0] != '+' && zone[0] != '-') return std::nullopt;
    auto east = static_cast<std::int64_t>(*zoneHours) * 60 + *zoneMinutes;
    if (zone[0] == '-') east = -east;
    const auto local = std::chrono::duration_cast<std::chrono::seconds>(day->time_since_epoch()).count() +
                       static_cast<std::int64_t>(*hours) * 3600 + *minutes * 60LL + *seconds;
    return std::pair{local - east * 60, static_cast<std::int16_t>(east)};
}

void appendInternalDate(Bytes& out, std::int64_t seconds, std::int16_t zoneMinutes) {
    // Four digits of year; a damaged record shall not do more harm than a wrong date.
    constexpr std::int64_t first =
        std::chrono::sys_seconds{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}}.time_since_epoch().count();
    constexpr std::int64_t last =
        std::chrono::sys_seconds{std::chrono::sys_days{std::chrono::year{9999} / 12 / 24}}.time_since_epoch().count();
    const auto zone = std::clamp<std::int64_t>(zoneMinutes, -5'999, 5'999);
    const std::chrono::sys_seconds local{std::chrono::seconds{std::clamp(seconds, first, last) + zone * 60}};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{local - day};
    const auto dayNumber = static_cast<unsigned>(date.day());
    out += '"';
    if (dayNumber < 10) {
        out += ' ';
        out += static_cast<char>('0' + dayNumber);
    } else {
        appendTwo(out, dayNumber);
    }
    out += '-';
    out += months[static_cast<unsigned>(date.month()) - 1];
    out += '-';
    const auto year = static_cast<int>(date.year());
    appendTwo(out, year / 100);
    appendTwo(out, year % 100);
    out += ' ';
    appendTwo(out, clock.hours().count());
    out += ':';
    appendTwo(out, clock.minutes().count());
    out += ':';
    appendTwo(out, clock.seconds().count());
    out += zone < 0 ? " -" : " +";
    const auto magnitude = zone < 0 ? -zone : zone;
    appendTwo(out, magnitude / 60);
    appendTwo(out, magnitude % 60);
    out += '"';
}

}  // namespace tram::imap
