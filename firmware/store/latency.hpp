// How long something takes that happens very often: counts by size, from which medians are told.
//
// Sizes are kept to an eighth of an octave: a quantile is right to 9 per cent. Threads: any, without locks.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>

namespace tram::store {

class Latency {
public:
    void record(std::chrono::nanoseconds took) noexcept {
        counts_[indexOf(static_cast<std::uint64_t>(took.count() < 0 ? 0 : took.count()))].fetch_add(
            1, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t count() const noexcept {
        std::uint64_t sum = 0;
        for (const auto& each : counts_) sum += each.load(std::memory_order_relaxed);
        return sum;
    }
    // The least size that `share` (0 to 1) of them are not above; 0 where there were none.
    [[nodiscard]] std::chrono::nanoseconds quantile(double share) const noexcept {
        const auto all = count();
        auto left = static_cast<std::uint64_t>(static_cast<double>(all) * share);
        for (std::size_t i = 0; all > 0 && i < counts_.size(); ++i) {
            const auto here = counts_[i].load(std::memory_order_relaxed);
            if (here > left) return std::chrono::nanoseconds(upperEnd(i));
            left -= here;
        }
        return std::chrono::nanoseconds(all == 0 ? 0 : upperEnd(counts_.size() - 1));
    }

private:
    static constexpr std::size_t steps = 8;
    static std::size_t indexOf(std::uint64_t size) noexcept {
        if (size < steps) return size;
        const auto octave = static_cast<std::size_t>(std::bit_width(size)) - 4;
        return octave * steps + static_cast<std::size_t>(size >> octave);
    }
    static std::int64_t upperEnd(std::size_t index) noexcept {
        if (index < 2 * steps) return static_cast<std::int64_t>(index);
        const auto octave = index / steps - 1;
        return static_cast<std::int64_t>(((index % steps + steps + 1) << octave) - 1);
    }
    // Up to 2^63 ns.
    std::array<std::atomic<std::uint64_t>, 61 * steps> counts_{};
};

}  // namespace tram::store
