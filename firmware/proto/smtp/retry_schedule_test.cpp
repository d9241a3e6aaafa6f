#include "proto/smtp/retry_schedule.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

const SystemTime start{seconds{1'700'000'000}};

TEST(RetrySchedule, DoublesUpToTheLongest) {
    RetrySchedule schedule;
    schedule.jitterPercent = 0;
    SeededRandom random{1};
    const auto expires = start + schedule.lifetime;
    const std::vector<seconds> waits{2min, 4min, 8min, 16min, 32min, 64min, 128min, 3h, 3h, 3h};
    for (std::uint32_t attempt = 1; attempt <= waits.size(); ++attempt) {
        EXPECT_EQ(*nextAttempt(schedule, attempt, start, expires, random) - start, waits[attempt - 1]) << attempt;
    }
    EXPECT_EQ(*nextAttempt(schedule, UINT32_MAX, start, expires, random) - start, 3h);
}

TEST(RetrySchedule, JitterStaysWithinItsShareAndVaries) {
    const RetrySchedule schedule;
    SeededRandom random{2};
    auto least = 1'000'000s;
    auto most = 0s;
    for (int i = 0; i < 2'000; ++i) {
        const auto wait =
            std::chrono::floor<seconds>(*nextAttempt(schedule, 1, start, start + schedule.lifetime, random) - start);
        least = std::min(least, wait);
        most = std::max(most, wait);
    }
    EXPECT_GE(least, 96s);
    EXPECT_LE(most, 144s);
    EXPECT_LT(least, 100s);
    EXPECT_GT(most, 140s);
}

TEST(RetrySchedule, TheLastAttemptIsWhenTimeIsUp) {
    const RetrySchedule schedule;
    SeededRandom random{3};
    const auto expires = start + 10s;
    EXPECT_EQ(nextAttempt(schedule, 5, start, expires, random), expires);
    EXPECT_EQ(nextAttempt(schedule, 6, expires, expires, random), std::nullopt);
    EXPECT_EQ(nextAttempt(schedule, 6, expires + 1s, expires, random), std::nullopt);
}

TEST(RetrySchedule, AMessageIsTriedForFiveDays) {
    const RetrySchedule schedule;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SeededRandom random{seed};
        const auto expires = start + schedule.lifetime;
        auto now = start;
        std::uint32_t attempts = 0;
        auto inTheFirstHour = 0;
        for (;;) {
            ++attempts;
            const auto next = nextAttempt(schedule, attempts, now, expires, random);
            if (!next) break;
            ASSERT_GT(*next, now);
            if (*next - start <= 1h) ++inTheFirstHour;
            now = *next;
        }
        EXPECT_EQ(now, expires);
        EXPECT_GE(inTheFirstHour, 3);
        EXPECT_GT(attempts, 35U);
        EXPECT_LT(attempts, 60U);
    }
}

TEST(RetrySchedule, HostileSettingsStillMoveOn) {
    SeededRandom random{4};
    RetrySchedule schedule;
    schedule.first = 0s;
    schedule.longest = 0s;
    schedule.jitterPercent = 500;
    EXPECT_GT(*nextAttempt(schedule, 1, start, start + 1h, random), start);
    EXPECT_GE(destinationRest(0s, 0s, 7, 0, random), 1s);
}

TEST(RetrySchedule, DelayIsToldAfterFourHours) {
    EXPECT_EQ(delayNoticeTime(RetrySchedule{}, start), start + 4h);
}

}  // namespace
}  // namespace tram::smtp
