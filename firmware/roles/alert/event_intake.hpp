// Which events a way out takes of what tram-hal says, so that none is missed and history is not told anew. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "hal/model/hal_protocol.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::roles {

struct Intake {
    std::vector<hal::AlarmEvent> events;
    std::uint64_t known = 0;  // tram-hal was heard up to here
};

// Of a way that never heard of tram-hal, or whose tram-hal began anew (its numbers went back): the alarms that are
// active.
[[nodiscard]] Intake firstIntake(const hal::Snapshot& snapshot);

// What came after `known`, which is not above the snapshot's number. Where tram-hal does not keep all of that any more,
// the active alarms among what is lost come before the rest.
[[nodiscard]] Intake nextIntake(std::uint64_t known, const hal::EventsAnswer& answer, const hal::Snapshot& snapshot);

}  // namespace tram::roles
