// What a management controller says, as `ipmitool` prints it: sensors and how full its event log is. [IPMI 2.0]
//
// Pure. The texts come from a tool that asked a controller: unknown words are kept and mean nothing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tram::hal {

struct ControllerSensor {
    std::string name;                           // "PS1 Status"
    std::string status;                         // "ok", "nc", "cr", "nr" of either side, "ns" (no reading)
    std::optional<double> value;                // of one that measures
    std::string unit;                           // "degrees C", "RPM", "Volts", "Watts"
    std::set<std::string, std::less<>> states;  // of one that does not: "Presence detected"

    [[nodiscard]] bool has(std::string_view state) const;
};

struct ControllerReading {
    std::vector<ControllerSensor> sensors;
    std::optional<double> logUsed;  // per cent of the event log

    [[nodiscard]] const ControllerSensor* find(std::string_view name) const;
};

// Of `ipmitool sdr elist`: "CPU Temp | 30h | ok  |  3.1 | 42 degrees C". Lines that are none are passed over.
[[nodiscard]] std::vector<ControllerSensor> parseSensorList(std::string_view text);
// Of `ipmitool sel info`: "Percent Used     : 3%"; nothing where it does not say so.
[[nodiscard]] std::optional<double> parseLogUsed(std::string_view text);

}  // namespace tram::hal
