// Dates of messages.
//
// Standards: RFC 5322 3.3 and 4.3 (two-digit years, named and military zones, comments anywhere), and
// what senders write besides: no seconds, no weekday, ISO order is not among it. Hostile input: linear.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.hpp"

namespace tram::mime {

struct DateTime {
    std::chrono::sys_seconds time;
    std::chrono::minutes zone{0};  // east of UTC; 0 where it is unknown ("-0000", military letters)

    // The calendar day that the sender saw: what IMAP's SENTON compares.
    [[nodiscard]] std::chrono::year_month_day localDay() const {
        return std::chrono::floor<std::chrono::days>(time + zone);
    }
    friend bool operator==(const DateTime&, const DateTime&) = default;
};

enum class DateError : std::uint8_t {
    malformed,   // no day, month, year and time of day could be read
    outOfRange,  // 31 February, 25:00
};

// A field's value, raw or unfolded. Leap seconds count as the second before.
[[nodiscard]] std::expected<DateTime, DateError> parseDate(ByteView fieldValue);

// "Mon, 02 Sep 2030 07:15:00 +0700"
[[nodiscard]] std::string formatDate(std::chrono::sys_seconds time, std::chrono::minutes zone);

}  // namespace tram::mime
