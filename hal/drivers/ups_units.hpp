// The units that upsd knows, and those that it knew a moment ago. [NUT developer guide, "Variables"]
//
// Threads: one at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hal/access/upsd.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

class UpsUnits {
public:
    // `expected` units are told as lost where upsd does not know them.
    UpsUnits(Upsd& upsd, std::vector<std::string> expected);

    [[nodiscard]] std::vector<UpsSight> read();

private:
    Upsd& upsd_;
    std::map<std::string, UpsSight> known_;
};

// A unit as upsd tells of it.
[[nodiscard]] UpsSight upsSightOf(const std::string& unit, const UpsdUnit& told);

}  // namespace tram::hal
