// What the metrics' HELP lines say. Pure.
#pragma once

#include <string>
#include <string_view>

#include "hal/model/component.hpp"

namespace tram::roles {

// Of a process's figure, by its name without "tram_". One that is not known here is told in its own words.
[[nodiscard]] std::string helpOfReport(std::string_view figure);
[[nodiscard]] std::string helpOfComponent(hal::Kind kind, std::string_view figure);

}  // namespace tram::roles
