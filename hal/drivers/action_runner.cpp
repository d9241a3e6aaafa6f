#include "hal/drivers/action_runner.hpp"

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

// Kilobytes a second that an array without redundancy rebuilds at least with, whatever mail asks of it.
constexpr const char* hurriedSpeed = "100000";
constexpr const char* usualSpeed = "system";

// What a tool said, as a line of the log.
std::string saidBy(const ToolOutput& output) {
    const auto end = output.output.find_last_not_of("\r\n ");
    return lineOf(std::string_view(output.output).substr(0, end + 1), limits::hal::figureName);
}

}  // namespace

ActionRunner::Done ActionRunner::tool(std::vector<std::string> words) const {
    const auto name = words.front();
    const auto output = tools_->run(words, limits::hal::toolPatience);
    if (!output) return std::unexpected(name + ": " + std::string(hal::name(output.error())));
    if (output->status == 0) return {};
    return std::unexpected(name + ": status " + std::to_string(output->status) + " " + saidBy(*output));
}

ActionRunner::Done ActionRunner::put(const std::string& array, const char* file, std::string_view text) const {
    const auto written = sysfs_.write(std::filesystem::path("sys/block") / array / "md" / file, text);
    if (written) return {};
    return std::unexpected(std::string(file) + ": " + std::string(name(written.error())));
}

ActionRunner::Done ActionRunner::services(const char* verb, const std::vector<std::string>& units) const {
    std::vector<std::string> words{"systemctl", verb, "--no-block"};
    words.insert(words.end(), units.begin(), units.end());
    return tool(std::move(words));
}

// The light by which a box is found among others. Without a controller there is none.
ActionRunner::Done ActionRunner::light(const char* how) const {
    const auto output = tools_->run({"ipmitool", "chassis", "identify", how}, limits::hal::toolPatience);
    if (!output && output.error() == ToolError::absent) return {};
    if (output && (output->status == 0 || output->output.contains("Could not open device"))) return {};
    return std::unexpected("ipmitool: " + (output ? saidBy(*output) : std::string(hal::name(output.error()))));
}

ActionRunner::Done ActionRunner::stop() const {
    // NUT's way tells the units to cut the power behind the box and to bring it back with the mains. Where NUT is not
    // there the box goes down all the same.
    if (tool({"upsmon", "-c", "fsd"})) return {};
    return tool({"systemctl", "poweroff", "--no-block"});
}

std::expected<void, std::string> ActionRunner::run(const Action& action) const {
    using enum Action::What;
    const auto device = "/dev/" + action.device;
    const auto array = "/dev/" + action.array;
    switch (action.what) {
        case addMember:
            // A member that was away is taken back by its bitmap.
            return tool({"mdadm", array, "--add", device});
        case removeMissing:
            return tool({"mdadm", array, "--remove", "detached"});
        case replaceMember:
            return put(action.array, ("dev-" + action.device + "/state").c_str(), "want_replacement");
        case erase:
            return tool({"wipefs", "--all", device});
        case locateOn:
            // Without the option all other lights go off.
            return tool({"ledctl", "--listed-only", "locate=" + device});
        case locateOff:
            return tool({"ledctl", "--listed-only", "locate_off=" + device});
        case startCheck:
            return put(action.array, "sync_action", "check");
        case stopCheck:
            return put(action.array, "sync_action", "idle");
        case hurryRebuild:
            return put(action.array, "sync_speed_min", hurriedSpeed);
        case calmRebuild:
            return put(action.array, "sync_speed_min", usualSpeed);
        case startSelfTest:
            return tool({"smartctl", "--json=c", "-t", "short", device});
        case startLongSelfTest:
            return tool({"smartctl", "--json=c", "-t", "long", device});
        case signalOn:
            // The bell of the console, where it has one.
            static_cast<void>(sysfs_.write("dev/console", "\a"));
            return light("force");
        case signalOff:
            return light("0");
        case shed:
            return services("stop", services_.deferrable);
        case unshed:
            return services("start", services_.deferrable);
        case drain:
            return services("stop", services_.mail);
        case undrain:
            return services("start", services_.mail);
        case stop:
            return this->stop();
    }
    return std::unexpected("unknown");
}

}  // namespace tram::hal
