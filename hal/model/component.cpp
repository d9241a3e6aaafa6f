#include "hal/model/component.hpp"

namespace tram::hal {

std::string_view name(Kind kind) noexcept {
    switch (kind) {
        case Kind::chassis:
            return "chassis";
        case Kind::disk:
            return "disk";
        case Kind::array:
            return "array";
        case Kind::volume:
            return "volume";
        case Kind::powerSupply:
            return "power-supply";
        case Kind::fan:
            return "fan";
        case Kind::temperature:
            return "temperature";
        case Kind::memory:
            return "memory";
        case Kind::link:
            return "link";
        case Kind::gateway:
            return "gateway";
        case Kind::ups:
            return "ups";
        case Kind::watchdog:
            return "watchdog";
        case Kind::clock:
            return "clock";
        case Kind::process:
            return "process";
        case Kind::store:
            return "store";
        case Kind::queue:
            return "queue";
        case Kind::certificate:
            return "certificate";
        case Kind::backup:
            return "backup";
    }
    return "?";
}

std::string_view name(Health health) noexcept {
    switch (health) {
        case Health::ok:
            return "ok";
        case Health::unknown:
            return "unknown";
        case Health::warning:
            return "warning";
        case Health::critical:
            return "critical";
    }
    return "?";
}

}  // namespace tram::hal
