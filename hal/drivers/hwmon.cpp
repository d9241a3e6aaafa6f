#include "hal/drivers/hwmon.hpp"

#include <algorithm>
#include <string_view>

namespace tram::hal {

namespace {

namespace fs = std::filesystem;

constexpr double milli = 1'000;
// Where a chip names a limit but no hysteresis.
constexpr double usualHysteresis = 3;
constexpr double fanHysteresis = 100;

std::optional<double> numberOf(const Sysfs& sysfs, const fs::path& file, double unit) {
    const auto number = sysfs.number(file);
    if (!number) return std::nullopt;
    return static_cast<double>(*number) / unit;
}

// A limit of 0 or below is one that nobody set.
std::optional<double> limitOf(const Sysfs& sysfs, const fs::path& file, double unit) {
    const auto limit = numberOf(sysfs, file, unit);
    return limit && *limit > 0 ? limit : std::nullopt;
}

// "temp1" of "temp1_input"; "" of other files.
std::string channelOf(std::string_view file, std::string_view kind) {
    constexpr std::string_view suffix = "_input";
    if (!file.starts_with(kind) || !file.ends_with(suffix)) return {};
    return std::string(file.substr(0, file.size() - suffix.size()));
}

HwmonSensor readSensor(const Sysfs& sysfs, const fs::path& chip, const std::string& channel, Kind kind) {
    const auto file = [&](const char* suffix) { return chip / (channel + suffix); };
    HwmonSensor sensor;
    sensor.kind = kind;
    const double unit = kind == Kind::temperature ? milli : 1;
    sensor.label = sysfs.read(file("_label")).value_or(channel);
    if (sysfs.number(file("_fault")).value_or(0) == 0) sensor.value = numberOf(sysfs, file("_input"), unit);
    auto& limits = sensor.limits;
    if (kind == Kind::fan) {
        limits.criticalBelow = limitOf(sysfs, file("_min"), unit);
        limits.hysteresis = fanHysteresis;
        return sensor;
    }
    limits.warningAbove = limitOf(sysfs, file("_max"), unit);
    limits.criticalAbove = limitOf(sysfs, file("_crit"), unit);
    limits.hysteresis = usualHysteresis;
    // An absolute temperature, below its limit.
    const auto until = limitOf(sysfs, file("_max_hyst"), unit);
    if (until && limits.warningAbove && *until < *limits.warningAbove)
        limits.hysteresis = *limits.warningAbove - *until;
    return sensor;
}

}  // namespace

std::vector<HwmonSensor> readHwmon(const Sysfs& sysfs) {
    std::vector<HwmonSensor> sensors;
    const fs::path all = "sys/class/hwmon";
    for (const auto& number : sysfs.names(all)) {
        const auto chip = all / number;
        const auto chipName = sysfs.read(chip / "name").value_or("");
        const auto device = sysfs.resolved(chip / "device").value_or("");
        for (const auto& file : sysfs.names(chip)) {
            for (const auto& [prefix, kind] : {std::pair{"temp", Kind::temperature}, std::pair{"fan", Kind::fan}}) {
                const auto channel = channelOf(file, prefix);
                if (channel.empty()) continue;
                auto sensor = readSensor(sysfs, chip, channel, kind);
                sensor.chip = chipName;
                sensor.device = device;
                sensor.key = device + "/" + chipName + "/" + channel;
                sensors.push_back(std::move(sensor));
            }
        }
    }
    std::ranges::sort(sensors, {}, &HwmonSensor::key);
    return sensors;
}

}  // namespace tram::hal
