// The machine as the kernel's files show it: a pure function of the machine. [Linux Documentation/ABI; the shapes are
// those of 6.12 on a server board]
#pragma once

#include "hal/sim/machine.hpp"
#include "hal/sim/tree.hpp"

namespace tram::hal::sim {

[[nodiscard]] Picture pictureOf(const Machine& machine);

// Where the kernel keeps the disk of a bay: "sys/devices/…/block/sda".
[[nodiscard]] std::string diskPath(const Bay& bay, const std::string& name);
// "sys/devices/virtual/block/md0"
[[nodiscard]] std::string arrayPath(const Array& array);

// The parts of it.
void paintDisks(const Machine& machine, Picture& picture);
void paintArrays(const Machine& machine, Picture& picture);
void paintSensors(const Machine& machine, Picture& picture);
void paintLinks(const Machine& machine, Picture& picture);
void paintBoard(const Machine& machine, Picture& picture);

}  // namespace tram::hal::sim
