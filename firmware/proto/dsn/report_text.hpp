// The part of a report that people read: in Vietnamese, then in English.
#pragma once

#include <string>
#include <string_view>

#include "proto/dsn/report.hpp"

namespace tram::dsn {

// The report's own subject. UTF-8.
[[nodiscard]] std::string_view reportSubject(const ReportFacts& facts) noexcept;
// The whole text, UTF-8, lines ended by LF. `originalSubject` is decoded, "" where there is none.
[[nodiscard]] std::string reportText(const ReportFacts& facts, std::string_view originalSubject);

}  // namespace tram::dsn
