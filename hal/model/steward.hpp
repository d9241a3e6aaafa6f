// The whole of tram-hal's judgement: sights in, alarms, a snapshot and actions out.
//
// Pure; not for several threads at a time.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "hal/model/array_steward.hpp"
#include "hal/model/board.hpp"
#include "hal/model/box.hpp"
#include "hal/model/chassis_steward.hpp"
#include "hal/model/debouncer.hpp"
#include "hal/model/disk_steward.hpp"
#include "hal/model/link_steward.hpp"
#include "hal/model/power_steward.hpp"
#include "hal/model/service_steward.hpp"
#include "hal/model/steward_memory.hpp"

namespace tram::hal {

struct StewardRules {
    PowerRules power;
    ServiceRules service;
    // The hours, of the province's time, in which arrays are read whole and disks test themselves: from 22 until 5 goes
    // over midnight.
    std::chrono::hours quietFrom{1};
    std::chrono::hours quietUntil{5};
    std::chrono::minutes timeZone{7 * 60};
    // The box shows by itself that something is critical, until somebody has seen to it.
    bool signals = true;
};

struct StewardOutcome {
    BoxChanges changes;
    std::vector<Action> actions;
};

class Steward {
public:
    Steward(Board board, StewardRules rules, StewardMemory memory);
    Steward(const Steward&) = delete;
    Steward& operator=(const Steward&) = delete;

    [[nodiscard]] StewardOutcome look(const Sights& sights, Moment now);

    // By an operator's word; the reason where it is not done: "no-such", "not-possible" or a word of the steward's.
    using Done = std::expected<void, std::string>;
    [[nodiscard]] Done acknowledge(std::uint64_t alarm, const std::string& who);
    [[nodiscard]] Done adopt(const std::string& component);
    [[nodiscard]] Done forget(const std::string& component);
    [[nodiscard]] Done check(const std::string& component, bool on);
    // The action that shows or hides a disk's light.
    [[nodiscard]] std::expected<Action, std::string> identify(const std::string& component, bool on) const;

    // As of the last look. `hostname` and `started` are the caller's to fill in.
    [[nodiscard]] Snapshot snapshot(const Sights& sights) const;
    [[nodiscard]] StewardMemory memory() const;

private:
    // The hours are quiet, and power is there.
    [[nodiscard]] bool mayCheck(SystemTime now) const;
    void signal(std::vector<Action>& actions);
    // Until everything has been looked at once, what was known before stands.
    void wake(const Sights& sights, Look& look);

    Board board_;
    StewardRules rules_;
    Box box_;
    Debouncer debouncer_;
    DiskSteward disks_;
    ArraySteward arrays_;
    ChassisSteward chassis_;
    PowerSteward power_;
    LinkSteward links_;
    ServiceSteward service_;
    std::vector<Replacement> replacements_;
    std::optional<SteadyTime> first_;  // look
    bool isAwake_ = false;
    std::size_t signalled_ = 0;  // critical alarms that nobody has acknowledged, as last shown
    Look last_;
};

}  // namespace tram::hal
