// A machine as JSON: what the script's "state" shows, and what keeps it over a restart of the simulator. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

[[nodiscard]] boost::json::value toJson(const Machine& machine);
// Nothing where a field is missing or is of another kind, or the machine is not of this shape: what another release
// kept is begun anew.
[[nodiscard]] std::optional<Machine> machineOf(const boost::json::value& value);

}  // namespace tram::hal::sim
