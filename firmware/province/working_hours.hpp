// When the province's offices are open: the half-hours that a check of an agency's mailbox counts for. R7.1
//
// Pure; configuration of the appliance. Times are those of the province's clocks.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace tram::province {

struct OfficeHours {
    std::chrono::minutes from;  // of the day
    std::chrono::minutes to;    // not itself
    friend bool operator==(const OfficeHours&, const OfficeHours&) = default;
};

// Days are counted from 1970-01-01. Monday to Friday are working days but for holidays; so are the days that are worked
// in place of one.
struct WorkingHours {
    std::vector<OfficeHours> hours{
        {std::chrono::minutes(7 * 60), std::chrono::minutes(11 * 60 + 30)},
        {std::chrono::minutes(13 * 60 + 30), std::chrono::minutes(17 * 60)},
    };
    std::vector<std::int32_t> holidays;   // in order
    std::vector<std::int32_t> extraDays;  // in order
};

// "07:00-11:30", in order and apart; nothing where one is no such span or there is none.
[[nodiscard]] std::optional<std::vector<OfficeHours>> parseOfficeHours(const std::vector<std::string>& spans);
// "2027-01-01", put in order; the first that is no day comes as the error.
[[nodiscard]] std::expected<std::vector<std::int32_t>, std::string> parseDays(const std::vector<std::string>& days);

[[nodiscard]] bool isWorkingDay(const WorkingHours& hours, std::int32_t day);
// Working days from one day on, to another one: that one too.
[[nodiscard]] std::uint32_t workingDays(const WorkingHours& hours, std::int32_t from, std::int32_t to);
// The half-hour of that time (microseconds since 1970), counted from 1970; nothing outside the office hours.
[[nodiscard]] std::optional<std::int64_t> workingHalfHour(const WorkingHours& hours, std::int64_t time);

// Half-hours of one day.
constexpr std::int64_t halfHoursOfDay = 48;

}  // namespace tram::province
