#include <algorithm>
#include <format>

#include "hal/sim/tools.hpp"

namespace tram::hal::sim {

namespace {

std::string unrecognised(const std::string& tool, const std::string& option) {
    return std::format("{0}: unrecognized option '{1}'\nTry '{0} --help' for more information.", tool, option);
}

}  // namespace

ToolAnswer blkid(Machine& machine, const Arguments& arguments) {
    ToolAnswer answer;
    bool probes = false;
    bool any = false;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "-p") {
            probes = true;
        } else if (argument == "-o" && i + 1 < arguments.size()) {
            if (arguments[++i] != "export") return failed(4, "blkid: unsupported output format " + arguments[i]);
        } else if (argument.starts_with("-")) {
            return failed(1, unrecognised("blkid", argument));
        } else {
            const auto* bay = openDisk(machine, argument);
            // It is silent of what it cannot open or read, and of a blank disk.
            if (bay == nullptr || bay->disk->dead || bay->disk->signature.empty()) continue;
            const auto& disk = *bay->disk;
            if (any) answer.output += '\n';
            any = true;
            answer.output += "DEVNAME=" + argument + "\n";
            if (disk.signature == "linux_raid_member") {
                answer.output +=
                    std::format("UUID={}\nUUID_SUB={}\nLABEL={}\nVERSION=1.2\nTYPE=linux_raid_member\nUSAGE=raid\n",
                                dashedUuid(disk.arrayUuid), dashedUuid(disk.memberUuid), disk.arrayName);
            } else {
                answer.output += std::format(
                    "LABEL=data\nUUID={}\nVERSION=1.0\nFSBLOCKSIZE=4096\nBLOCK_SIZE=4096\nFSLASTBLOCK={}\nFSSIZE={}"
                    "\nTYPE={}\n"
                    "USAGE=filesystem\n",
                    dashedUuid(uuidOf(disk.serial)), disk.octets / 4096, disk.octets / 4096 * 4096, disk.signature);
            }
        }
    }
    if (!probes) return failed(4, "blkid: only low-level probing (-p) is simulated");
    answer.status = any ? 0 : 2;
    return answer;
}

ToolAnswer wipefs(Machine& machine, const Arguments& arguments) {
    ToolAnswer answer;
    bool all = false;
    bool any = false;
    bool typesOnly = false;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "--all" || argument == "-a") {
            all = true;
            record(machine, arguments);
            continue;
        }
        if (argument == "--force" || argument == "-f" || argument == "--quiet" || argument == "-q") continue;
        if (argument == "--noheadings" || argument == "-i") continue;
        if (argument == "--output=TYPE") {
            typesOnly = true;
            continue;
        }
        if (argument.starts_with("-")) return failed(1, unrecognised("wipefs", argument));
        any = true;
        auto* bay = openDisk(machine, argument);
        const auto refused = [&](const char* why) {
            return failed(1, std::format("wipefs: error: {}: probing initialization failed: {}", argument, why));
        };
        if (bay == nullptr) return refused("No such file or directory");
        auto& disk = *bay->disk;
        if (disk.dead) return refused("Input/output error");
        if (all && membershipOf(machine, disk.name)) return refused("Device or resource busy");
        if (disk.signature.empty()) continue;
        if (!all) {
            if (typesOnly) answer.output += disk.signature + "\n";
            continue;
        }
        answer.output +=
            disk.signature == "linux_raid_member"
                ? std::format("{}: 4 bytes were erased at offset 0x00001000 (linux_raid_member): fc 4e 2b a9\n",
                              argument)
                : std::format("{}: 2 bytes were erased at offset 0x00000438 ({}): 53 ef\n", argument, disk.signature);
        disk.signature.clear();
        disk.arrayUuid.clear();
        disk.lastSlot.reset();
    }
    if (!any) return failed(1, "wipefs: no device specified\nTry 'wipefs --help' for more information.");
    return answer;
}

// Without --listed-only the lamps of all others go off.
ToolAnswer ledctl(Machine& machine, const Arguments& arguments) {
    bool listedOnly = false;
    std::vector<std::pair<Bay*, bool>> wanted;
    record(machine, arguments);
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "--listed-only" || argument == "-x") {
            listedOnly = true;
            continue;
        }
        const auto equals = argument.find('=');
        const auto pattern = argument.substr(0, equals);
        if (pattern != "locate" && pattern != "locate_off") {
            return failed(1, argument.starts_with("-") ? "ledctl: unrecognized option '" + argument + "'"
                                                       : pattern + " - unknown pattern name.");
        }
        auto list = equals == std::string::npos ? std::string() : argument.substr(equals + 1);
        if (list.empty()) return failed(1, "IBPI " + pattern + ": missing block device(s)... pattern ignored.");
        for (std::size_t at = 0; at <= list.size();) {
            const auto end = std::min(list.find(',', at), list.size());
            const auto path = list.substr(at, end - at);
            auto* bay = findDisk(machine, deviceName(path));
            if (bay == nullptr) return failed(1, "ledctl: " + path + ": device not supported");
            wanted.emplace_back(bay, pattern == "locate");
            at = end + 1;
        }
    }
    if (wanted.empty()) return failed(1, "ledctl: missing operand(s)... run ledctl --help for details.");
    if (!listedOnly) {
        for (auto& bay : machine.bays) bay.locate = false;
    }
    for (const auto& [bay, on] : wanted) bay->locate = on;
    return {};
}

}  // namespace tram::hal::sim
