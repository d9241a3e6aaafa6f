// R7.1
#include "province/working_hours.hpp"

#include <gtest/gtest.h>

#include "province/basis.hpp"

namespace tram::province {
namespace {

std::int64_t at(const char* day, int hour, int minute) {
    const std::int64_t minutes = std::int64_t{*parseDay(day)} * 24 * 60 + hour * 60 + minute - 7 * 60;
    return minutes * 60 * 1'000'000;
}

TEST(WorkingHours, OfHoursAndDays) {
    WorkingHours hours;
    hours.holidays = *parseDays({"2026-09-02", "2026-01-01"});
    hours.extraDays = *parseDays({"2026-08-22"});
    const struct {
        const char* day;
        int hour, minute;
        std::optional<int> half;  // of the day
    } rows[] = {
        {"2026-11-26", 6, 59, std::nullopt},   // Thursday, before it opens
        {"2026-11-26", 7, 0, 14},              //
        {"2026-11-26", 7, 29, 14},             //
        {"2026-11-26", 7, 30, 15},             //
        {"2026-11-26", 11, 29, 22},            //
        {"2026-11-26", 11, 30, std::nullopt},  // at noon
        {"2026-11-26", 13, 30, 27},            //
        {"2026-11-26", 16, 59, 33},            //
        {"2026-11-26", 17, 0, std::nullopt},   //
        {"2026-11-26", 0, 0, std::nullopt},    //
        {"2026-11-28", 9, 0, std::nullopt},    // Saturday
        {"2026-11-29", 9, 0, std::nullopt},    // Sunday
        {"2026-09-02", 9, 0, std::nullopt},    // a holiday on a Wednesday
        {"2026-08-22", 9, 0, 18},              // a Saturday that is worked in place of another day
    };
    for (const auto& row : rows) {
        std::optional<std::int64_t> expected;
        if (row.half) expected = std::int64_t{*parseDay(row.day)} * halfHoursOfDay + *row.half;
        EXPECT_EQ(workingHalfHour(hours, at(row.day, row.hour, row.minute)), expected)
            << row.day << ' ' << row.hour << ':' << row.minute;
    }
    EXPECT_EQ(workingDays(hours, *parseDay("2026-08-31"), *parseDay("2026-09-06")), 4U) << "a week with a holiday";
    EXPECT_EQ(workingDays(hours, *parseDay("2026-08-17"), *parseDay("2026-08-23")), 6U) << "a week with a Saturday";
    EXPECT_EQ(workingDays(hours, 10, 9), 0U);
}

TEST(WorkingHours, AreRead) {
    using std::chrono::minutes;
    EXPECT_EQ(parseOfficeHours({"07:30-11:30", "13:00-24:00"}),
              (std::vector<OfficeHours>{{minutes(450), minutes(690)}, {minutes(780), minutes(1440)}}));
    for (const auto& bad : std::vector<std::vector<std::string>>{{},
                                                                 {""},
                                                                 {"07:30"},
                                                                 {"7:30-11:30"},
                                                                 {"07:30-07:30"},
                                                                 {"11:30-07:30"},
                                                                 {"07:60-11:30"},
                                                                 {"23:00-24:01"},
                                                                 {"-1:30-11:30"},
                                                                 {"07:30-11:30x"},
                                                                 {"07:30-11:30", "11:00-12:00"},
                                                                 {"13:00-17:00", "07:00-11:00"}}) {
        EXPECT_EQ(parseOfficeHours(bad), std::nullopt) << (bad.empty() ? "" : bad.back());
    }
    EXPECT_EQ(parseDays({"2026-13-01"}).error(), "2026-13-01");
    EXPECT_TRUE(parseDays({})->empty());
}

}  // namespace
}  // namespace tram::province
