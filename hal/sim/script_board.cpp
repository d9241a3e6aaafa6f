#include <algorithm>
#include <array>
#include <format>

#include "hal/sim/script.hpp"

namespace tram::hal::sim {

namespace {

template <class T>
std::expected<T*, std::string> named(std::vector<T>& list, std::string_view what, std::string T::* name, Words words) {
    const auto at = words.empty() ? list.end() : std::ranges::find(list, words[0], name);
    if (at != list.end()) return &*at;
    std::vector<std::string_view> names;
    for (const auto& each : list) names.push_back(each.*name);
    return wrongWord(what, words.empty() ? "" : words[0], names);
}

std::string wordAt(Words words, std::size_t index) {
    return words.size() > index ? words[index] : "";
}

Outcome fan(Machine& machine, Words words) {
    const auto number = words.empty() ? std::nullopt : countOfWord(words[0]);
    if (!number || *number < 1 || *number > machine.fans.size())
        return std::unexpected(std::format("a fan is 1 to {}", machine.fans.size()));
    auto& wanted = machine.fans[*number - 1];
    const auto word = wordAt(words, 1);
    if (word == "missing" || word == "unreadable") {
        wanted.state = word;
        return "";
    }
    const auto turns = countOfWord(word);
    if (!turns || *turns > 100'000) return std::unexpected("turns a minute, or missing, or unreadable");
    wanted.state = "ok";
    wanted.turns = static_cast<unsigned>(*turns);
    return "";
}

Outcome temperature(Machine& machine, Words words) {
    const auto meter = named(machine.thermometers, "thermometer", &Thermometer::name, words);
    if (!meter) return std::unexpected(meter.error());
    const auto word = wordAt(words, 1);
    const auto value = numberOfWord(word);
    if (word != "unreadable" && (!value || *value < -273 || *value > 1'000))
        return std::unexpected("degrees Celsius, or unreadable");
    (*meter)->readable = value.has_value();
    if (value) (*meter)->celsius = *value;
    return "";
}

Outcome memory(Machine& machine, Words words) {
    const auto dimm = named(machine.dimms, "memory slot", &Dimm::label, words);
    if (!dimm) return std::unexpected(dimm.error());
    constexpr std::array<std::string_view, 2> kinds{"corrected", "uncorrected"};
    const auto kind = wordAt(words, 1);
    if (!std::ranges::contains(kinds, kind)) return wrongWord("kind of error", kind, kinds);
    const auto count = countOfWord(wordAt(words, 2));
    if (!count) return std::unexpected("COUNT is a number");
    (kind == "corrected" ? (*dimm)->corrected : (*dimm)->uncorrected) += *count;
    return "";
}

Outcome link(Machine& machine, Words words) {
    const auto found = named(machine.links, "link", &Link::name, words);
    if (!found) return std::unexpected(found.error());
    auto& wanted = **found;
    constexpr std::array<std::string_view, 5> ways{"down", "up", "flap", "speed", "errors"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of a link", way, ways);
    if (way == "down" || way == "up") {
        const bool up = way == "up";
        if (wanted.up != up) ++wanted.carrierChanges;
        wanted.up = up;
        return "";
    }
    const auto count = countOfWord(wordAt(words, 2));
    if (!count || *count > 1'000'000'000) return std::unexpected(way + " needs a number");
    if (way == "flap") wanted.carrierChanges += 2 * *count;
    if (way == "speed") wanted.megabits = static_cast<unsigned>(*count);
    if (way == "errors") wanted.errors += *count;
    return "";
}

Outcome gateway(Machine& machine, Words words) {
    const auto found = named(machine.links, "zone", &Link::zone, words);
    if (!found) return std::unexpected(found.error());
    constexpr std::array<std::string_view, 2> ways{"down", "up"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of a gateway", way, ways);
    (*found)->gatewayUp = way == "up";
    return "";
}

Outcome route(Machine& machine, Words words) {
    const auto found = named(machine.links, "zone", &Link::zone, words);
    if (!found) return std::unexpected(found.error());
    constexpr std::array<std::string_view, 2> ways{"drop", "back"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of a route", way, ways);
    (*found)->hasRoute = way == "back";
    return "";
}

Outcome bond(Machine& machine, Words words) {
    const auto found = named(machine.links, "zone", &Link::zone, words);
    if (!found) return std::unexpected(found.error());
    constexpr std::array<std::string_view, 2> ways{"on", "off"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of a bond", way, ways);
    const auto& zone = (*found)->zone;
    for (auto& each : machine.links) {
        if (each.zone == zone || each.zone == zone + "-2") each.bond = way == "on" ? "bond0" : "";
    }
    return "";
}

Outcome bondMember(Machine& machine, Words words) {
    const auto found = named(machine.links, "link", &Link::name, words);
    if (!found) return std::unexpected(found.error());
    constexpr std::array<std::string_view, 3> ways{"out", "in", "left"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of a member", way, ways);
    (*found)->isOut = way == "out";
    if (way == "left") (*found)->bond.clear();
    return "";
}

Outcome address(Machine& machine, Words words) {
    const auto found = named(machine.links, "link", &Link::name, words);
    if (!found) return std::unexpected(found.error());
    constexpr std::array<std::string_view, 2> ways{"drop", "back"};
    const auto way = wordAt(words, 1);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of an address", way, ways);
    (*found)->hasAddress = way == "back";
    return "";
}

Outcome bmc(Machine& machine, Words words) {
    constexpr std::array<std::string_view, 2> ways{"hang", "ok"};
    const auto way = wordAt(words, 0);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of the BMC", way, ways);
    machine.bmcAnswers = way == "ok";
    return "";
}

Outcome sel(Machine& machine, Words words) {
    const auto percent = countOfWord(wordAt(words, 0));
    if (!percent || *percent > 100) return std::unexpected("PERCENT is 0 to 100");
    machine.selPercent = static_cast<unsigned>(*percent);
    return "";
}

Outcome watchdog(Machine& machine, Words words) {
    constexpr std::array<std::string_view, 3> ways{"missing", "bitten", "ok"};
    const auto way = wordAt(words, 0);
    if (!std::ranges::contains(ways, way)) return wrongWord("state of the watchdog", way, ways);
    machine.watchdog = way != "missing";
    machine.wasReset = way == "bitten";
    return "";
}

}  // namespace

std::vector<ScriptCommand> boardCommands() {
    return {
        {"fan", "NUMBER TURNS|missing|unreadable", "a fan of the box", fan},
        {"temperature", "NAME CELSIUS|unreadable", "package core-0..3 board (kernel); cpu system inlet dimm (BMC)",
         temperature},
        {"memory", "SLOT corrected|uncorrected COUNT", "so many more errors of a memory module", memory},
        {"link", "NAME down|up|flap COUNT|speed MBITS|errors COUNT", "a network link", link},
        {"gateway", "ZONE down|up", "what answers at the other end of a zone's link", gateway},
        {"route", "ZONE drop|back", "the route over a zone's gateway", route},
        {"bond", "ZONE on|off", "the zone's links are members of one bond", bond},
        {"bond-member", "NAME out|in|left", "a bond does not use its member, uses it, or has it no more", bondMember},
        {"address", "NAME drop|back", "a link's own address", address},
        {"bmc", "hang|ok", "the board's controller answers ipmitool, or does not", bmc},
        {"sel", "PERCENT", "how full the BMC's log is", sel},
        {"watchdog", "missing|bitten|ok", "the watchdog device; bitten: it reset the box before this start", watchdog},
    };
}

}  // namespace tram::hal::sim
