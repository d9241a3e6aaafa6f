// What keeps one bad reading from being believed: a condition holds once it was seen for a while, and is over once it
// was not seen for a while.
//
// Times are of the steady clock, so that a clock that is set does not raise or clear anything. Pure.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "hal/model/component.hpp"

namespace tram::hal {

struct Patience {
    std::chrono::nanoseconds raise{};  // seen at every reading for so long
    std::chrono::nanoseconds clear{};  // not seen at any for so long
    unsigned readings = 1;             // at least so many of them, either way
};

class Debounce {
public:
    explicit Debounce(Patience patience, bool holds = false) : patience_(patience), holds_(holds) {}

    // One reading. Whether the condition holds now. Without a reading ask holds(): nothing seen changes nothing.
    bool update(bool seen, SteadyTime now);
    [[nodiscard]] bool holds() const { return holds_; }

private:
    Patience patience_;
    bool holds_ = false;
    unsigned readings_ = 0;            // in a row that speak against what holds
    std::optional<SteadyTime> since_;  // the first of them
};

// A measured value against its limits: asserted when a limit is reached, cleared only `hysteresis` beyond it.
struct Limits {
    std::optional<double> warningAbove;
    std::optional<double> criticalAbove;
    std::optional<double> warningBelow;
    std::optional<double> criticalBelow;
    double hysteresis = 0;
};

// What the value is by itself, where it was `before`. NaN and infinities are unknown.
[[nodiscard]] Health judge(const Limits& limits, double value, Health before);

}  // namespace tram::hal
