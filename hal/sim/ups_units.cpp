#include "hal/sim/ups_units.hpp"

#include <algorithm>
#include <cmath>
#include <format>

namespace tram::hal::sim {

namespace {

// From empty to full on mains.
constexpr double chargeSeconds = 4 * 3600;
constexpr double runtimeLow = 180;  // seconds at which it says LB

std::string whole(double number) {
    return std::format("{:.0f}", std::floor(number));
}

}  // namespace

bool isOnBattery(const Ups& unit) {
    return unit.supply == "on-battery" || unit.supply == "calibrating";
}

double runtimeOf(const Ups& unit) {
    return unit.fullRuntime * unit.charge / 100;
}

std::string statusOf(const Ups& unit) {
    if (!unit.words.empty()) return unit.words;
    std::string text;
    const auto add = [&](bool is, std::string_view word) {
        if (!is) return;
        if (!text.empty()) text += ' ';
        text += word;
    };
    // upsd puts these two first. [NUT server/upsd.c, drivers/dstate.c]
    add(unit.forced, "FSD");
    add(!unit.alarm.empty(), "ALARM");
    const bool onBattery = unit.supply == "on-battery";
    add(unit.supply == "off", "OFF");
    add(!onBattery && unit.supply != "off", "OL");
    add(onBattery, "OB");
    add(unit.supply == "calibrating", "CAL");
    add(unit.supply == "bypass", "BYPASS");
    add(isOnBattery(unit), "DISCHRG");
    add(unit.supply == "on-line" && unit.charge < 100, "CHRG");
    const bool isLow = unit.charge <= unit.chargeLow || runtimeOf(unit) <= runtimeLow;
    add(unit.lowBattery || (onBattery && isLow), "LB");
    add(unit.replaceBattery, "RB");
    add(unit.overload, "OVER");
    return text;
}

std::map<std::string, std::string> variablesOf(const Ups& unit) {
    const bool hasMains = unit.supply != "on-battery";
    const auto load = unit.overload ? 112.0 : unit.load;
    std::map<std::string, std::string> out{
        {"battery.charge", whole(unit.charge)},
        {"battery.charge.low", whole(unit.chargeLow)},
        {"battery.runtime", whole(runtimeOf(unit))},
        {"battery.runtime.low", whole(runtimeLow)},
        {"battery.type", "PbAc"},
        {"battery.voltage", std::format("{:.1f}", 66 + unit.charge * 0.15)},
        {"device.mfr", "EATON"},
        {"device.model", "Eaton 9PX 3000i RT2U"},
        {"device.serial", unit.serial},
        {"device.type", "ups"},
        {"driver.name", "usbhid-ups"},
        {"driver.parameter.pollfreq", "30"},
        {"driver.parameter.pollinterval", "2"},
        {"driver.parameter.port", "auto"},
        {"driver.parameter.synchronous", "auto"},
        {"driver.state", "quiet"},
        {"driver.version", "2.8.1"},
        {"driver.version.data", "MGE HID 1.46"},
        {"driver.version.internal", "0.52"},
        {"driver.version.usb", "libusb-1.0.28 (API: 0x0100010a)"},
        {"input.frequency", hasMains ? "50.0" : "0.0"},
        {"input.transfer.high", "276"},
        {"input.transfer.low", "160"},
        {"input.voltage", hasMains ? "231.4" : "0.0"},
        {"input.voltage.nominal", "230"},
        {"outlet.1.status", "on"},
        {"output.current", std::format("{:.2f}", load * 3000 / 100 / 230)},
        {"output.frequency", "50.0"},
        {"output.voltage", unit.supply == "off" ? "0.0" : "230.2"},
        {"output.voltage.nominal", "230"},
        {"ups.beeper.status", "enabled"},
        {"ups.delay.shutdown", "20"},
        {"ups.delay.start", "30"},
        {"ups.firmware", "01.23.0031"},
        {"ups.load", whole(load)},
        {"ups.mfr", "EATON"},
        {"ups.model", "Eaton 9PX 3000i RT2U"},
        {"ups.power", whole(load * 30)},
        {"ups.power.nominal", "3000"},
        {"ups.productid", "ffff"},
        {"ups.realpower", whole(load * 27)},
        {"ups.serial", unit.serial},
        {"ups.status", statusOf(unit)},
        {"ups.test.result", unit.supply == "calibrating" ? "In progress" : "Done and passed"},
        {"ups.timer.shutdown", "-1"},
        {"ups.timer.start", "-1"},
        {"ups.vendorid", "0463"},
    };
    if (!unit.alarm.empty()) out["ups.alarm"] = unit.alarm;
    return out;
}

void advanceUnit(Ups& unit, std::chrono::milliseconds time) {
    const auto seconds = std::chrono::duration<double>(time).count();
    if (isOnBattery(unit)) {
        unit.charge = std::max(0.0, unit.charge - 100 * seconds / unit.fullRuntime);
    } else if (unit.supply != "off") {
        unit.charge = std::min(100.0, unit.charge + 100 * seconds / chargeSeconds);
    }
}

}  // namespace tram::hal::sim
