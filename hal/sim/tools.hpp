// The command lines that the hardware layer runs, answered as the real tools of Debian 13 would. What a tool changes is
// changed in the machine. Nothing is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

struct ToolAnswer {
    int status = 0;
    std::string output;
    std::string errors;  // what goes to standard error
    bool hangs = false;  // it does not come back, as one that waits for a dead device
};

using Arguments = std::vector<std::string>;

// By the last part of the first argument. A tool that is not simulated gives 127, as a shell does.
[[nodiscard]] ToolAnswer runTool(Machine& machine, const Arguments& arguments);
// Those that there are, for links to the program.
[[nodiscard]] std::vector<std::string_view> toolNames();

// The tools themselves; the first argument is their name.
[[nodiscard]] ToolAnswer smartctl(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer mdadm(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer blkid(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer wipefs(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer ledctl(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer ipmitool(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer ping(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer ip(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer systemctl(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer upsmon(Machine& machine, const Arguments& arguments);
[[nodiscard]] ToolAnswer upsdrvctl(Machine& machine, const Arguments& arguments);

[[nodiscard]] inline ToolAnswer failed(int status, std::string errors) {
    return {status, {}, std::move(errors) + "\n", false};
}
// "sda" of "/dev/sda"; "" of what is no such path.
[[nodiscard]] std::string_view deviceName(std::string_view path);
// The bay of the disk that a tool opens; null where opening it fails.
[[nodiscard]] Bay* openDisk(Machine& machine, std::string_view path);
// What a tool was told, for the journal.
void record(Machine& machine, const Arguments& arguments);

}  // namespace tram::hal::sim
