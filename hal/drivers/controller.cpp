#include "hal/drivers/controller.hpp"

namespace tram::hal {

std::expected<ControllerReading, std::string> readController(const Tools& tools) {
    const auto list = tools.run({"ipmitool", "sdr", "elist"}, limits::hal::toolPatience);
    if (!list) return std::unexpected(std::string(name(list.error())));
    ControllerReading reading;
    reading.sensors = parseSensorList(list->output);
    // It ends with 1 where a single sensor has no reading, too.
    if (reading.sensors.empty()) return std::unexpected("status " + std::to_string(list->status));
    const auto log = tools.run({"ipmitool", "sel", "info"}, limits::hal::toolPatience);
    if (log && log->status == 0) reading.logUsed = parseLogUsed(log->output);
    return reading;
}

}  // namespace tram::hal
