// One look at everything: what the stewards make of the sights, each adding its part.
//
// Pure.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hal/model/action.hpp"
#include "hal/model/alarm_book.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::hal {

struct Moment {
    SteadyTime steady{};
    SystemTime system{};
};

struct Look {
    Moment now;
    std::chrono::nanoseconds awake{};  // since the first look
    std::vector<ComponentState> components;
    std::vector<Redundancy> redundancies;
    std::vector<Finding> findings;  // still to be debounced
    std::set<std::string> unreadable;
    std::vector<Action> actions;

    // The reference is good until the next is added.
    ComponentState& add(Component component) {
        components.push_back({std::move(component), Health::ok, {}, {}, {}});
        return components.back();
    }
    void find(Condition condition, std::string component, Arguments arguments = {},
              std::optional<Health> severity = std::nullopt) {
        findings.push_back({condition, std::move(component), std::move(arguments), severity});
    }
    // Its alarms stay; that it cannot be read is told after a while.
    void cannotRead(const std::string& component, std::string reason) {
        unreadable.insert(component);
        find(Condition::unreadable, component, {{"reason", std::move(reason)}});
    }
};

}  // namespace tram::hal
