// The whole appliance as it is known: its components, the alarms of them, one state of each and of all, and what was
// replaced when.
//
// Pure; not for several threads at a time.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "hal/model/alarm_book.hpp"
#include "hal/model/component.hpp"
#include "hal/model/roll_up.hpp"

namespace tram::hal {

struct Inventory {
    std::vector<Component> components;
    std::vector<Redundancy> redundancies;
};

// A part with another serial number stands where one was.
struct Replacement {
    std::string component;
    std::string label;
    std::string before;  // serial numbers
    std::string after;
    SystemTime time{};

    friend bool operator==(const Replacement&, const Replacement&) = default;
};

struct BoxChanges {
    std::vector<AlarmEvent> events;
    std::vector<Replacement> replacements;
};

class Box {
public:
    Box() = default;
    // As it was when the process ended.
    Box(Inventory inventory, AlarmBook alarms) : inventory_(std::move(inventory)), alarms_(std::move(alarms)) {}

    // One look at everything. A component that is not listed any more, but was, stays as absent: its alarm says so. The
    // findings' texts get the label, serial number and id of their components.
    BoxChanges update(Inventory seen, std::vector<Finding> findings, const std::set<std::string>& unreadable,
                      SystemTime now);
    bool acknowledge(std::uint64_t alarm, std::string who) { return alarms_.acknowledge(alarm, std::move(who)); }
    // An absent component that will not come back is forgotten. False where there is none.
    bool forget(const std::string& component);

    [[nodiscard]] const Inventory& inventory() const { return inventory_; }
    [[nodiscard]] const AlarmBook& alarms() const { return alarms_; }
    [[nodiscard]] RolledUp health() const;

private:
    [[nodiscard]] const Component* find(const std::string& id) const;

    Inventory inventory_;
    AlarmBook alarms_;
};

}  // namespace tram::hal
