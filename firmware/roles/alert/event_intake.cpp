#include "roles/alert/event_intake.hpp"

#include <algorithm>

namespace tram::roles {

namespace {

using hal::AlarmEvent;

// The active alarms with ids, which are the numbers that raised them, above `after` and below `before`.
void addRaised(std::vector<AlarmEvent>& events, const hal::Snapshot& snapshot, std::uint64_t after,
               std::uint64_t before) {
    for (const auto& alarm : snapshot.alarms) {
        if (alarm.id <= after || alarm.id >= before) continue;
        events.push_back({AlarmEvent::What::raised, alarm.id, alarm.raised, alarm});
    }
    std::ranges::sort(events, {}, &AlarmEvent::sequence);
}

}  // namespace

Intake firstIntake(const hal::Snapshot& snapshot) {
    Intake intake;
    addRaised(intake.events, snapshot, 0, snapshot.sequence + 1);
    intake.known = snapshot.sequence;
    return intake;
}

Intake nextIntake(std::uint64_t known, const hal::EventsAnswer& answer, const hal::Snapshot& snapshot) {
    Intake intake{{}, known};
    if (answer.oldest == 0) {
        // Nothing is kept: its log was lost.
        if (snapshot.sequence <= known) return intake;
        addRaised(intake.events, snapshot, known, snapshot.sequence + 1);
        intake.known = snapshot.sequence;
        return intake;
    }
    if (answer.sequence <= known) return intake;
    if (answer.oldest > known + 1) addRaised(intake.events, snapshot, known, answer.oldest);
    for (const auto& event : answer.events) {
        if (event.sequence > known) intake.events.push_back(event);
    }
    // There may be more than one answer holds; where it holds none they are conditions of a later release.
    intake.known = answer.events.empty() ? answer.sequence : std::max(known, answer.events.back().sequence);
    return intake;
}

}  // namespace tram::roles
