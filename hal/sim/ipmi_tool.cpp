#include <algorithm>
#include <chrono>
#include <format>

#include "hal/sim/tools.hpp"

namespace tram::hal::sim {

namespace {

// A BMC of this size keeps so many events.
constexpr unsigned selEntries = 512;
constexpr unsigned selOctets = 18;

std::string row(std::string_view name, unsigned number, std::string_view status, std::string_view entity,
                std::string_view text) {
    // An entity's number takes two places, its instance what it needs.
    const auto indent = entity.find('.') < 2 ? " " : "";
    return std::format("{:<16} | {:02X}h | {:<3} | {}{} | {}\n", name, number, status, indent, entity, text);
}

std::string value(double number, std::string_view unit) {
    return number == static_cast<int>(number) ? std::format("{} {}", static_cast<int>(number), unit)
                                              : std::format("{:.3f} {}", number, unit);
}

std::string supplyWords(const std::string& state) {
    if (state == "lost") return "Presence detected, Power Supply AC lost";
    if (state == "failed") return "Presence detected, Failure detected";
    return state == "missing" ? "" : "Presence detected";
}

// [ipmitool ipmi_sdr.c, the extended list]
std::string sensors(const Machine& machine) {
    std::string out;
    const auto temperature = [&](const char* name, unsigned number, const char* entity) {
        const auto at = std::ranges::find(machine.thermometers, name, &Thermometer::name);
        if (at == machine.thermometers.end()) return;
        const char* status = !at->readable                 ? "ns"
                             : at->celsius >= at->critical ? "ucr"
                             : at->celsius >= at->max      ? "unc"
                                                           : "ok";
        out += row(at->label, number, status, entity, at->readable ? value(at->celsius, "degrees C") : "No Reading");
    };
    temperature("cpu", 0x01, "3.1");
    temperature("system", 0x0B, "7.11");
    temperature("inlet", 0x0C, "7.12");
    temperature("dimm", 0xB0, "32.64");
    for (std::size_t i = 0; i < machine.fans.size(); ++i) {
        const auto& fan = machine.fans[i];
        if (fan.state == "missing") {
            out += row(fan.name, static_cast<unsigned>(0x41 + i), "ns", std::format("29.{}", i + 1), "No Reading");
            continue;
        }
        const bool reads = fan.state == "ok";
        // Fans are told in steps.
        const auto turns = fan.turns / 100 * 100;
        out += row(fan.name, static_cast<unsigned>(0x41 + i),
                   !reads        ? "ns"
                   : turns < 500 ? "lcr"
                                 : "ok",
                   std::format("29.{}", i + 1), reads ? value(turns, "RPM") : "No Reading");
    }
    out += row("12V", 0x30, "ok", "7.17", "12.192 Volts");
    out += row("5VCC", 0x31, "ok", "7.33", "5.026 Volts");
    out += row("3.3VCC", 0x32, "ok", "7.32", "3.367 Volts");
    out += row("VBAT", 0x33, "ok", "7.38", "2.974 Volts");
    out += row("Chassis Intru", 0xAA, "ok", "23.1", "");
    for (std::size_t i = 0; i < machine.supplies.size(); ++i) {
        out += row(std::format("PS{} Status", i + 1), static_cast<unsigned>(0xC8 + i), "ok",
                   std::format("10.{}", i + 1), supplyWords(machine.supplies[i]));
    }
    return out;
}

std::string timeText(std::int64_t seconds) {
    return std::format("{:%m/%d/%y %H:%M:%S} UTC", std::chrono::sys_seconds{std::chrono::seconds{seconds}});
}

unsigned entriesOf(const Machine& machine) {
    return std::max(machine.selPercent * selEntries / 100, static_cast<unsigned>(machine.sel.size()) + 1);
}

std::string selInfo(const Machine& machine) {
    const auto entries = entriesOf(machine);
    const auto last = machine.sel.empty() ? machine.born : machine.sel.back().time;
    return std::format(
        "SEL Information\nVersion          : 1.5 (v1.5, v2 compliant)\nEntries          : {}\nFree Space       : {} "
        "bytes{}\n"
        "Percent Used     : {}%\nLast Add Time    : {}\nLast Del Time    : {}\nOverflow         : {}\n"
        "Supported Cmds   : 'Delete' 'Partial Add' 'Reserve' 'Get Alloc Info' \n"
        "# of Alloc Units : {}\nAlloc Unit Size  : {}\n# Free Units     : {}\nLargest Free Blk : {}\nMax Record Size  "
        ": {}\n",
        entries, (selEntries - std::min(entries, selEntries)) * selOctets, entries == 0 ? " or more" : " ",
        std::max(machine.selPercent, entries * 100 / selEntries), timeText(last), timeText(machine.born - 86'400),
        machine.selPercent >= 100, selEntries, selOctets, selEntries - std::min(entries, selEntries),
        selEntries - std::min(entries, selEntries), 2);
}

std::string selList(const Machine& machine) {
    std::string out;
    unsigned number = 0;
    const auto add = [&](std::int64_t seconds, std::string_view text) {
        const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
        out += std::format("{:>4x} | {:%m/%d/%y} | {:%H:%M:%S} UTC | {}\n", ++number, time, time, text);
    };
    add(machine.born - 86'400, "Event Logging Disabled SEL Fullness | Log area reset/cleared | Asserted");
    // What came before: the machine was switched on and off.
    for (auto left = entriesOf(machine) - 1 - static_cast<unsigned>(machine.sel.size()); left > 0; --left)
        add(machine.born - static_cast<std::int64_t>(left) * 60,
            "System Boot Initiated BIOS Boot | Initiated by power up | Asserted");
    for (const auto& event : machine.sel) add(event.time, event.text);
    return out;
}

}  // namespace

ToolAnswer ipmitool(Machine& machine, const Arguments& arguments) {
    if (!machine.bmcAnswers) return {1, {}, {}, true};
    std::string words;
    for (std::size_t i = 1; i < arguments.size(); ++i) words += (words.empty() ? "" : " ") + arguments[i];
    ToolAnswer answer;
    if (words == "sdr elist" || words == "sdr elist all" || words == "sdr elist full") {
        answer.output = sensors(machine);
    } else if (words == "sel info" || words == "sel") {
        answer.output = selInfo(machine);
    } else if (words == "sel elist") {
        answer.output = selList(machine);
    } else if (words == "sel clear") {
        record(machine, arguments);
        machine.sel.clear();
        machine.selPercent = 0;
        answer.output = "Clearing SEL.  Please allow a few seconds to erase.\n";
    } else if (words == "chassis identify force" || words == "chassis identify 0") {
        record(machine, arguments);
        machine.light = words.ends_with("force");
        answer.output = std::string("Chassis identify interval: ") + (machine.light ? "indefinite" : "off") + "\n";
    } else {
        return failed(1, "Invalid command: " + words);
    }
    return answer;
}

}  // namespace tram::hal::sim
