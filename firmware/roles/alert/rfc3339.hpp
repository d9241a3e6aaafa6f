// Times as health documents, webhooks and syslog have them: "2030-09-02T00:15:00.250Z". [RFC3339 5.6]
#pragma once

#include <chrono>
#include <format>
#include <string>

#include "base/clock.hpp"

namespace tram::roles {

[[nodiscard]] inline std::string rfc3339(SystemTime time) {
    return std::format("{:%FT%TZ}", std::chrono::floor<std::chrono::milliseconds>(time));
}

}  // namespace tram::roles
