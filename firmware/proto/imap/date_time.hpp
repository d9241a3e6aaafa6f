// IMAP's date and date-time. [RFC9051 9]
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/bytes.hpp"

namespace tram::imap {

// "17-Jul-1996", " 7-Jul-1996" or "7-Jul-1996".
[[nodiscard]] std::optional<std::chrono::sys_days> parseDay(ByteView text);
// "17-Jul-1996 02:44:25 -0700", without the quotes: seconds since 1970 and minutes east of UTC.
[[nodiscard]] std::optional<std::pair<std::int64_t, std::int16_t>> parseDateTime(ByteView text);
// With the quotes. What lies outside the years 1 to 9999 is shown as their first or last moment.
void appendInternalDate(Bytes& out, std::int64_t seconds, std::int16_t zoneMinutes);

}  // namespace tram::imap
