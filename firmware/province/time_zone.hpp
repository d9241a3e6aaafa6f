// The province's time zone: all of Viet Nam's, without summer time. Pure.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace tram::province {

inline constexpr std::int16_t zoneMinutes = 7 * 60;  // east of UTC

// What the province's clocks show then, to be written as if it were UTC.
[[nodiscard]] inline std::chrono::sys_seconds onTheClock(SystemTime time) {
    return std::chrono::floor<std::chrono::seconds>(time) + std::chrono::minutes(zoneMinutes);
}
[[nodiscard]] inline std::chrono::sys_seconds onTheClock(std::int64_t microseconds) {
    return onTheClock(SystemTime{std::chrono::microseconds{microseconds}});
}

// The day, counted from 1970-01-01.
[[nodiscard]] inline std::int32_t dayOnTheClock(std::int64_t microseconds) {
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(onTheClock(microseconds)).time_since_epoch().count());
}

}  // namespace tram::province
