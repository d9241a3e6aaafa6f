#include <cmath>
#include <format>

#include "hal/sim/picture.hpp"

namespace tram::hal::sim {

namespace {

std::int64_t milli(double value) {
    return std::lround(value * 1000);
}

void input(const std::string& file, bool readable, std::int64_t value, Picture& picture) {
    if (readable) {
        picture.number(file, value);
    } else {
        picture.unreadable(file);
    }
}

// hwmonN of a device; the numbers move from start to start.
std::string hwmon(const Machine& machine, const std::string& device, unsigned number, const char* name,
                  Picture& picture) {
    const auto folder = std::format("{}/hwmon/hwmon{}", device, (number + machine.starts) % 4);
    picture.file(folder + "/name", name);
    picture.linkTo(folder + "/device", device);
    picture.linkTo("sys/class/hwmon/" + folder.substr(folder.rfind('/') + 1), folder);
    return folder;
}

void paintProcessor(const Machine& machine, Picture& picture) {
    const auto folder = hwmon(machine, "sys/devices/platform/coretemp.0", 0, "coretemp", picture);
    unsigned channel = 0;
    for (const auto& meter : machine.thermometers) {
        if (meter.name != "package" && !meter.name.starts_with("core-")) continue;
        ++channel;
        const auto base = std::format("{}/temp{}", folder, channel);
        input(base + "_input", meter.readable, milli(meter.celsius), picture);
        picture.file(base + "_label", meter.label);
        picture.number(base + "_max", milli(meter.max));
        picture.number(base + "_crit", milli(meter.critical));
        picture.number(base + "_crit_alarm", meter.celsius >= meter.critical ? 1 : 0);
    }
}

// The board's chip: fans, and a thermometer or two.
void paintChip(const Machine& machine, Picture& picture) {
    const auto folder = hwmon(machine, "sys/devices/platform/nct6775.656", 1, "nct6798", picture);
    unsigned channel = 0;
    for (const auto& fan : machine.fans) {
        ++channel;
        if (fan.state == "missing") continue;
        const auto base = std::format("{}/fan{}", folder, channel);
        input(base + "_input", fan.state == "ok", fan.turns, picture);
        picture.writable(base + "_min", "500");
        picture.number(base + "_alarm", fan.turns < 500 ? 1 : 0);
    }
    for (const auto& meter : machine.thermometers) {
        if (meter.name != "board") continue;
        input(folder + "/temp1_input", meter.readable, milli(meter.celsius), picture);
        picture.file(folder + "/temp1_label", meter.label);
        picture.writable(folder + "/temp1_max", std::to_string(milli(meter.max)));
        picture.writable(folder + "/temp1_max_hyst", std::to_string(milli(meter.max - 5)));
        picture.number(folder + "/temp1_alarm", meter.celsius >= meter.max ? 1 : 0);
    }
    picture.number(folder + "/in0_input", 888);
}

void paintMemory(const Machine& machine, Picture& picture) {
    const std::string mc = "sys/devices/system/edac/mc/mc0";
    std::uint64_t corrected = 0;
    std::uint64_t uncorrected = 0;
    for (std::size_t i = 0; i < machine.dimms.size(); ++i) {
        const auto& dimm = machine.dimms[i];
        const auto folder = std::format("{}/dimm{}", mc, i);
        corrected += dimm.corrected;
        uncorrected += dimm.uncorrected;
        picture.writable(folder + "/dimm_label", dimm.label);
        picture.count(folder + "/dimm_ce_count", dimm.corrected);
        picture.count(folder + "/dimm_ue_count", dimm.uncorrected);
        picture.file(folder + "/dimm_location", std::format("channel {} slot 0 ", i));
        picture.file(folder + "/dimm_mem_type", "Registered-DDR4");
        picture.file(folder + "/dimm_edac_mode", "SECDED");
        picture.file(folder + "/dimm_dev_type", "x4");
        picture.number(folder + "/size", 16'384);
    }
    picture.file(mc + "/mc_name", "Skylake Socket#0 IMC#0");
    picture.number(mc + "/size_mb", 65'536);
    picture.count(mc + "/seconds_since_reset", static_cast<std::uint64_t>(machine.elapsed));
    picture.count(mc + "/ce_count", corrected);
    picture.count(mc + "/ue_count", uncorrected);
    picture.number(mc + "/ce_noinfo_count", 0);
    picture.number(mc + "/ue_noinfo_count", 0);
    picture.file(mc + "/max_location", "channel 3 slot 0 ");
}

}  // namespace

void paintSensors(const Machine& machine, Picture& picture) {
    paintProcessor(machine, picture);
    paintChip(machine, picture);
    paintMemory(machine, picture);
}

void paintBoard(const Machine& machine, Picture& picture) {
    const std::string dmi = "sys/devices/virtual/dmi/id";
    picture.linkTo("sys/class/dmi/id", dmi);
    picture.file(dmi + "/sys_vendor", "Tram");
    picture.file(dmi + "/product_name", "Tram Sim 8");
    picture.file(dmi + "/product_serial", machine.serial);
    picture.file(dmi + "/product_version", "1");
    picture.file(dmi + "/board_vendor", "Tram");
    picture.file(dmi + "/board_name", "tram-sim-8");
    picture.file(dmi + "/board_serial", machine.serial + "-B");
    picture.file(dmi + "/chassis_serial", machine.serial + "-C");
    picture.file(dmi + "/bios_vendor", "Tram");
    picture.file(dmi + "/bios_version", "1.0");
    picture.file(dmi + "/bios_date", "01/02/2026");
    picture.folder("sys/class/watchdog");
    if (!machine.watchdog) return;
    const std::string dog = "sys/devices/platform/iTCO_wdt/watchdog/watchdog0";
    picture.linkTo("sys/class/watchdog/watchdog0", dog);
    picture.file(dog + "/identity", "iTCO_wdt");
    picture.file(dog + "/state", "active");
    picture.number(dog + "/timeout", 30);
    picture.number(dog + "/min_timeout", 2);
    picture.number(dog + "/max_timeout", 613);
    picture.number(dog + "/timeleft", 22);
    picture.number(dog + "/nowayout", 0);
    picture.number(dog + "/bootstatus", machine.wasReset ? 32 : 0);
    picture.file(dog + "/status", "0x8100");
}

Picture pictureOf(const Machine& machine) {
    Picture picture;
    paintBoard(machine, picture);
    paintDisks(machine, picture);
    paintArrays(machine, picture);
    paintSensors(machine, picture);
    paintLinks(machine, picture);
    return picture;
}

}  // namespace tram::hal::sim
