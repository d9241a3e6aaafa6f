#include "roles/alert/letter_schedule.hpp"

#include <algorithm>

namespace tram::roles {

SteadyTime LetterSchedule::dueAt(const hal::Alarm& alarm) const {
    const auto found = last_.find({alarm.condition, alarm.component});
    return found == last_.end() ? SteadyTime::min() : found->second + interval;
}

std::vector<std::size_t> LetterSchedule::due(std::span<const hal::AlarmEvent> waiting, SteadyTime now) const {
    std::vector<std::size_t> result;
    const auto first = std::ranges::find_if(waiting, [&](const auto& event) { return dueAt(event.alarm) <= now; });
    if (first == waiting.end()) return result;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        const auto& alarm = waiting[i].alarm;
        if (alarm.condition == first->alarm.condition && alarm.component == first->alarm.component) result.push_back(i);
    }
    return result;
}

std::optional<SteadyTime> LetterSchedule::next(std::span<const hal::AlarmEvent> waiting) const {
    std::optional<SteadyTime> earliest;
    for (const auto& event : waiting) {
        const auto at = dueAt(event.alarm);
        if (!earliest || at < *earliest) earliest = at;
    }
    return earliest;
}

void LetterSchedule::sent(const hal::Alarm& alarm, SteadyTime now) {
    std::erase_if(last_, [&](const auto& each) { return each.second + interval <= now; });
    last_[{alarm.condition, alarm.component}] = now;
}

}  // namespace tram::roles
