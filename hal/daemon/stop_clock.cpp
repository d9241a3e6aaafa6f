#include "hal/daemon/stop_clock.hpp"

#include <fstream>

namespace tram::hal {

namespace {

// Also named in image/units/tram-stopped.service.
constexpr auto* endedName = "stop-ended";
constexpr auto* begunName = "stop-begun";
constexpr auto* tookName = "stop-took";

}  // namespace

std::optional<std::chrono::seconds> StopClock::last() const {
    std::error_code noBegin;
    std::error_code noEnd;
    const auto begun = std::filesystem::last_write_time(folder_ / begunName, noBegin);
    const auto ended = std::filesystem::last_write_time(folder_ / endedName, noEnd);
    if (!noBegin && !noEnd && begun <= ended && ended - begun <= longest) {
        // The next begin() makes the pair worthless.
        const auto took = std::chrono::ceil<std::chrono::seconds>(ended - begun);
        std::ofstream(folder_ / tookName) << took.count() << '\n';
        return took;
    }
    std::chrono::seconds::rep took = 0;
    std::ifstream(folder_ / tookName) >> took;
    if (took <= 0 || took > longest.count()) return std::nullopt;
    return std::chrono::seconds(took);
}

void StopClock::begin() const {
    std::ofstream(folder_ / begunName) << '\n';
}

}  // namespace tram::hal
