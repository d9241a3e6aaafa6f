// What outlives tram-hal, and its form in a file: alarms keep their numbers, disks their history, arrays their bays.
//
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/model/array_steward.hpp"
#include "hal/model/box.hpp"
#include "hal/model/disk_steward.hpp"

namespace tram::hal {

struct StewardMemory {
    std::vector<Component> components;
    std::vector<Alarm> alarms;
    std::uint64_t sequence = 0;
    std::vector<Replacement> replacements;
    DiskMemory disks;
    ArrayMemory arrays;
    std::size_t signalled = 0;  // critical alarms that the box shows by its light
};

[[nodiscard]] std::string encodeMemory(const StewardMemory& memory);
// Nothing where the text is none: then all begins anew.
[[nodiscard]] std::optional<StewardMemory> parseMemory(std::string_view text);

}  // namespace tram::hal
