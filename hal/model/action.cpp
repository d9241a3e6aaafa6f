#include "hal/model/action.hpp"

namespace tram::hal {

std::string_view name(Action::What what) noexcept {
    using enum Action::What;
    switch (what) {
        case addMember:
            return "add-member";
        case removeMissing:
            return "remove-missing";
        case replaceMember:
            return "replace-member";
        case erase:
            return "erase";
        case locateOn:
            return "locate-on";
        case locateOff:
            return "locate-off";
        case startCheck:
            return "start-check";
        case stopCheck:
            return "stop-check";
        case hurryRebuild:
            return "hurry-rebuild";
        case calmRebuild:
            return "calm-rebuild";
        case startSelfTest:
            return "start-self-test";
        case startLongSelfTest:
            return "start-long-self-test";
        case signalOn:
            return "signal-on";
        case signalOff:
            return "signal-off";
        case shed:
            return "shed";
        case unshed:
            return "unshed";
        case drain:
            return "drain";
        case undrain:
            return "undrain";
        case stop:
            return "stop";
    }
    return "?";
}

}  // namespace tram::hal
