#include "hal/model/debounce.hpp"

#include <cmath>

namespace tram::hal {

bool Debounce::update(bool seen, SteadyTime now) {
    if (seen == holds_) {
        readings_ = 0;
        since_.reset();
        return holds_;
    }
    ++readings_;
    if (!since_) since_ = now;
    const auto wait = seen ? patience_.raise : patience_.clear;
    if (readings_ >= patience_.readings && now - *since_ >= wait) {
        holds_ = seen;
        readings_ = 0;
        since_.reset();
    }
    return holds_;
}

namespace {

// Whether a limit counts as reached: with hysteresis where it was before.
bool above(const std::optional<double>& limit, double value, bool before, double hysteresis) {
    return limit && value >= (before ? *limit - hysteresis : *limit);
}

bool below(const std::optional<double>& limit, double value, bool before, double hysteresis) {
    return limit && value <= (before ? *limit + hysteresis : *limit);
}

}  // namespace

Health judge(const Limits& limits, double value, Health before) {
    if (!std::isfinite(value)) return Health::unknown;
    const bool wasCritical = before == Health::critical;
    const bool wasWarning = wasCritical || before == Health::warning;
    if (above(limits.criticalAbove, value, wasCritical, limits.hysteresis) ||
        below(limits.criticalBelow, value, wasCritical, limits.hysteresis))
        return Health::critical;
    if (above(limits.warningAbove, value, wasWarning, limits.hysteresis) ||
        below(limits.warningBelow, value, wasWarning, limits.hysteresis))
        return Health::warning;
    return Health::ok;
}

}  // namespace tram::hal
