// The units that feed the box, and what is done while the mains are away or the box is too hot to go on.
//
// Pure; not for several threads at a time.
#pragma once

#include <map>
#include <set>
#include <string>

#include "hal/model/look.hpp"
#include "hal/model/power_plan.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

class PowerSteward {
public:
    explicit PowerSteward(PowerRules rules) : rules_(rules), plan_(rules) {}

    // `isTooHot`: the chassis is about to be switched off by its hardware.
    void look(const Sights& sights, bool isTooHot, Look& look);

    [[nodiscard]] const PowerPlan& plan() const { return plan_; }
    [[nodiscard]] PowerPlan::Stage stage() const { return stage_; }
    [[nodiscard]] std::string reason() const { return reason_; }

private:
    void follow(PowerPlan::Stage stage, Look& look);

    PowerRules rules_;
    PowerPlan plan_;
    std::map<std::string, UpsState> units_;
    std::set<std::string> heard_;  // units, since the start
    SteadyTime read_{};
    PowerPlan::Stage stage_ = PowerPlan::Stage::normal;
    std::string reason_;
};

}  // namespace tram::hal
