// Whether anything is on a disk that is nobody's, as wipefs finds it. [wipefs(8)]
//
// Threads: any.
#pragma once

#include "hal/access/tool.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

// Never takes "could not be read" for "blank".
[[nodiscard]] ContentSight readContent(const Tools& tools, const DiskSight& disk);

}  // namespace tram::hal
