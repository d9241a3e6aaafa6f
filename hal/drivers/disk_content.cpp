#include "hal/drivers/disk_content.hpp"

#include <sstream>

#include "hal/drivers/array_sights.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

ContentSight readContent(const Tools& tools, const DiskSight& disk) {
    ContentSight sight{disk.serial, std::nullopt, {}};
    const auto device = "/dev/" + disk.device;
    // blkid ends with the same status for a blank disk and for one that cannot be opened; wipefs does not.
    const auto probe = tools.run({"wipefs", "--noheadings", "--output=TYPE", device}, limits::hal::toolPatience);
    if (!probe || probe->status != 0) return sight;
    std::string type;
    std::istringstream lines(probe->output);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) type += (type.empty() ? "" : ", ") + lineOf(line, limits::hal::figureName);
    }
    sight.content = type;
    if (type.contains("linux_raid_member")) {
        const auto member = tools.run({"mdadm", "--examine", "--export", device}, limits::hal::toolPatience);
        if (member && member->status == 0) sight.array = exportedValue(member->output, "MD_UUID");
    }
    return sight;
}

}  // namespace tram::hal
