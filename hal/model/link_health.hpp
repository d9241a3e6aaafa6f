// What a network link's carrier, speed and counters say. Pure; times are of the steady clock.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/alarm_book.hpp"
#include "hal/model/debounce.hpp"

namespace tram::hal {

struct LinkReading {
    bool carrier = false;
    std::optional<std::int64_t> megabits;  // none without a carrier
    std::uint64_t carrierChanges = 0;      // counters since the system started
    std::uint64_t errors = 0;
};

// How much a counter grew within a time, whenever it was read.
class Growth {
public:
    explicit Growth(std::chrono::nanoseconds window) : window_(window) {}

    // One reading. A counter that fell was set back, and begins anew.
    void update(std::uint64_t value, SteadyTime now);
    [[nodiscard]] std::uint64_t within() const { return sum_; }

private:
    std::chrono::nanoseconds window_;
    std::optional<std::uint64_t> last_;
    std::deque<std::pair<SteadyTime, std::uint64_t>> grown_;
    std::uint64_t sum_ = 0;
};

class LinkWatch {
public:
    // expected: megabits a second; none where any speed will do.
    LinkWatch(std::string component, std::optional<std::int64_t> expected);

    // One look at it. A carrier that is gone for a moment is a flap, not a failure.
    [[nodiscard]] std::vector<Finding> update(const LinkReading& reading, SteadyTime now);

private:
    std::string component_;
    std::optional<std::int64_t> expected_;
    Debounce down_;
    Debounce slow_;
    Growth changes_;
    Growth errors_;
};

}  // namespace tram::hal
