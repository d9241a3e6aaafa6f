// GET /: the overall state and the active alarms as a page for people, without scripts. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/language.hpp"
#include "roles/alert/health_view.hpp"

namespace tram::roles {

[[nodiscard]] std::string statusPage(const HealthView& view, Language language);

// Of the value of Accept-Language: the one that is liked better; Vietnamese where neither is named. [RFC9110 12.5.4]
[[nodiscard]] Language acceptedLanguage(std::string_view field);

}  // namespace tram::roles
