#include "hal/drivers/ups_units.hpp"

namespace tram::hal {

UpsSight upsSightOf(const std::string& unit, const UpsdUnit& told) {
    const auto text = [&](std::string_view variable) {
        const auto found = told.variables.find(variable);
        return found == told.variables.end() ? std::string() : found->second;
    };
    constexpr double percent = 100;
    constexpr double overloadPercent = 1'000;
    constexpr double longestRuntime = 7.0 * 86'400;
    UpsSight sight;
    sight.reading.id = unit;
    sight.reading.fault = told.fault;
    sight.reading.status = parseUpsStatus(text("ups.status"));
    sight.reading.charge = parseUpsNumber(text("battery.charge"), percent);
    sight.reading.chargeLow = parseUpsNumber(text("battery.charge.low"), percent);
    sight.reading.runtime = parseUpsNumber(text("battery.runtime"), longestRuntime);
    sight.reading.load = parseUpsNumber(text("ups.load"), overloadPercent);
    sight.reading.alarm = text("ups.alarm");
    // Where a driver tells of the device, it does so under "device."; older ones under "ups.".
    const auto either = [&](const char* a, const char* b) { return text(a).empty() ? text(b) : text(a); };
    sight.vendor = either("device.mfr", "ups.mfr");
    sight.model = either("device.model", "ups.model");
    sight.serial = either("device.serial", "ups.serial");
    sight.firmware = text("ups.firmware");
    return sight;
}

UpsUnits::UpsUnits(Upsd& upsd, std::vector<std::string> expected) : upsd_(upsd) {
    for (auto& unit : expected) {
        UpsSight sight;
        sight.reading.id = unit;
        known_.emplace(std::move(unit), std::move(sight));
    }
}

std::vector<UpsSight> UpsUnits::read() {
    const auto told = upsd_.read();
    if (told) {
        for (const auto& [unit, state] : *told) {
            auto sight = upsSightOf(unit, state);
            // A silent unit is still the one that it was.
            if (auto& known = known_[unit]; !state.fault.empty()) {
                sight.vendor = known.vendor;
                sight.model = known.model;
                sight.serial = known.serial;
                sight.firmware = known.firmware;
            }
            known_[unit] = std::move(sight);
        }
    }
    std::vector<UpsSight> sights;
    for (auto& [unit, sight] : known_) {
        if (!told) {
            sight.reading.fault = "upsd " + std::string(name(told.error()));
        } else if (!told->contains(unit)) {
            sight.reading.fault = "UNKNOWN-UPS";
        }
        sights.push_back(sight);
    }
    return sights;
}

}  // namespace tram::hal
