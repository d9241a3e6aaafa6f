#include <algorithm>
#include <array>
#include <format>

#include "hal/sim/md_engine.hpp"
#include "hal/sim/script.hpp"

namespace tram::hal::sim {

namespace {

// The bay that the first word names, with the rest of the words.
std::expected<Bay*, std::string> bayOf(Machine& machine, Words words, bool withDisk) {
    const auto number = words.empty() ? std::nullopt : countOfWord(words[0]);
    auto* bay = number && *number <= machine.bays.size() ? findBay(machine, static_cast<unsigned>(*number)) : nullptr;
    if (bay == nullptr)
        return std::unexpected(
            std::format("\"{}\" is no bay: 1 to {}", words.empty() ? "" : words[0], machine.bays.size()));
    if (withDisk && !bay->disk) return std::unexpected(std::format("bay {} is empty", bay->number));
    return bay;
}

Outcome failDisk(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    (*bay)->disk->dead = true;
    const auto member = membershipOf(machine, (*bay)->disk->name);
    if (member && !failMember(machine, *member->array, *member->member))
        return std::format("array {} has lost its data\n", member->array->label);
    return "";
}

Outcome pullDisk(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    (*bay)->pulled = std::move((*bay)->disk);
    (*bay)->disk.reset();
    (*bay)->locate = false;
    detachDisk(machine, (*bay)->number);
    return "";
}

Outcome replugDisk(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, false);
    if (!bay) return std::unexpected(bay.error());
    if ((*bay)->disk) return std::unexpected(std::format("bay {} is not empty: pull-disk first", (*bay)->number));
    if (!(*bay)->pulled) return std::unexpected(std::format("no disk was pulled out of bay {}", (*bay)->number));
    auto disk = std::move(*(*bay)->pulled);
    (*bay)->pulled.reset();
    disk.name = freeName(machine, disk.bus);
    (*bay)->disk = std::move(disk);
    return std::format("/dev/{}\n", (*bay)->disk->name);
}

void becomeMemberOfAnother(Disk& disk) {
    disk.signature = "linux_raid_member";
    disk.arrayUuid = uuidOf("another machine " + disk.serial);
    disk.memberUuid = uuidOf("its member " + disk.serial);
    disk.arrayName = "old:data";
    disk.arrayLevel = "raid1";
    disk.arrayDisks = 2;
    disk.arraySectors = disk.sectors() - 264'192;
    disk.events = 4'711;
    disk.lastSlot = 1;
}

Outcome insertDisk(Machine& machine, Words all) {
    constexpr std::array<std::string_view, 4> kinds{"blank", "foreign", "small", "old-member"};
    const auto bay = bayOf(machine, all, false);
    if (!bay) return std::unexpected(bay.error());
    if ((*bay)->disk) return std::unexpected(std::format("bay {} is not empty: pull-disk first", (*bay)->number));
    std::vector<std::string> words(all.begin() + 1, all.end());
    auto serial = takeOption(words, "--serial");
    const auto size = takeOption(words, "--size");
    const std::string kind = words.empty() ? "blank" : words[0];
    if (!std::ranges::contains(kinds, kind) || words.size() > 1) return wrongWord("kind of disk", words.back(), kinds);
    if (serial.empty()) serial = std::format("SIM{:05}", ++machine.inserted);
    if (serial.size() > 20) return std::unexpected("a serial number has twenty characters at most");
    auto disk = makeDisk((*bay)->bus, serial);
    if (kind == "small") disk.octets = disk.bus == Bus::nvme ? 480'103'981'056 : 1'000'204'886'016;
    if (!size.empty()) {
        const auto octets = countOfWord(size);
        if (!octets || *octets < 1'000'000) return std::unexpected("\"" + size + "\" is no size in octets");
        disk.octets = *octets / 512 * 512;
    }
    if (kind == "foreign") disk.signature = "ext4";
    if (kind == "old-member") becomeMemberOfAnother(disk);
    disk.name = freeName(machine, disk.bus);
    (*bay)->disk = std::move(disk);
    (*bay)->pulled.reset();
    return std::format("/dev/{}\n", (*bay)->disk->name);
}

// KEY=VALUE of `smart`.
std::optional<std::string> setFigure(Disk& disk, std::string_view key, std::string_view value) {
    if (key == "passed") {
        if (value != "true" && value != "false") return "passed is true or false";
        disk.passed = value == "true";
    } else if (key == "temperature") {
        const auto celsius = numberOfWord(value);
        if (!celsius || *celsius < -40 || *celsius > 150) return "a temperature is -40 to 150";
        disk.celsius = *celsius;
    } else if (key == "selftest") {
        if (value != "passed" && value != "failed" && value != "aborted")
            return "selftest is passed, failed or aborted";
        disk.selfTest = std::string(value);
        // The newest that came to an end is what is asked for.
        const auto at = std::ranges::find_if(disk.tests, [](const SelfTest& test) { return test.result != "running"; });
        if (at != disk.tests.end()) at->result = std::string(value);
    } else if (const auto at = disk.figures.find(key); at != disk.figures.end()) {
        const auto number = countOfWord(value);
        if (!number) return std::format("\"{}\" is no number", value);
        at->second = *number;
    } else {
        std::string names = "passed, temperature, selftest";
        for (const auto& [name, ignored] : disk.figures) names += ", " + name;
        return std::format("this disk has no \"{}\": {}", key, names);
    }
    return std::nullopt;
}

Outcome smart(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    if (words.size() < 2) return std::unexpected("KEY=VALUE is missing");
    for (const auto& word : words.subspan(1)) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) return std::unexpected("\"" + word + "\" is no KEY=VALUE");
        if (auto error = setFigure(*(*bay)->disk, word.substr(0, equals), word.substr(equals + 1)))
            return std::unexpected(*error);
    }
    return "";
}

Outcome smartTool(Machine& machine, Words words) {
    constexpr std::array<std::string_view, 6> ways{"ok", "hang", "nonsense", "truncated", "empty", "exit"};
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    const std::string way = words.size() > 1 ? words[1] : "";
    if (!std::ranges::contains(ways, way)) return wrongWord("way of smartctl", way, ways);
    if (way == "exit") {
        const auto status = words.size() > 2 ? countOfWord(words[2]) : std::nullopt;
        if (!status || *status > 255) return std::unexpected("exit needs a status, 0 to 255");
        (*bay)->disk->smartExit = static_cast<int>(*status);
    }
    (*bay)->disk->smartTool = way;
    return "";
}

Outcome vanish(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    const std::string word = words.size() > 1 ? words[1] : "on";
    constexpr std::array<std::string_view, 2> valid{"on", "off"};
    if (!std::ranges::contains(valid, word)) return wrongWord("switch", word, valid);
    (*bay)->disk->vanished = word == "on";
    return "";
}

Outcome sameSerial(Machine& machine, Words words) {
    if (words.size() != 2) return std::unexpected("two bays are needed");
    const auto from = bayOf(machine, words, true);
    if (!from) return std::unexpected(from.error());
    const auto to = bayOf(machine, words.subspan(1), true);
    if (!to) return std::unexpected(to.error());
    (*to)->disk->serial = (*from)->disk->serial;
    return "";
}

Outcome readErrors(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    const auto count = words.size() > 1 ? countOfWord(words[1]) : std::nullopt;
    if (!count || *count > 1'000'000) return std::unexpected("COUNT is a number");
    const auto known = membershipOf(machine, (*bay)->disk->name);
    if (!known) return std::unexpected(std::format("the disk in bay {} is in no array", (*bay)->number));
    known->member->errors += static_cast<std::int64_t>(*count);
    return "";
}

Outcome badBlocks(Machine& machine, Words words) {
    const auto bay = bayOf(machine, words, true);
    if (!bay) return std::unexpected(bay.error());
    constexpr std::array<std::string_view, 2> valid{"on", "off"};
    const std::string word = words.size() > 1 ? words[1] : "";
    if (!std::ranges::contains(valid, word)) return wrongWord("switch", word, valid);
    const auto known = membershipOf(machine, (*bay)->disk->name);
    if (!known) return std::unexpected(std::format("the disk in bay {} is in no array", (*bay)->number));
    known->member->badBlocks = word == "on";
    return "";
}

}  // namespace

std::vector<ScriptCommand> diskCommands() {
    return {
        {"fail-disk", "BAY", "the disk gives nothing but I/O errors", failDisk},
        {"pull-disk", "BAY", "the disk is taken out", pullDisk},
        {"insert-disk", "BAY [blank|foreign|small|old-member] [--serial S] [--size OCTETS]", "another disk is put in",
         insertDisk},
        {"replug-disk", "BAY", "the disk that was pulled out last is put back", replugDisk},
        {"smart", "BAY KEY=VALUE...",
         "what the disk says of itself: 5 187 188 197 198 199 (ATA); critical_warning available_spare "
         "available_spare_threshold percentage_used media_errors (NVMe); grown_defects uncorrected (SCSI); passed "
         "temperature selftest hours",
         smart},
        {"smart-tool", "BAY ok|hang|nonsense|truncated|empty|exit STATUS", "how smartctl fares with the disk",
         smartTool},
        {"disk-vanish-in-listing", "BAY [on|off]", "the kernel lists the disk, tools say that it is not there", vanish},
        {"same-serial", "BAY BAY", "the second disk says the first one's serial number", sameSerial},
        {"read-errors", "BAY COUNT", "so many more read errors were mended from the other copy", readErrors},
        {"bad-blocks", "BAY on|off", "sectors of the member have no second copy", badBlocks},
    };
}

}  // namespace tram::hal::sim
