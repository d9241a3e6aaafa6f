// One state of each component, and one of all, from the alarms. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "hal/model/alarm_book.hpp"
#include "hal/model/component.hpp"

namespace tram::hal {

// Components that stand in for each other: of an array, the supplies, the fans, a zone's links.
struct Redundancy {
    std::string parent;                // whose they are
    std::vector<std::string> members;  // ids
    std::size_t needed = 1;            // so many must work
};

struct RolledUp {
    std::map<std::string, Health, std::less<>> components;
    Health overall = Health::ok;
};

// A component is as its worst alarm, or as its worst part: but of parts that stand in for each other lost ones are a
// warning as long as enough work. What has no known parent is the chassis's.
[[nodiscard]] RolledUp rollUp(std::span<const Component> components, std::span<const Alarm> alarms,
                              std::span<const Redundancy> redundancies);

}  // namespace tram::hal
