#include "hal/sim/tools.hpp"

#include <algorithm>
#include <array>

namespace tram::hal::sim {

namespace {

struct Tool {
    std::string_view name;
    ToolAnswer (*run)(Machine&, const Arguments&);
};

constexpr std::array tools{
    Tool{"smartctl", smartctl}, Tool{"mdadm", mdadm},         Tool{"blkid", blkid},         Tool{"wipefs", wipefs},
    Tool{"ledctl", ledctl},     Tool{"ipmitool", ipmitool},   Tool{"ping", ping},           Tool{"ip", ip},
    Tool{"upsmon", upsmon},     Tool{"upsdrvctl", upsdrvctl}, Tool{"systemctl", systemctl},
};

}  // namespace

std::vector<std::string_view> toolNames() {
    std::vector<std::string_view> names;
    for (const auto& tool : tools) names.push_back(tool.name);
    return names;
}

ToolAnswer runTool(Machine& machine, const Arguments& arguments) {
    if (arguments.empty()) return failed(127, "no tool named");
    auto named = arguments;
    named[0] = named[0].substr(named[0].rfind('/') + 1);
    const auto at = std::ranges::find(tools, named[0], &Tool::name);
    if (at == tools.end()) return failed(127, named[0] + ": command not found");
    return at->run(machine, named);
}

std::string_view deviceName(std::string_view path) {
    constexpr std::string_view folder = "/dev/";
    if (!path.starts_with(folder)) return {};
    path.remove_prefix(folder.size());
    return path.starts_with("md/") ? path.substr(3) : path;
}

Bay* openDisk(Machine& machine, std::string_view path) {
    const auto name = deviceName(path);
    auto* bay = findDisk(machine, name);
    return bay != nullptr && !bay->disk->vanished ? bay : nullptr;
}

void record(Machine& machine, const Arguments& arguments) {
    // Who leaves a machine running for a year shall not fill its memory.
    constexpr std::size_t most = 10'000;
    std::string line;
    for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + argument;
    if (machine.journal.size() >= most) machine.journal.erase(machine.journal.begin());
    machine.journal.push_back(std::move(line));
}

}  // namespace tram::hal::sim
