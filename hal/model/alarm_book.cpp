#include "hal/model/alarm_book.hpp"

#include <algorithm>
#include <utility>

namespace tram::hal {

std::string_view name(AlarmEvent::What what) noexcept {
    switch (what) {
        case AlarmEvent::What::raised:
            return "raised";
        case AlarmEvent::What::changed:
            return "changed";
        case AlarmEvent::What::cleared:
            return "cleared";
    }
    return "?";
}

AlarmBook::AlarmBook(std::vector<Alarm> alarms, std::uint64_t sequence)
    : alarms_(std::move(alarms)), sequence_(sequence) {}

Alarm* AlarmBook::find(const Finding& finding) {
    const auto found = std::ranges::find_if(alarms_, [&](const Alarm& alarm) {
        return alarm.condition == finding.condition && alarm.component == finding.component;
    });
    return found == alarms_.end() ? nullptr : &*found;
}

std::vector<AlarmEvent> AlarmBook::update(std::span<const Finding> findings, const std::set<std::string>& unreadable,
                                          SystemTime now) {
    std::vector<AlarmEvent> events;
    const auto tell = [&](AlarmEvent::What what, const Alarm& alarm) {
        events.push_back({what, ++sequence_, now, alarm});
    };
    std::set<std::uint64_t> found;
    for (const auto& finding : findings) {
        const auto severity = finding.severity.value_or(infoOf(finding.condition).severity);
        auto* alarm = find(finding);
        if (alarm == nullptr) {
            alarm = &alarms_.emplace_back(sequence_ + 1, finding.condition, finding.component, severity,
                                          finding.arguments, now, now, std::string());
            tell(AlarmEvent::What::raised, *alarm);
        } else {
            alarm->arguments = finding.arguments;
            if (std::exchange(alarm->severity, severity) != severity) {
                alarm->changed = now;
                tell(AlarmEvent::What::changed, *alarm);
            }
        }
        found.insert(alarm->id);
    }
    std::erase_if(alarms_, [&](const Alarm& alarm) {
        if (found.contains(alarm.id) || unreadable.contains(alarm.component)) return false;
        tell(AlarmEvent::What::cleared, alarm);
        return true;
    });
    return events;
}

bool AlarmBook::acknowledge(std::uint64_t id, std::string who) {
    const auto found = std::ranges::find(alarms_, id, &Alarm::id);
    if (found == alarms_.end()) return false;
    found->acknowledgedBy = std::move(who);
    return true;
}

}  // namespace tram::hal
