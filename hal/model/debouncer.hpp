// Findings of one look at a time, held back until they were seen for a while, and held on to until they were not.
//
// Every condition has its patience here; rules say only what they see. Pure; times are of the steady clock.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hal/model/alarm_book.hpp"
#include "hal/model/debounce.hpp"

namespace tram::hal {

[[nodiscard]] Patience patienceOf(Condition condition);

class Debouncer {
public:
    Debouncer() = default;
    // What held when the process ended holds until it is known to be over.
    explicit Debouncer(std::span<const Alarm> active);

    // What holds now. Of components that could not be looked at nothing changes.
    [[nodiscard]] std::vector<Finding> update(std::vector<Finding> seen, const std::set<std::string>& unreadable,
                                              SteadyTime now);

private:
    struct Held {
        Debounce debounce;
        Finding last;
        bool seen = false;
    };
    std::map<std::pair<std::string, Condition>, Held> held_;
};

}  // namespace tram::hal
