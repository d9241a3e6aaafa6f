// Disks of the kernel's block layer. [Linux Documentation/ABI/stable/sysfs-block]
//
// Threads: any.
#pragma once

#include <string>
#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

// Those that are there now; loops, RAM disks, md and device-mapper are none.
[[nodiscard]] std::vector<DiskSight> readDisks(const Sysfs& sysfs);

// The connector that a device hangs on, of its path below sys/devices, after udev's ID_PATH:
// "pci-0000:00:17.0-ata-3", "pci-0000:01:00.0-nvme", "pci-0000:02:00.0-bay-4", "pci-0000:02:00.0-scsi-0:1:0".
// [systemd udev-builtin-path_id.c]
[[nodiscard]] std::string placeOf(const Sysfs& sysfs, const std::string& devicePath);

}  // namespace tram::hal
