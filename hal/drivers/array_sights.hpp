// All arrays with the names that they were made under: md of sysfs, and mdadm for what sysfs does not tell.
//
// Threads: any.
#pragma once

#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/access/tool.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

[[nodiscard]] std::vector<ArraySight> readArrays(const Sysfs& sysfs, const Tools& tools);

// "MD_NAME" and the like of `mdadm --export`: lines KEY=VALUE. "" where it is not there.
[[nodiscard]] std::string exportedValue(std::string_view text, std::string_view key);

}  // namespace tram::hal
