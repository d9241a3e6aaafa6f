#include "proto/smtp/retry_schedule.hpp"

#include <algorithm>

namespace tram::smtp {
namespace {

using std::chrono::seconds;

// first * 2^(count-1), at most `longest`.
seconds doubled(seconds first, seconds longest, std::uint32_t count) {
    auto wait = std::min(first, longest);
    for (; count > 1 && wait < longest; --count) wait = std::min(wait * 2, longest);
    return wait;
}

// Evenly spread over wait ± percent, so that what failed together is not tried together.
seconds jittered(seconds wait, std::uint32_t percent, Random& random) {
    const auto spread = wait.count() * static_cast<seconds::rep>(std::min(percent, 100U)) / 100;
    if (spread <= 0) return wait;
    const auto span = static_cast<std::uint64_t>(2 * spread + 1);
    return wait - seconds{spread} + seconds{static_cast<seconds::rep>(random.next() % span)};
}

}  // namespace

std::optional<SystemTime> nextAttempt(const RetrySchedule& schedule, std::uint32_t attempts, SystemTime now,
                                      SystemTime expires, Random& random) {
    if (now >= expires) return std::nullopt;
    const auto wait = jittered(doubled(schedule.first, schedule.longest, attempts), schedule.jitterPercent, random);
    return std::min(now + std::max(wait, seconds{1}), expires);
}

SystemTime delayNoticeTime(const RetrySchedule& schedule, SystemTime arrival) {
    return arrival + schedule.delayNotice;
}

std::chrono::seconds destinationRest(seconds first, seconds longest, std::uint32_t failures,
                                     std::uint32_t jitterPercent, Random& random) {
    return std::max(jittered(doubled(first, longest, failures), jitterPercent, random), seconds{1});
}

}  // namespace tram::smtp
