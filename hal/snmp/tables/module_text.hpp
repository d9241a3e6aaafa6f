// The text of TRAM-MIB (mibs/TRAM-MIB.txt) from the tables and the catalogue of conditions. [RFC 2578, 2579, 2580]
// Pure.
#pragma once

#include <string>

namespace tram::snmp {

[[nodiscard]] std::string moduleText();

}  // namespace tram::snmp
