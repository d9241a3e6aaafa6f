#include "hal/sim/passage.hpp"

#include <charconv>

#include "hal/sim/md_engine.hpp"
#include "hal/sim/picture.hpp"
#include "hal/sim/smart_document.hpp"
#include "hal/sim/ups_units.hpp"

namespace tram::hal::sim {

namespace {

constexpr double octetsASecond = 250'000;  // of a link in use
constexpr std::uint64_t diskSectorsASecond = 4'000;

void advanceTests(Disk& disk, double seconds) {
    for (auto& test : disk.tests) {
        if (test.result != "running") continue;
        test.remaining -= seconds;
        if (test.remaining > 0) continue;
        test.result = disk.selfTest;
        test.remaining = 0;
        test.hours = figure(disk, "hours");
    }
}

std::optional<std::uint64_t> numberOf(std::string_view text) {
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

// "system" gives the setting back to the system, "max" takes the end away. [md.rst]
void writeNumber(Array& array, std::string_view file, std::string_view text) {
    const auto value = numberOf(text);
    if (file == "sync_speed_min" && (value || text == "system")) array.speedMin = value;
    if (file == "sync_speed_max" && (value || text == "system")) array.speedMax = value;
    if (file == "sync_min" && value) array.syncMin = *value;
    if (file == "sync_max" && (value || text == "max")) array.syncMax = value;
}

}  // namespace

void advance(Machine& machine, std::chrono::milliseconds time) {
    const auto seconds = std::chrono::duration<double>(time).count();
    machine.elapsed += seconds;
    advanceArrays(machine, time);
    for (auto& bay : machine.bays) {
        if (!bay.disk) continue;
        advanceTests(*bay.disk, seconds);
        if (bay.disk->dead || bay.disk->signature.empty()) continue;
        bay.disk->reads += static_cast<std::uint64_t>(seconds * diskSectorsASecond);
        bay.disk->writes += static_cast<std::uint64_t>(seconds * diskSectorsASecond / 2);
    }
    for (auto& link : machine.links) {
        if (!link.up) continue;
        link.octetsIn += octetsASecond * seconds;
        link.octetsOut += octetsASecond * seconds / 2;
    }
    for (auto& unit : machine.units) advanceUnit(unit, time);
}

void applyWritten(Machine& machine, std::string_view path, std::string_view text) {
    for (auto& array : machine.arrays) {
        const auto md = arrayPath(array) + "/md/";
        if (!path.starts_with(md)) continue;
        const auto file = path.substr(md.size());
        if (file == "sync_action") {
            writeAction(machine, array, text);
        } else if (file.starts_with("dev-") && file.ends_with("/state")) {
            const std::string device(file.substr(4, file.find('/') - 4));
            writeMemberState(machine, array, device, text);
        } else if (file.starts_with("dev-") && file.ends_with("/errors")) {
            for (auto& member : array.members) {
                if (member.device == file.substr(4, file.find('/') - 4))
                    member.errors = static_cast<std::int64_t>(numberOf(text).value_or(0));
            }
        } else if (file == "array_state" && (text == "clear" || text == "inactive")) {
            array.condition = text == "clear" ? "stopped" : "inactive";
        } else if (array.condition == "running") {
            writeNumber(array, file, text);
        }
        return;
    }
}

}  // namespace tram::hal::sim
