// What a disk's figures say about its future: now, and by how they grow.
//
// One count above zero is a reason to look; one that grows is a reason to act. Pure; times are handed in.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <vector>

#include "hal/model/alarm_book.hpp"
#include "hal/model/smart.hpp"

namespace tram::hal {

// The growth of one count of one disk, kept across restarts with the disk's serial number.
struct CountTrend {
    std::uint64_t value = 0;
    std::deque<SystemTime> growths;  // when it was found grown; the last few
};

struct DiskTrends {
    std::map<std::string, CountTrend, std::less<>> counts;  // by the figure's name
};

// Growths within this time belong together.
constexpr auto trendTime = std::chrono::days(7);

// Takes a reading into the trends. The first reading of a disk is no growth; a count that fell (another firmware,
// another disk) begins anew.
void follow(DiskTrends& trends, const SmartReading& reading, SystemTime now);

// The temperature is judged against the disk's own limits, or these where it names none.
constexpr double usualWarningCelsius = 60;
constexpr double usualCriticalCelsius = 70;
constexpr double celsiusHysteresis = 5;

// What one reading says with the trends that follow() has made of it. `hot` is what its temperature was before, and
// becomes what it is.
[[nodiscard]] std::vector<Finding> diskFindings(const std::string& component, const SmartReading& reading,
                                                const DiskTrends& trends, Health& hot, SystemTime now);

}  // namespace tram::hal
