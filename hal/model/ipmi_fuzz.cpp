// Whatever ipmitool prints gives sensors within bounds.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "hal/model/ipmi.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const auto& sensor : tram::hal::parseSensorList(text)) {
        if (sensor.name.empty() || sensor.name.size() > 64 || sensor.states.size() > 32) std::abort();
        if (sensor.value && !std::isfinite(*sensor.value)) std::abort();
    }
    const auto used = tram::hal::parseLogUsed(text);
    if (used && !(*used >= 0 && *used <= 100)) std::abort();
    return 0;
}
