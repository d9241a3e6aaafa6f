#include "roles/alert/alarm_paths.hpp"

#include <algorithm>

#include "roles/alert/event_intake.hpp"

namespace tram::roles {

void AlarmPaths::heard(const hal::Snapshot& snapshot) {
    for (const auto& path : paths_) {
        // A snapshot is asked for after what is known was heard: its number is not below, unless all began anew.
        if (path->known() && *path->known() <= snapshot.sequence) continue;
        const auto intake = firstIntake(snapshot);
        path->take(intake.events, intake.known);
    }
}

void AlarmPaths::heard(const hal::EventsAnswer& answer, const hal::Snapshot& snapshot) {
    for (const auto& path : paths_) {
        if (!path->known()) continue;
        const auto intake = nextIntake(*path->known(), answer, snapshot);
        path->take(intake.events, intake.known);
    }
}

std::uint64_t AlarmPaths::after(const hal::Snapshot& snapshot) const {
    std::uint64_t least = snapshot.sequence;
    for (const auto& path : paths_) {
        if (path->known()) least = std::min(least, *path->known());
    }
    return least;
}

std::vector<PathView> AlarmPaths::views() const {
    std::vector<PathView> views;
    for (const auto& path : paths_) views.push_back(path->view());
    return views;
}

}  // namespace tram::roles
