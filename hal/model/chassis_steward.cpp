#include "hal/model/chassis_steward.hpp"

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

namespace tram::hal {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr auto sensorsFresh = seconds(60);
constexpr auto controllerFresh = seconds(120);
constexpr auto slowFresh = seconds(300);
constexpr auto toldOfReset = hours(24);
constexpr std::uint64_t calmCorrected = 10;  // mended memory errors of one module within an hour
constexpr double fullLog = 90;               // per cent
constexpr double slowestFan = 200;           // where nobody says how fast it should turn
constexpr double clockTolerance = 1.0;       // seconds: mail's times are to the second
constexpr Patience statusPatience{{}, {}, 3};

// "CPU1 Temp" becomes "cpu1-temp".
std::string slugOf(std::string_view text) {
    std::string slug;
    for (const char c : text) {
        const auto lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        const bool isPlain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (isPlain) {
            slug += lower;
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    while (slug.ends_with('-')) slug.pop_back();
    return slug;
}

// What the controller measures, in our kinds.
std::optional<SensorSight> sensorOf(const ControllerSensor& sensor) {
    SensorSight sight;
    sight.label = sensor.name;
    sight.value = sensor.status == "ns" ? std::nullopt : sensor.value;
    if (sensor.unit == "degrees C") {
        sight.kind = Kind::temperature;
    } else if (sensor.unit == "RPM") {
        sight.kind = Kind::fan;
    } else {
        return std::nullopt;
    }
    return sight;
}

}  // namespace

ChassisSteward::ChassisSteward(const Board& board, std::vector<Component> known) : board_(board) {
    for (auto& component : known) {
        const bool isOurs = component.kind == Kind::fan || component.kind == Kind::temperature ||
                            component.kind == Kind::powerSupply || component.kind == Kind::memory;
        if (isOurs) known_.emplace(component.id, component);
    }
}

Component ChassisSteward::partOf(const std::string& id, Kind kind, const std::string& label) const {
    Component component;
    component.id = id;
    component.kind = kind;
    component.parent = "chassis";
    component.label = label;
    return component;
}

void ChassisSteward::lookAtMachine(const Sights& sights, Look& look) {
    auto& chassis = look.add(partOf("chassis", Kind::chassis, "chassis"));
    chassis.component.parent.clear();
    chassis.component.labelVietnamese = "khung máy";
    if (sights.machine.value) {
        const auto& machine = *sights.machine.value;
        chassis.component.vendor = machine.vendor;
        chassis.component.model = machine.model;
        chassis.component.serial = machine.serial;
        chassis.component.firmware = machine.firmware;
        chassis.words["board"] = machine.board;
    }
    const bool answers = sights.controller.isFresh(look.now.steady, controllerFresh);
    if (board_.hasController && !answers) look.find(Condition::controllerSilent, "chassis");
    if (answers && sights.controller.value->logUsed) {
        chassis.figures["event_log_used_percent"] = *sights.controller.value->logUsed;
        if (*sights.controller.value->logUsed >= fullLog)
            look.find(Condition::eventLogFull, "chassis",
                      {{"value", std::format("{:.0f}", *sights.controller.value->logUsed)}});
    }

    auto& watchdog = look.add(partOf("watchdog", Kind::watchdog, "watchdog"));
    if (sights.watchdog.value) {
        watchdog.words["identity"] = sights.watchdog.value->identity;
        watchdog.words["state"] = sights.watchdog.value->state;
        if (const auto timeout = sights.watchdog.value->timeoutSeconds)
            watchdog.figures["timeout_seconds"] = static_cast<double>(*timeout);
        // For as long as somebody should hear of it; the device says so until the next start.
        if (sights.watchdog.value->resetLast && sights.watchdog.value->uptime < toldOfReset)
            look.find(Condition::watchdogReset, "watchdog");
    } else if (sights.watchdog.read != SteadyTime{}) {
        look.find(Condition::watchdogMissing, "watchdog", {{"reason", sights.watchdog.fault}});
    }

    if (!sights.clock.value) return;
    auto& clock = look.add(partOf("clock", Kind::clock, "clock"));
    clock.component.labelVietnamese = "đồng hồ";
    clock.figures["offset_seconds"] = sights.clock.value->offsetSeconds;
    clock.figures["synchronized"] = sights.clock.value->isSynchronized ? 1 : 0;
    if (std::abs(sights.clock.value->offsetSeconds) > clockTolerance)
        look.find(Condition::clockOff, "clock", {{"value", std::format("{:.1f}", sights.clock.value->offsetSeconds)}});
}

void ChassisSteward::watch(const SensorSight& sight, std::string_view status, bool isNew, Look& look) {
    const bool isFan = sight.kind == Kind::fan;
    const auto id = (isFan ? "fan:" : "temperature:") + slugOf(sight.label);
    auto limits = sight.limits;
    if (isFan && !limits.criticalBelow && !limits.warningBelow && status.empty()) limits.criticalBelow = slowestFan;
    const auto [found, isFirst] = sensors_.try_emplace(id, Sensor{SensorWatch(id, sight.kind, limits),
                                                                  Debounce(statusPatience),
                                                                  Debounce(statusPatience),
                                                                  sight.kind,
                                                                  sight.label,
                                                                  false,
                                                                  false,
                                                                  0,
                                                                  0,
                                                                  {}});
    auto& sensor = found->second;
    if (sensor.seen) return;  // two of one name: the first counts
    sensor.seen = true;
    if (plausible(sight.kind, sight.value).value_or(0) > 0) sensor.turned = true;
    if (isFan && !sensor.turned && !known_.contains(id)) return;

    auto& state = look.add(partOf(id, sight.kind, sight.label));
    known_.try_emplace(id, state.component);
    if (const auto value = plausible(sight.kind, sight.value)) {
        sensor.value = *value;
        state.figures[isFan ? "speed_rpm" : "temperature_celsius"] = *value;
    } else {
        look.unreadable.insert(id);
    }
    // Until there are enough of them to be believed, what was known before a restart stands.
    if (isNew) ++sensor.readings;
    if (sensor.readings < statusPatience.readings) look.unreadable.insert(id);
    if (isNew) {
        sensor.findings = sensor.watch.update(sight.value, look.now.steady);
        const bool isCritical = sensor.critical.update(status == "cr" || status == "nr", look.now.steady);
        const bool isWarning =
            sensor.warning.update(status == "nc" || status == "cr" || status == "nr", look.now.steady);
        // The controller does not tell its limits.
        if (isCritical || isWarning)
            sensor.findings.push_back({isFan ? Condition::fanFailed : Condition::tooHot,
                                       id,
                                       {{"value", std::format("{:.0f}", sensor.value)}, {"limit", "—"}},
                                       isCritical ? Health::critical : Health::warning});
    }
    look.findings.insert(look.findings.end(), sensor.findings.begin(), sensor.findings.end());
    if (sensor.watch.isEmergency()) emergency_ = true;
}

void ChassisSteward::lookAtSensors(const Sights& sights, Look& look) {
    const auto now = look.now.steady;
    const bool kernelIsFresh = sights.sensors.isFresh(now, sensorsFresh);
    const bool controllerIsFresh = sights.controller.isFresh(now, controllerFresh);
    const bool kernelIsNew = std::exchange(kernelRead_, sights.sensors.read) != sights.sensors.read;
    const bool controllerIsNew = std::exchange(controllerRead_, sights.controller.read) != sights.controller.read;
    emergency_ = false;
    for (auto& [id, sensor] : sensors_) sensor.seen = false;
    if (kernelIsFresh) {
        for (const auto& sight : *sights.sensors.value) watch(sight, "", kernelIsNew, look);
    }
    if (controllerIsFresh) {
        for (const auto& sensor : sights.controller.value->sensors) {
            const auto sight = sensorOf(sensor);
            // A fan that is taken out has no reading.
            if (sight && !(sight->kind == Kind::fan && sensor.status == "ns"))
                watch(*sight, sensor.status, controllerIsNew, look);
        }
    }
    // Those that were there, and are not told of any more.
    const bool allAreFresh =
        (kernelIsFresh || sights.sensors.read == SteadyTime{}) && (controllerIsFresh || !board_.hasController);
    Redundancy fans{"chassis", {}, 1};
    for (const auto& [id, component] : known_) {
        if (component.kind != Kind::fan && component.kind != Kind::temperature) continue;
        if (component.kind == Kind::fan) fans.members.push_back(id);
        const auto found = sensors_.find(id);
        if (found != sensors_.end() && found->second.seen) continue;
        auto& state = look.add(component);
        if (!allAreFresh) {
            look.unreadable.insert(id);
        } else if (component.kind == Kind::fan) {
            state.component.present = false;
            look.find(Condition::fanMissing, id);
        } else {
            look.cannotRead(id, "-");
        }
    }
    if (fans.members.size() > 1) {
        fans.needed = fans.members.size() - 1;
        look.redundancies.push_back(std::move(fans));
    }
}

void ChassisSteward::lookAtSupplies(const Sights& sights, Look& look) {
    const bool isKnown = sights.controller.isFresh(look.now.steady, controllerFresh);
    Redundancy supplies{"chassis", {}, 1};
    for (const auto& supply : board_.supplies) {
        const auto id = std::format("power-supply:{}", supply.number);
        auto& state = look.add(partOf(id, Kind::powerSupply, std::format("power supply {}", supply.number)));
        state.component.labelVietnamese = std::format("bộ nguồn {}", supply.number);
        if (!supply.ups.empty()) state.words["ups"] = supply.ups;
        supplies.members.push_back(id);
        const auto* sensor = isKnown ? sights.controller.value->find(supply.sensor) : nullptr;
        if (sensor == nullptr || sensor->status == "ns") {
            state.words["state"] = "unknown";
            look.unreadable.insert(id);
            if (isKnown) look.find(Condition::unreadable, id, {{"reason", supply.sensor}});
            continue;
        }
        if (!sensor->has("Presence detected")) {
            state.component.present = false;
            state.words["state"] = "missing";
            look.find(Condition::supplyMissing, id);
        } else if (sensor->has("Failure detected") || sensor->has("Predictive failure")) {
            state.words["state"] = "failed";
            look.find(Condition::supplyFailed, id);
        } else if (sensor->has("Power Supply AC lost")) {
            state.words["state"] = "input-lost";
            look.find(Condition::supplyLost, id);
        } else {
            state.words["state"] = "ok";
        }
    }
    if (supplies.members.size() > 1) look.redundancies.push_back(std::move(supplies));
}

void ChassisSteward::lookAtMemory(const Sights& sights, Look& look) {
    if (!sights.memory.isFresh(look.now.steady, slowFresh)) {
        for (const auto& [id, module] : modules_) look.unreadable.insert(id);
        return;
    }
    for (const auto& sight : *sights.memory.value) {
        const auto id = "memory:" + sight.id;
        auto& state = look.add(partOf(id, Kind::memory, sight.label.empty() ? sight.id : sight.label));
        state.figures["corrected_errors_total"] = static_cast<double>(sight.corrected);
        state.figures["uncorrected_errors_total"] = static_cast<double>(sight.uncorrected);
        const auto [found, isNew] = modules_.try_emplace(id, Module{Growth(hours(1))});
        auto& module = found->second;
        module.corrected.update(sight.corrected, look.now.steady);
        if (module.corrected.within() > calmCorrected)
            look.find(Condition::memoryCorrected, id, {{"value", std::to_string(module.corrected.within())}});
        // They count since the start: one is enough until then.
        if (sight.uncorrected > 0) look.find(Condition::memoryUncorrected, id);
    }
}

void ChassisSteward::look(const Sights& sights, Look& look) {
    lookAtMachine(sights, look);
    lookAtSensors(sights, look);
    lookAtSupplies(sights, look);
    lookAtMemory(sights, look);
}

}  // namespace tram::hal
