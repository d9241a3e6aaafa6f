// The smaller parts of the chassis, of the kernel's files: what the machine is, its memory's errors (EDAC) and its
// watchdog. [Linux Documentation/ABI/testing/sysfs-devices-edac, sysfs-class-watchdog]
//
// Threads: any.
#pragma once

#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

[[nodiscard]] MachineSight readMachine(const Sysfs& sysfs);
// Each module that the memory controllers count; a controller that counts no modules is one itself.
[[nodiscard]] std::vector<MemorySight> readMemory(const Sysfs& sysfs);
// The first; nothing where there is none.
[[nodiscard]] std::optional<WatchdogSight> readWatchdog(const Sysfs& sysfs);
// Thermometers and fans.
[[nodiscard]] std::vector<SensorSight> readSensors(const Sysfs& sysfs);

}  // namespace tram::hal
