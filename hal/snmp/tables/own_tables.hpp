// The parts of ownTables() (table.hpp), a file each. Pure.
#pragma once

#include <span>

#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

[[nodiscard]] std::span<const Table> stateObjects();    // 1 to 9
[[nodiscard]] std::span<const Table> alarmTables();     // 10 to 19
[[nodiscard]] std::span<const Table> hardwareTables();  // 20 to 39
[[nodiscard]] std::span<const Table> serviceTables();   // 40 to 59

}  // namespace tram::snmp
