// Threads of named processes that were killed and do not end: they sleep in the kernel where no signal reaches them.
// [proc_pid_status(5): State, SigPnd, ShdPnd]
//
// Threads: any.
#pragma once

#include <set>
#include <span>
#include <string>

#include "hal/access/sysfs.hpp"
#include "hal/model/feeding.hpp"

namespace tram::hal {

// `processes` are names as the kernel tells them: of 15 octets at most.
[[nodiscard]] std::set<HangingThread> readHangingThreads(const Sysfs& sysfs, std::span<const std::string> processes);

}  // namespace tram::hal
