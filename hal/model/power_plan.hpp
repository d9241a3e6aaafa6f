// What to do while the mains are away: how long the load can be carried against how long an orderly stop takes.
//
// NUT's upsmon stays the last line and stops the box when all units are exhausted; this plan acts earlier, so that mail
// ends in order. Pure; times are of the steady clock.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "hal/model/ups.hpp"

namespace tram::hal {

struct PowerRules {
    // What an orderly stop took when it was last measured.
    std::chrono::seconds measuredStop{60};
    // Never cut it finer than this, however quick the last stop was.
    std::chrono::seconds leastReserve{300};
    // A charge below this is not trusted to last as long as the unit says.
    double leastCharge = 40;
    // On battery for longer than this nobody waits; none: as long as the batteries carry it.
    std::optional<std::chrono::seconds> longestOnBattery;
    // Before anything is done at all: mains that flicker.
    std::chrono::seconds patience{10};
    // Mains that are back for so long are believed.
    std::chrono::seconds steady{60};

    [[nodiscard]] std::chrono::seconds reserve() const { return std::max(leastReserve, 2 * measuredStop); }
};

class PowerPlan {
public:
    // In the order in which things get worse.
    enum class Stage : std::uint8_t {
        normal,
        shedding,  // what can wait stops: scrub, index, backup
        draining,  // no new mail is taken, what is under way ends
        stopping,  // the box goes down; nothing takes that back
    };
    enum class Reason : std::uint8_t { none, runtime, charge, tooLong, exhausted, forced };

    explicit PowerPlan(PowerRules rules) : rules_(rules) {}

    // After each poll of the units that feed the box. A box that no unit is known to feed is never stopped.
    Stage update(std::span<const UpsState> units, SteadyTime now);

    [[nodiscard]] Stage stage() const { return stage_; }
    [[nodiscard]] Reason reason() const { return reason_; }
    // How long the load can still be carried; nothing where no unit says so.
    [[nodiscard]] std::optional<std::chrono::seconds> remaining() const { return remaining_; }

private:
    [[nodiscard]] Reason reasonToDrain(std::span<const UpsState> units, SteadyTime now) const;

    PowerRules rules_;
    Stage stage_ = Stage::normal;
    Reason reason_ = Reason::none;
    std::optional<std::chrono::seconds> remaining_;
    std::optional<SteadyTime> away_;  // since when no unit has mains
    std::optional<SteadyTime> back_;  // since when one has
};

[[nodiscard]] std::string_view name(PowerPlan::Stage stage) noexcept;
[[nodiscard]] std::string_view name(PowerPlan::Reason reason) noexcept;

}  // namespace tram::hal
