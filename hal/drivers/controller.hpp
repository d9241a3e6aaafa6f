// The management controller, asked by `ipmitool`.
//
// Threads: any; blocks while the controller takes its time: some seconds for a hundred sensors.
#pragma once

#include <expected>

#include "hal/access/tool.hpp"
#include "hal/model/ipmi.hpp"

namespace tram::hal {

// The reason where it does not answer.
[[nodiscard]] std::expected<ControllerReading, std::string> readController(const Tools& tools);

}  // namespace tram::hal
