// Events of one alarm as a letter to the operators: Vietnamese, then English. Pure.
#pragma once

#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "hal/model/alarm_book.hpp"
#include "proto/dsn/report.hpp"

namespace tram::roles {

struct AlarmLetterFacts {
    std::string hostname;
    std::string from;  // postmaster@…
    std::string to;
    SystemTime now{};
};

// REQUIRES: at least one event, all of one condition and component, in their order. The letter tells the last one, and
// where there are several, how often it came and went.
[[nodiscard]] dsn::Report composeAlarmLetter(std::span<const hal::AlarmEvent> events, const AlarmLetterFacts& facts,
                                             Random& random);

}  // namespace tram::roles
