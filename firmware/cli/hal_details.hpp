// What stands in a line beside a component: the figures that say how it does, in the units that people read.
//
// All of them are in --json. Pure.
#pragma once

#include <string>

#include "base/language.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::cli {

// "16.0 TB, 36 °C, mail: member": what is known of it, the weightiest first; "" where nothing is.
[[nodiscard]] std::string detailsOf(const hal::ComponentState& state, Language language);

}  // namespace tram::cli
