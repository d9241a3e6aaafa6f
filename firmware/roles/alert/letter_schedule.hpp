// Which events become a letter now, and which wait: at most one letter about a condition of a component in ten minutes,
// what comes meanwhile is summed up in the next. Pure; the time is handed in.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/alarm_book.hpp"

namespace tram::roles {

class LetterSchedule {
public:
    static constexpr std::chrono::minutes interval{10};

    // Indices of events that make one letter together: of the first event whose time has come; empty: none has.
    [[nodiscard]] std::vector<std::size_t> due(std::span<const hal::AlarmEvent> waiting, SteadyTime now) const;
    // When the next of those that wait is due; nothing where none waits.
    [[nodiscard]] std::optional<SteadyTime> next(std::span<const hal::AlarmEvent> waiting) const;
    // A letter about this condition of this component went out.
    void sent(const hal::Alarm& alarm, SteadyTime now);

private:
    using About = std::pair<hal::Condition, std::string>;
    [[nodiscard]] SteadyTime dueAt(const hal::Alarm& alarm) const;

    std::map<About, SteadyTime> last_;
};

}  // namespace tram::roles
