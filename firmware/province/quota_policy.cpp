#include "province/quota_policy.hpp"

namespace tram::province {

unsigned warningLevel(std::uint64_t used, std::uint64_t quota, unsigned warned) noexcept {
    constexpr double below = 5;
    if (quota == 0) return 0;
    const double percent = 100.0 * static_cast<double>(used) / static_cast<double>(quota);
    unsigned level = 0;
    for (const auto each : limits::province::quotaWarnings) {
        const double from = each <= warned ? each - below : each;
        if (percent >= from) level = each;
    }
    return level;
}

}  // namespace tram::province
