#include "hal/drivers/array_sights.hpp"

#include "hal/drivers/md_arrays.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

std::string exportedValue(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != '=') continue;
        return lineOf(line.substr(key.size() + 1), limits::hal::figureName);
    }
    return {};
}

std::vector<ArraySight> readArrays(const Sysfs& sysfs, const Tools& tools) {
    std::vector<ArraySight> arrays;
    for (const auto& device : arrayNames(sysfs)) {
        auto reading = readArray(sysfs, device);
        // Gone while it was looked at.
        if (!reading && reading.error() == SysfsError::absent) continue;
        ArraySight sight;
        sight.device = device;
        const auto detail = tools.run({"mdadm", "--detail", "--export", "/dev/" + device}, limits::hal::toolPatience);
        if (detail && detail->status == 0) {
            sight.uuid = exportedValue(detail->output, "MD_UUID");
            // "host:mail", where the host's name may have changed since.
            const auto name = exportedValue(detail->output, "MD_NAME");
            sight.name = name.substr(name.find(':') + 1);
            if (const auto given = exportedValue(detail->output, "MD_DEVNAME"); sight.name.empty()) sight.name = given;
        }
        if (sight.name.empty()) sight.name = device;
        constexpr std::uint64_t kibi = 1024;
        if (const auto size = sysfs.number(std::filesystem::path("sys/block") / device / "md/component_size");
            size && *size > 0)
            sight.memberOctets = static_cast<std::uint64_t>(*size) * kibi;
        if (reading) sight.reading = std::move(*reading);
        arrays.push_back(std::move(sight));
    }
    return arrays;
}

}  // namespace tram::hal
