#include "hal/drivers/smart_tool.hpp"

namespace tram::hal {

SmartSight readSmart(const Tools& tools, const std::string& device) {
    SmartSight sight;
    const auto output =
        tools.run({"smartctl", "--json=c", "-n", "standby", "-x", "/dev/" + device}, limits::hal::toolPatience);
    if (!output) {
        using Error = ToolError;
        const auto error = output.error();
        const bool isSilent = error == Error::tooLong || error == Error::stuck || error == Error::killed;
        sight.fault = isSilent ? SmartSight::Fault::unresponsive : SmartSight::Fault::notUnderstood;
        sight.detail = name(error);
        return sight;
    }
    auto reading = parseSmart(output->output);
    if (reading) {
        sight.reading = std::move(*reading);
        return sight;
    }
    sight.detail = name(reading.error());
    switch (reading.error()) {
        case SmartError::asleep:
            sight.fault = SmartSight::Fault::asleep;
            break;
        case SmartError::noDevice:
            sight.fault = SmartSight::Fault::absent;
            break;
        case SmartError::toolFailed:
            sight.fault = SmartSight::Fault::unresponsive;
            break;
        case SmartError::notJson:
        case SmartError::tooLarge:
        case SmartError::newer:
            sight.fault = SmartSight::Fault::notUnderstood;
            break;
    }
    return sight;
}

}  // namespace tram::hal
