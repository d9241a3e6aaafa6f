// GET /health/status.json: the state of the appliance as monitoring reads it. [draft-inadarei-api-health-check-06]
//
// Beside the draft's members: "overall", "components" and "alarms", the last with texts in both languages. Pure.
#pragma once

#include <string>
#include <string_view>

#include "roles/alert/health_view.hpp"

namespace tram::roles {

enum class HealthStatus : std::uint8_t { pass, warn, fail };
[[nodiscard]] std::string_view name(HealthStatus status) noexcept;

// What is not known is a warning.
[[nodiscard]] HealthStatus statusOf(hal::Health health) noexcept;

// All together: the worst of tram-hal's word, of tram-hal not answering (warn) and of a store that takes no mail
// (fail).
[[nodiscard]] HealthStatus statusOf(const HealthView& view) noexcept;

// Why it is not `pass`, in English; "" where it is.
[[nodiscard]] std::string outputOf(const HealthView& view);

[[nodiscard]] std::string statusDocument(const HealthView& view, std::string_view version);

// "temperature_celsius" is the temperature in degrees: a figure's name is its measurement and its unit, "" where it has
// none.
struct Measurement {
    std::string_view name;
    std::string_view unit;
};
[[nodiscard]] Measurement measurementOf(std::string_view figure) noexcept;

}  // namespace tram::roles
