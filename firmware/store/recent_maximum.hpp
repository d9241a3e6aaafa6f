// The longest of what took place in the last minute.
//
// Kept in slots of ten seconds, so that up to ten seconds more are looked at. Threads: one at a time.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace tram::store {

class RecentMaximum {
public:
    void record(SteadyTime now, std::chrono::nanoseconds took) noexcept {
        const auto number = numberOf(now);
        auto& slot = slots_[static_cast<std::size_t>(number) % slots_.size()];
        if (slot.number != number) slot = {number, {}};
        slot.longest = std::max(slot.longest, took);
    }
    // 0 where there was nothing.
    [[nodiscard]] std::chrono::nanoseconds longest(SteadyTime now) const noexcept {
        const auto number = numberOf(now);
        std::chrono::nanoseconds result{};
        for (const auto& slot : slots_) {
            if (slot.number > number - static_cast<std::int64_t>(slots_.size()) && slot.number <= number)
                result = std::max(result, slot.longest);
        }
        return result;
    }

private:
    struct Slot {
        std::int64_t number = -1;
        std::chrono::nanoseconds longest{};
    };
    static std::int64_t numberOf(SteadyTime time) noexcept {
        return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count() / 10;
    }
    // Six whole ones, and the one that has begun.
    std::array<Slot, 7> slots_{};
};

}  // namespace tram::store
