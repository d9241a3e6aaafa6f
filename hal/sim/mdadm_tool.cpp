#include <algorithm>
#include <cctype>
#include <format>

#include "hal/sim/md_engine.hpp"
#include "hal/sim/tools.hpp"

namespace tram::hal::sim {

namespace {

// mdadm's own words are all on standard error.
ToolAnswer said(std::string line, int status = 0) {
    return {status, {}, "mdadm: " + std::move(line) + "\n", false};
}

void append(ToolAnswer& to, const ToolAnswer& from) {
    to.output += from.output;
    to.errors += from.errors;
    to.status = std::max(to.status, from.status);
}

// [mdadm util.c human_size_brief]
std::string sizeText(std::uint64_t octets) {
    const auto value = static_cast<double>(octets);
    return value < 2e12 ? std::format("{:.2f}GB", value / 1e9) : std::format("{:.2f}TB", value / 1e12);
}

ToolAnswer addDisk(Machine& machine, Array& array, const std::string& md, const std::string& path, bool only) {
    auto* bay = openDisk(machine, path);
    if (bay == nullptr) return said("Cannot find " + path + ": No such file or directory", 1);
    auto& disk = *bay->disk;
    if (const auto known = membershipOf(machine, disk.name)) {
        // A failed member has to be removed first.
        return said("Cannot open " + path + ": Device or resource busy", 1);
    }
    constexpr std::uint64_t reserved = 264'192;
    const bool returns = disk.arrayUuid == array.uuid && disk.signature == "linux_raid_member" && disk.lastSlot &&
                         std::ranges::none_of(array.members, [&](const Member& m) { return m.slot == disk.lastSlot; });
    if (only && !returns) return said("--re-add for " + path + " to " + md + " is not possible", 1);
    if (disk.sectors() < array.sectors + reserved) return said(path + " not large enough to join array", 1);
    if (disk.dead) return said("Failed to write metadata to " + path, 1);
    addMember(machine, array, *bay, returns);
    return said((returns ? "re-added " : "added ") + path);
}

// Major and minor: what mdadm calls a device whose name may be gone.
std::string deviceNumber(const std::string& device) {
    if (device.starts_with("nvme")) return "259:" + device.substr(4, device.find('n', 4) - 4);
    return std::format("8:{}", 16 * (device.back() - 'a'));
}

// "detached" and "faulty" name all that are so, and tell them by number.
ToolAnswer removeDisks(Machine& machine, Array& array, const std::string& md, const std::string& which) {
    std::vector<std::string> names;
    const bool isNamed = which.starts_with("/");
    if (which == "detached" || which == "faulty" || which == "failed") {
        for (const auto& member : array.members) {
            if (which == "detached" ? member.detached : member.faulty) names.push_back(member.device);
        }
    } else {
        const std::string name(deviceName(which));
        if (std::ranges::find(array.members, name, &Member::device) == array.members.end())
            return said("hot remove failed for " + which + ": No such device or address", 1);
        names.push_back(name);
    }
    ToolAnswer answer;
    for (const auto& name : names) {
        const auto told = isNamed ? which : deviceNumber(name);
        if (removeMember(machine, array, name)) {
            append(answer, said("hot removed " + told + " from " + md));
        } else {
            append(answer, said("hot remove failed for " + told + ": Device or resource busy", 1));
        }
    }
    return answer;
}

ToolAnswer failDisk(Machine& machine, Array& array, const std::string& md, const std::string& path) {
    const auto at = std::ranges::find(array.members, deviceName(path), &Member::device);
    if (at == array.members.end()) return said("set device faulty failed for " + path + ":  No such device", 1);
    if (!failMember(machine, array, *at))
        return said("set device faulty failed for " + path + ":  Device or resource busy", 1);
    return said("set " + path + " faulty in " + md);
}

ToolAnswer replaceDisk(Machine& machine, Array& array, const std::string& md, const std::string& path) {
    const auto at = std::ranges::find(array.members, deviceName(path), &Member::device);
    if (at == array.members.end() || !at->slot) return said("Cannot find " + path + " in " + md, 1);
    const auto slot = *at->slot;
    writeMemberState(machine, array, at->device, "want_replacement");
    return said(std::format("Marked {} (device {} in {}) for replacement", path, slot, md));
}

ToolAnswer stop(Machine& machine, const std::string& md) {
    auto* array = findArray(machine, deviceName(md));
    if (array == nullptr || array->condition == "stopped")
        return said("error opening " + md + ": No such file or directory", 1);
    array->condition = "stopped";
    return said("stopped " + md);
}

ToolAnswer run(Machine& machine, const std::string& md) {
    auto* array = findArray(machine, deviceName(md));
    if (array == nullptr || array->condition == "stopped")
        return said("error opening " + md + ": No such file or directory", 1);
    if (array->condition == "running") return said("failed to start array " + md + ": Device or resource busy", 1);
    startArray(machine, *array);
    return said("started array " + md);
}

ToolAnswer zeroSuperblock(Machine& machine, const std::string& path) {
    auto* bay = openDisk(machine, path);
    if (bay == nullptr || membershipOf(machine, bay->disk->name))
        return said("Couldn't open " + path + " for write - not zeroing", 2);
    auto& disk = *bay->disk;
    if (disk.signature != "linux_raid_member") return said("Unrecognised md component device - " + path);
    disk.signature.clear();
    disk.arrayUuid.clear();
    disk.lastSlot.reset();
    return {};
}

// [mdadm super1.c export_examine_super1]
ToolAnswer examine(Machine& machine, const std::string& path) {
    const auto* bay = openDisk(machine, path);
    if (bay == nullptr) return said("cannot open " + path + ": No such file or directory", 1);
    const auto& disk = *bay->disk;
    if (disk.dead) return said("cannot open " + path + ": Input/output error", 1);
    if (disk.signature != "linux_raid_member") return said("No md superblock detected on " + path + ".", 1);
    const auto octets = disk.arraySectors * 512 * (disk.arrayLevel == "raid10" ? disk.arrayDisks / 2 : 1);
    ToolAnswer answer;
    answer.output = std::format(
        "MD_LEVEL={}\nMD_DEVICES={}\nMD_NAME={}\nMD_ARRAY_SIZE={}\nMD_UUID={}\nMD_UPDATE_TIME={}\nMD_DEV_UUID={}\n"
        "MD_EVENTS={}\n",
        disk.arrayLevel, disk.arrayDisks, disk.arrayName, sizeText(octets), disk.arrayUuid, machine.now(),
        disk.memberUuid, disk.events);
    return answer;
}

// [mdadm Detail.c]
ToolAnswer detail(Machine& machine, const std::string& md) {
    const auto* array = findArray(machine, deviceName(md));
    if (array == nullptr || array->condition == "stopped")
        return said("cannot open " + md + ": No such file or directory", 1);
    ToolAnswer answer;
    answer.output = array->condition == "running"
                        ? std::format("MD_LEVEL={}\nMD_DEVICES={}\n", array->level, array->disks)
                        : std::format("MD_DEVICES={}\n", array->members.size());
    answer.output += std::format("MD_METADATA=1.2\nMD_UUID={}\nMD_DEVNAME={}\nMD_NAME=tram:{}\n", array->uuid,
                                 array->label, array->label);
    for (const auto& member : array->members) {
        std::string key = "dev_" + member.device;
        std::ranges::replace_if(key, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        answer.output +=
            std::format("MD_DEVICE_{}_ROLE={}\n", key, member.slot ? std::to_string(*member.slot) : "spare");
        if (!member.detached) answer.output += std::format("MD_DEVICE_{}_DEV=/dev/{}\n", key, member.device);
    }
    return answer;
}

// mdadm /dev/mdN --add /dev/X …: an option holds for the devices behind it.
ToolAnswer manage(Machine& machine, const std::string& md, const std::vector<std::string>& rest) {
    auto* array = findArray(machine, deviceName(md));
    if (array == nullptr || array->condition == "stopped")
        return said("error opening " + md + ": No such file or directory", 1);
    ToolAnswer answer;
    std::string option;
    bool isTarget = false;
    for (const auto& word : rest) {
        if (word.starts_with("-")) {
            isTarget = word == "--with";
            if (!isTarget) option = word;
        } else if (isTarget) {
            continue;  // the one spare that there is
        } else if (option == "--add" || option == "-a" || option == "--re-add") {
            append(answer, addDisk(machine, *array, md, word, option == "--re-add"));
        } else if (option == "--remove" || option == "-r") {
            append(answer, removeDisks(machine, *array, md, word));
        } else if (option == "--fail" || option == "-f" || option == "--set-faulty") {
            append(answer, failDisk(machine, *array, md, word));
        } else if (option == "--replace") {
            append(answer, replaceDisk(machine, *array, md, word));
        } else {
            return {2, {}, "mdadm: unrecognized option '" + option + "'\nUsage: mdadm --help\n  for help\n", false};
        }
    }
    return answer;
}

}  // namespace

ToolAnswer mdadm(Machine& machine, const Arguments& arguments) {
    std::vector<std::string> words;
    bool exports = false;
    for (const auto& argument : arguments) {
        exports = exports || argument == "--export";
        if (argument != "--export" && argument != "--manage" && argument != "--quiet" && argument != "-q")
            words.push_back(argument);
    }
    const bool changes = !std::ranges::contains(words, "--examine") && !std::ranges::contains(words, "--detail");
    if (changes) record(machine, arguments);
    if (words.size() >= 3 && deviceName(words[1]).starts_with("md")) {
        return manage(machine, words[1], {words.begin() + 2, words.end()});
    }
    const ToolAnswer usage{2, {}, "Usage: mdadm --help\n  for help\n", false};
    if (words.size() < 2) return usage;
    ToolAnswer answer;
    const auto& mode = words[1];
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto& path = words[i];
        if (mode == "--zero-superblock") {
            append(answer, zeroSuperblock(machine, path));
        } else if (mode == "--examine" && exports) {
            append(answer, examine(machine, path));
        } else if (mode == "--detail" && exports) {
            append(answer, detail(machine, path));
        } else if (mode == "--stop") {
            append(answer, stop(machine, path));
        } else if (mode == "--run") {
            append(answer, run(machine, path));
        } else {
            return {2, {}, "mdadm: unrecognized option '" + mode + "'\n" + usage.errors, false};
        }
    }
    return words.size() == 2 ? said("No devices given.", 2) : answer;
}

}  // namespace tram::hal::sim
