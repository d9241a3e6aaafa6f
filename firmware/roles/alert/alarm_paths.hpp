// All ways out for alarms, and what each of them is to hear of tram-hal. Threads: one loop's.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hal/model/hal_protocol.hpp"
#include "hal/model/snapshot.hpp"
#include "roles/alert/alarm_path.hpp"

namespace tram::roles {

class AlarmPaths {
public:
    void add(std::shared_ptr<AlarmPath> path) { paths_.push_back(std::move(path)); }

    // A way that never heard of tram-hal, or of this one, begins with the active alarms.
    void heard(const hal::Snapshot& snapshot);
    // The answer to a question after `after()`; the snapshot is one from before it was asked.
    void heard(const hal::EventsAnswer& answer, const hal::Snapshot& snapshot);
    // After which event tram-hal is to be asked: the least that any way knows.
    [[nodiscard]] std::uint64_t after(const hal::Snapshot& snapshot) const;

    [[nodiscard]] std::vector<PathView> views() const;
    void clear() { paths_.clear(); }

private:
    std::vector<std::shared_ptr<AlarmPath>> paths_;
};

}  // namespace tram::roles
