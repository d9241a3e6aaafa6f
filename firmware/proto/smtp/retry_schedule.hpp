// When a message that could not be sent is tried again, when its sender is told, and when it is given up.
//
// Standards: RFC 5321 4.5.4.1 (give up after 4 to 5 days at least; retry 30 minutes, more often at first).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace tram::smtp {

struct RetrySchedule {
    std::chrono::seconds first = std::chrono::minutes{2};
    std::chrono::seconds longest = std::chrono::hours{3};
    // Each wait is `first` * 2^(attempts-1), at most `longest`, times 1 ± jitter/100.
    std::uint32_t jitterPercent = 20;
    std::chrono::seconds lifetime = std::chrono::days{5};
    std::chrono::seconds delayNotice = std::chrono::hours{4};
};

// The next attempt after `attempts` (at least 1) failed ones; never behind `expires`, so that the last one
// is made when time is up. nullopt: time is up, give up (4.4.7 becomes 5.4.7).
[[nodiscard]] std::optional<SystemTime> nextAttempt(const RetrySchedule& schedule, std::uint32_t attempts,
                                                    SystemTime now, SystemTime expires, Random& random);

// When the sender is to be told of the delay.
[[nodiscard]] SystemTime delayNoticeTime(const RetrySchedule& schedule, SystemTime arrival);

// How long a destination rests after `failures` (at least 1) connection failures in a row, jitter applied.
[[nodiscard]] std::chrono::seconds destinationRest(std::chrono::seconds first, std::chrono::seconds longest,
                                                   std::uint32_t failures, std::uint32_t jitterPercent, Random& random);

}  // namespace tram::smtp
