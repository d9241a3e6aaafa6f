// The UPS units: what their drivers would tell upsd, and how their batteries empty and fill. [NUT developer guide,
// "Variables"] Pure.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

// All variables, in the order of their names, as upsd lists them.
[[nodiscard]] std::map<std::string, std::string> variablesOf(const Ups& unit);
// ups.status alone: "OL CHRG", "OB DISCHRG LB".
[[nodiscard]] std::string statusOf(const Ups& unit);
[[nodiscard]] bool isOnBattery(const Ups& unit);
// Seconds that the battery lasts under the present load.
[[nodiscard]] double runtimeOf(const Ups& unit);
void advanceUnit(Ups& unit, std::chrono::milliseconds time);

}  // namespace tram::hal::sim
