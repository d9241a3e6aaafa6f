// A disk's health, asked by smartmontools' `smartctl`.
//
// Threads: any; blocks while the disk takes its time, up to limits::hal::toolPatience.
#pragma once

#include <string>

#include "hal/access/tool.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

// Never wakes a disk that sleeps.
[[nodiscard]] SmartSight readSmart(const Tools& tools, const std::string& device);

}  // namespace tram::hal
