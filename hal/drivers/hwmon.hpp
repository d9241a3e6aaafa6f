// Thermometers and fans of the kernel's hwmon. [Linux Documentation/hwmon/sysfs-interface.rst]
//
// hwmonN numbers move between starts, so a sensor is known by its device's path, its chip's name and its label.
// Threads: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/model/component.hpp"
#include "hal/model/debounce.hpp"

namespace tram::hal {

struct HwmonSensor {
    std::string key;  // the same after the next start
    Kind kind = Kind::temperature;
    std::string chip;
    std::string device;           // the path of the chip's device
    std::string label;            // the chip's or board's word for it; "temp1" where there is none
    std::optional<double> value;  // degrees Celsius, turns a minute; nothing where it cannot be read now
    Limits limits;                // the chip's own, which a board's description may replace
};

// All that are there now.
[[nodiscard]] std::vector<HwmonSensor> readHwmon(const Sysfs& sysfs);

}  // namespace tram::hal
