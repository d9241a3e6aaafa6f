#include "hal/drivers/kernel_clock.hpp"

#include <sys/timex.h>

namespace tram::hal {

std::optional<ClockSight> readClock() {
    timex state{};
    if (adjtimex(&state) < 0) return std::nullopt;
    ClockSight sight;
    sight.isSynchronized = (state.status & STA_UNSYNC) == 0;
    const double unit = (state.status & STA_NANO) != 0 ? 1e9 : 1e6;
    sight.offsetSeconds = static_cast<double>(state.offset) / unit;
    return sight;
}

}  // namespace tram::hal
