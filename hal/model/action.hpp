// What is to be done to the machine: decided here, carried out by hal/drivers/action_runner.
//
// Each may be asked for again while it is under way or after a restart: to do it twice does no harm. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tram::hal {

struct Action {
    enum class What : std::uint8_t {
        addMember,      // device becomes a member or spare of array; one that was a moment ago is taken back
        removeMissing,  // what array still lists and is gone, or faulty
        replaceMember,  // device is about to fail: array copies it to a spare while it still helps
        erase,          // whatever is on device, which somebody confirmed
        locateOn,       // device's bay shows its light
        locateOff,
        startCheck,  // array is read whole
        stopCheck,
        hurryRebuild,  // array's redundancy is gone: it rebuilds faster than it usually may
        calmRebuild,
        startSelfTest,  // device's short one
        startLongSelfTest,
        signalOn,  // the box itself shows that something is critical: its light, a beep
        signalOff,
        shed,  // what can wait stops
        unshed,
        drain,  // no new mail is taken
        undrain,
        stop,  // the box goes down
    } what{};
    std::string device;     // "sda"
    std::string array;      // "md0"
    std::string component;  // whose action it is, for the log

    friend bool operator==(const Action&, const Action&) = default;
};

[[nodiscard]] std::string_view name(Action::What what) noexcept;

}  // namespace tram::hal
