// The province's time zone: all of Viet Nam's, without summer time. Pure.
#pragma once

#include <cstdint>

namespace tram::province {

inline constexpr std::int16_t zoneMinutes = 7 * 60;  // east of UTC

}  // namespace tram::province
