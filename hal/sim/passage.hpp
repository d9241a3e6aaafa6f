// What passes while time does: rebuilds, self-tests, batteries, counters. Pure.
#pragma once

#include <chrono>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

void advance(Machine& machine, std::chrono::milliseconds time);
// What somebody wrote into a file of the tree.
void applyWritten(Machine& machine, std::string_view path, std::string_view text);

}  // namespace tram::hal::sim
