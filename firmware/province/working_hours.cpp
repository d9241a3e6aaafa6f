#include "province/working_hours.hpp"

#include <algorithm>
#include <charconv>

#include "province/basis.hpp"
#include "province/time_zone.hpp"

namespace tram::province {

namespace {

using std::chrono::minutes;

// "07:30"; "24:00" is the end of the day.
std::optional<minutes> parseTime(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto number = [&](std::size_t at) -> std::optional<int> {
        int value = 0;
        const auto* end = text.data() + at + 2;
        const auto [stop, error] = std::from_chars(text.data() + at, end, value);
        if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
        return value;
    };
    const auto hour = number(0);
    const auto minute = number(3);
    if (!hour || !minute || *minute > 59) return std::nullopt;
    const auto time = minutes(*hour * 60 + *minute);
    if (time > std::chrono::days(1)) return std::nullopt;
    return time;
}

}  // namespace

std::optional<std::vector<OfficeHours>> parseOfficeHours(const std::vector<std::string>& spans) {
    std::vector<OfficeHours> result;
    for (const auto& text : spans) {
        const auto dash = text.find('-');
        if (dash == std::string::npos) return std::nullopt;
        const auto from = parseTime(std::string_view(text).substr(0, dash));
        const auto to = parseTime(std::string_view(text).substr(dash + 1));
        if (!from || !to || *from >= *to) return std::nullopt;
        if (!result.empty() && *from < result.back().to) return std::nullopt;
        result.push_back({*from, *to});
    }
    if (result.empty()) return std::nullopt;
    return result;
}

std::expected<std::vector<std::int32_t>, std::string> parseDays(const std::vector<std::string>& days) {
    std::vector<std::int32_t> result;
    for (const auto& text : days) {
        const auto day = parseDay(text);
        if (!day) return std::unexpected(text);
        result.push_back(*day);
    }
    std::ranges::sort(result);
    return result;
}

bool isWorkingDay(const WorkingHours& hours, std::int32_t day) {
    if (std::ranges::binary_search(hours.extraDays, day)) return true;
    const std::chrono::weekday weekday{std::chrono::sys_days{std::chrono::days(day)}};
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    return !std::ranges::binary_search(hours.holidays, day);
}

std::uint32_t workingDays(const WorkingHours& hours, std::int32_t from, std::int32_t to) {
    std::uint32_t count = 0;
    for (auto day = from; day <= to; ++day) {
        if (isWorkingDay(hours, day)) ++count;
    }
    return count;
}

std::optional<std::int64_t> workingHalfHour(const WorkingHours& hours, std::int64_t time) {
    const auto onClock = onTheClock(time);
    const auto day = std::chrono::floor<std::chrono::days>(onClock);
    if (!isWorkingDay(hours, static_cast<std::int32_t>(day.time_since_epoch().count()))) return std::nullopt;
    const auto ofDay = std::chrono::floor<minutes>(onClock - day);
    const bool open = std::ranges::any_of(
        hours.hours, [&](const OfficeHours& span) { return ofDay >= span.from && ofDay < span.to; });
    if (!open) return std::nullopt;
    return day.time_since_epoch().count() * halfHoursOfDay + ofDay.count() / 30;
}

}  // namespace tram::province
