// Linux software RAID, from /sys/block/mdN/md. [Linux Documentation/admin-guide/md.rst]
//
// Threads: any.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/model/array.hpp"

namespace tram::hal {

// "md0", "md127": those that are there now.
[[nodiscard]] std::vector<std::string> arrayNames(const Sysfs& sysfs);

// One look at an array. What changes while it is read is read again. Errors: absent, the array is gone; unreadable,
// it does not come to rest or a file gives nothing; malformed.
[[nodiscard]] std::expected<ArrayReading, SysfsError> readArray(const Sysfs& sysfs, const std::string& name);

}  // namespace tram::hal
