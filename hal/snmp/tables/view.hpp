// Everything that the agent serves, from one snapshot. Pure.
#pragma once

#include <array>

#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

// The subtrees that the agent registers.
[[nodiscard]] std::vector<Oid> subtrees();

[[nodiscard]] ObjectMap objectsOf(const View& view);

// The same, of which nothing is known at the moment: no health is what it was. Alarms stay.
[[nodiscard]] hal::Snapshot asUnknown(hal::Snapshot snapshot);

}  // namespace tram::snmp
