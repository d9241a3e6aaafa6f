#include "hal/model/power_plan.hpp"

#include <algorithm>

namespace tram::hal {

namespace {

using Supply = UpsState::Supply;

bool any(std::span<const UpsState> units, Supply supply) {
    return std::ranges::any_of(units, [&](const UpsState& unit) { return unit.supply() == supply; });
}

bool isSpent(const UpsState& unit) {
    return unit.supply() == Supply::exhausted || unit.supply() == Supply::forced;
}

// Units share the load, and each tells how long it lasts with its share. When the first is empty the others carry its
// share, too: together they last for the mean, of which a spent one gives nothing.
std::optional<std::chrono::seconds> remainingOf(std::span<const UpsState> units) {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& unit : units) {
        if (unit.supply() == Supply::unknown) continue;
        ++count;
        if (isSpent(unit)) continue;
        if (!unit.reading().runtime) return std::nullopt;
        sum += *unit.reading().runtime;
    }
    if (count == 0) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(sum / static_cast<double>(count)));
}

}  // namespace

std::string_view name(PowerPlan::Stage stage) noexcept {
    switch (stage) {
        case PowerPlan::Stage::normal:
            return "normal";
        case PowerPlan::Stage::shedding:
            return "shedding";
        case PowerPlan::Stage::draining:
            return "draining";
        case PowerPlan::Stage::stopping:
            return "stopping";
    }
    return "?";
}

std::string_view name(PowerPlan::Reason reason) noexcept {
    switch (reason) {
        case PowerPlan::Reason::none:
            return "";
        case PowerPlan::Reason::runtime:
            return "runtime";
        case PowerPlan::Reason::charge:
            return "charge";
        case PowerPlan::Reason::tooLong:
            return "too-long";
        case PowerPlan::Reason::exhausted:
            return "exhausted";
        case PowerPlan::Reason::forced:
            return "forced";
    }
    return "?";
}

PowerPlan::Reason PowerPlan::reasonToDrain(std::span<const UpsState> units, SteadyTime now) const {
    if (remaining_ && *remaining_ < rules_.reserve()) return Reason::runtime;
    // Not one of them has enough.
    const bool isLow = std::ranges::all_of(units, [&](const UpsState& unit) {
        if (unit.supply() != Supply::battery) return true;
        return unit.reading().charge && *unit.reading().charge < rules_.leastCharge;
    });
    if (isLow) return Reason::charge;
    if (rules_.longestOnBattery && away_ && now - *away_ >= *rules_.longestOnBattery) return Reason::tooLong;
    return Reason::none;
}

PowerPlan::Stage PowerPlan::update(std::span<const UpsState> units, SteadyTime now) {
    remaining_ = remainingOf(units);
    if (stage_ == Stage::stopping) return stage_;
    const auto become = [&](Stage stage, Reason reason) {
        stage_ = stage;
        reason_ = reason;
        return stage_;
    };
    const bool isFed = any(units, Supply::mains) || any(units, Supply::unknown) || units.empty();
    if (!isFed && std::ranges::all_of(units, isSpent))
        return become(Stage::stopping, any(units, Supply::forced) ? Reason::forced : Reason::exhausted);
    if (isFed) {
        away_.reset();
        if (!back_) back_ = now;
        if (stage_ == Stage::shedding || now - *back_ >= rules_.steady) return become(Stage::normal, Reason::none);
        return stage_;
    }
    back_.reset();
    if (!away_) away_ = now;
    if (stage_ == Stage::normal && now - *away_ < rules_.patience) return stage_;
    if (stage_ == Stage::draining) return stage_;
    const auto reason = reasonToDrain(units, now);
    return become(reason == Reason::none ? Stage::shedding : Stage::draining, reason);
}

}  // namespace tram::hal
