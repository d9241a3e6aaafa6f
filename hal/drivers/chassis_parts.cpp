#include "hal/drivers/chassis_parts.hpp"

#include <algorithm>
#include <charconv>
#include <format>

#include "base/limits.hpp"
#include "hal/drivers/hwmon.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t cardReset = 0x20;  // WDIOF_CARDRESET [Linux watchdog-api]

std::string textOf(const Sysfs& sysfs, const fs::path& file) {
    return lineOf(sysfs.read(file).value_or(""), limits::hal::figureName);
}

std::uint64_t countOf(const Sysfs& sysfs, const fs::path& file) {
    const auto count = sysfs.number(file);
    return count && *count > 0 ? static_cast<std::uint64_t>(*count) : 0;
}

}  // namespace

MachineSight readMachine(const Sysfs& sysfs) {
    const fs::path dmi = "sys/class/dmi/id";
    return {textOf(sysfs, dmi / "sys_vendor"), textOf(sysfs, dmi / "product_name"),
            textOf(sysfs, dmi / "product_serial"), textOf(sysfs, dmi / "board_name"),
            textOf(sysfs, dmi / "bios_version")};
}

std::vector<MemorySight> readMemory(const Sysfs& sysfs) {
    std::vector<MemorySight> modules;
    const fs::path controllers = "sys/devices/system/edac/mc";
    for (const auto& controller : sysfs.names(controllers)) {
        if (!controller.starts_with("mc")) continue;
        const auto folder = controllers / controller;
        bool hasModules = false;
        for (const auto& module : sysfs.names(folder)) {
            if (!module.starts_with("dimm") && !module.starts_with("rank")) continue;
            hasModules = true;
            modules.push_back({controller + "-" + module, textOf(sysfs, folder / module / "dimm_label"),
                               countOf(sysfs, folder / module / "dimm_ce_count"),
                               countOf(sysfs, folder / module / "dimm_ue_count")});
        }
        // Errors that no module is known for.
        const auto corrected = countOf(sysfs, folder / (hasModules ? "ce_noinfo_count" : "ce_count"));
        const auto uncorrected = countOf(sysfs, folder / (hasModules ? "ue_noinfo_count" : "ue_count"));
        if (!hasModules || corrected + uncorrected > 0)
            modules.push_back({controller, controller, corrected, uncorrected});
    }
    return modules;
}

std::optional<WatchdogSight> readWatchdog(const Sysfs& sysfs) {
    const fs::path all = "sys/class/watchdog";
    for (const auto& name : sysfs.names(all)) {
        // A timer of the kernel itself guards nothing when the kernel hangs.
        const auto identity = textOf(sysfs, all / name / "identity");
        if (identity.empty() || identity == "Software Watchdog") continue;
        WatchdogSight sight;
        sight.device = name;
        sight.identity = identity;
        sight.state = textOf(sysfs, all / name / "state");
        if (const auto timeout = sysfs.number(all / name / "timeout")) sight.timeoutSeconds = *timeout;
        // Flags, of which the kernel writes the decimal sum.
        sight.resetLast = (sysfs.number(all / name / "bootstatus").value_or(0) & cardReset) != 0;
        const auto uptime = sysfs.read("proc/uptime").value_or("");
        std::int64_t seconds = 0;
        std::from_chars(uptime.data(), uptime.data() + uptime.size(), seconds);
        sight.uptime = std::chrono::seconds(seconds);
        return sight;
    }
    return std::nullopt;
}

std::vector<SensorSight> readSensors(const Sysfs& sysfs) {
    const auto read = readHwmon(sysfs);
    std::vector<SensorSight> sensors;
    for (const auto& sensor : read) {
        // Each of several processors has a "Core 0".
        const auto sameLabel = [&](const HwmonSensor& other) { return other.label == sensor.label; };
        const bool isAlone = std::ranges::count_if(read, sameLabel) == 1;
        sensors.push_back({sensor.key, sensor.kind,
                           isAlone
                               ? sensor.label
                               : std::format("{} {} {}", sensor.chip,
                                             std::filesystem::path(sensor.device).filename().string(), sensor.label),
                           sensor.value, sensor.limits});
    }
    return sensors;
}

}  // namespace tram::hal
