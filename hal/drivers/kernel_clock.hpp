// Whether the kernel's clock is kept by a time server, and how far it is off. [adjtimex(2)]
#pragma once

#include <optional>

#include "hal/model/sight.hpp"

namespace tram::hal {

[[nodiscard]] std::optional<ClockSight> readClock();

}  // namespace tram::hal
