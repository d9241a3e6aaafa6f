#include <algorithm>
#include <array>
#include <format>

#include "hal/sim/script.hpp"

namespace tram::hal::sim {

namespace {

constexpr std::array<std::string_view, 17> upsWords{
    "on-line", "on-battery", "low-battery", "replace-battery", "overload", "bypass", "calibrating", "off",    "forced",
    "words",   "alarm",      "stale",       "driver-lost",     "back",     "ok",     "charge-low",  "runtime"};

struct Options {
    std::optional<double> runtime;
    std::optional<double> charge;
};

// On battery for the rest of time that is asked for.
void setBattery(Ups& unit, const Options& options) {
    if (options.charge) unit.charge = *options.charge;
    if (options.runtime && unit.charge > 0) unit.fullRuntime = *options.runtime * 100 / unit.charge;
}

void reset(Ups& unit) {
    auto fresh = Ups{};
    fresh.name = unit.name;
    fresh.serial = unit.serial;
    unit = std::move(fresh);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::optional<std::string> apply(Ups& unit, const std::string& word, const std::vector<std::string>& rest,
                                 const Options& options) {
    const bool off = !rest.empty() && rest[0] == "off";
    const auto supply = [&](std::string_view what) {
        unit.supply = std::string(what);
        unit.words.clear();
        unit.lowBattery = false;
        setBattery(unit, options);
    };
    if (word == "on-line" || word == "on-battery" || word == "bypass" || word == "calibrating" || word == "off") {
        supply(word);
    } else if (word == "low-battery") {
        supply("on-battery");
        unit.lowBattery = true;
    } else if (word == "replace-battery") {
        unit.replaceBattery = !off;
    } else if (word == "overload") {
        unit.overload = !off;
    } else if (word == "forced") {
        unit.forced = !off;
    } else if (word == "words") {
        unit.words = joined(rest);
    } else if (word == "alarm") {
        unit.alarm = joined(rest);
    } else if (word == "stale") {
        unit.fault = "DATA-STALE";
    } else if (word == "driver-lost") {
        unit.fault = "DRIVER-NOT-CONNECTED";
    } else if (word == "back") {
        unit.fault.clear();
    } else if (word == "ok") {
        reset(unit);
    } else if (word == "charge-low") {
        const auto percent = rest.empty() ? std::nullopt : numberOfWord(rest[0]);
        if (!percent || *percent < 0 || *percent > 100) return "charge-low needs a percentage";
        unit.chargeLow = *percent;
    } else if (word == "runtime") {
        const auto seconds = rest.empty() ? std::nullopt : numberOfWord(rest[0]);
        if (!seconds || *seconds <= 0) return "runtime needs seconds";
        unit.fullRuntime = *seconds;
    }
    return std::nullopt;
}

Outcome ups(Machine& machine, Words all) {
    std::vector<std::string> words(all.begin(), all.end());
    Options options;
    for (auto [name, to] : {std::pair{"--runtime", &options.runtime}, std::pair{"--charge", &options.charge}}) {
        const auto text = takeOption(words, name);
        if (text.empty()) continue;
        *to = numberOfWord(text);
        if (!*to || **to < 0) return std::unexpected(std::format("{} needs a number", name));
    }
    if (options.charge && *options.charge > 100) return std::unexpected("--charge is 0 to 100");
    std::vector<std::string_view> names{"both"};
    for (const auto& unit : machine.units) names.push_back(unit.name);
    const std::string which = words.empty() ? "" : words[0];
    if (!std::ranges::contains(names, which)) return wrongWord("unit", which, names);
    const std::string word = words.size() > 1 ? words[1] : "";
    if (!std::ranges::contains(upsWords, word)) return wrongWord("state of a unit", word, upsWords);
    const std::vector<std::string> rest(words.begin() + 2, words.end());
    for (auto& unit : machine.units) {
        if (which != "both" && unit.name != which) continue;
        if (auto error = apply(unit, word, rest, options)) return std::unexpected(*error);
    }
    return "";
}

Outcome upsd(Machine& machine, Words words) {
    constexpr std::array<std::string_view, 4> ways{"on", "off", "silent", "nonsense"};
    const std::string way = words.empty() ? "" : words[0];
    if (!std::ranges::contains(ways, way)) return wrongWord("way of upsd", way, ways);
    machine.upsd = way;
    // A forced shutdown is upsd's own memory, and goes with it.
    if (way == "off") {
        for (auto& unit : machine.units) unit.forced = false;
    }
    return "";
}

// The BMC keeps a record of each change, both ways.
void log(Machine& machine, std::size_t number, const std::string& state, bool asserted) {
    const char* what = state == "lost"     ? "Power Supply AC lost"
                       : state == "failed" ? "Failure detected"
                                           : "Presence detected";
    // A supply that goes takes its presence back.
    const bool sense = state == "missing" ? !asserted : asserted;
    machine.sel.push_back({machine.now(), std::format("Power Supply PS{} Status | {} | {}", number, what,
                                                      sense ? "Asserted" : "Deasserted")});
}

Outcome psu(Machine& machine, Words words) {
    constexpr std::array<std::string_view, 4> states{"ok", "lost", "failed", "missing"};
    const auto number = words.empty() ? std::nullopt : countOfWord(words[0]);
    if (!number || *number < 1 || *number > machine.supplies.size())
        return std::unexpected(std::format("a power supply is 1 to {}", machine.supplies.size()));
    const std::string state = words.size() > 1 ? words[1] : "";
    if (!std::ranges::contains(states, state)) return wrongWord("state of a power supply", state, states);
    auto& supply = machine.supplies[*number - 1];
    if (supply == state) return "";
    if (supply != "ok") log(machine, *number, supply, false);
    if (state != "ok") log(machine, *number, state, true);
    supply = state;
    return "";
}

}  // namespace

std::vector<ScriptCommand> powerCommands() {
    return {
        {"ups",
         "UNIT|both on-line|on-battery|low-battery|bypass|calibrating|off [--runtime SECONDS] [--charge PERCENT] | "
         "replace-battery [off] | overload [off] | forced [off] | words \"OL …\" | alarm TEXT | stale | driver-lost | "
         "back | "
         "charge-low PERCENT | runtime SECONDS | ok",
         "what a UPS unit says of itself; runtime is that of a full battery", ups},
        {"upsd", "on|off|silent|nonsense", "the server in front of the units", upsd},
        {"psu", "NUMBER ok|lost|failed|missing", "a power supply of the box", psu},
    };
}

}  // namespace tram::hal::sim
