// What a change of the Directory rests on: the number and date of the decision that ordered it, or of the parent
// agency's written request. R8.1, R3.3b
//
// Pure. Input comes from forms and spreadsheets: hostile.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace tram::province {

enum class BasisError {
    noNumber,   // "" or spaces
    badNumber,  // too long (limits::province::basisNumber), no UTF-8, controls
    noDate,
    badDate,  // no day of the calendar, before September 1945, or after today
};

[[nodiscard]] std::string_view name(BasisError error) noexcept;

// Days since 1970-01-01 of "2013-05-22", "22/5/2013" or "22-05-2013".
[[nodiscard]] std::optional<std::int32_t> parseDay(std::string_view text);
// "2013-05-22"
[[nodiscard]] std::string isoDay(std::int32_t day);
// "22/5/2013", as decisions of the province write it
[[nodiscard]] std::string vietnameseDay(std::int32_t day);

// The number in NFC with single spaces, where number and day may stand on record. `today` is of the province's time
// zone.
[[nodiscard]] std::expected<std::string, BasisError> checkBasis(std::string_view number, std::int32_t day,
                                                                std::int32_t today);

}  // namespace tram::province
