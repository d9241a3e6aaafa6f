#include "store/recent_maximum.hpp"

#include <gtest/gtest.h>

namespace tram::store {
namespace {

using namespace std::chrono_literals;

TEST(RecentMaximum, TheLongestOfTheLastMinute) {
    RecentMaximum recent;
    const SteadyTime start{1h};
    EXPECT_EQ(recent.longest(start), 0ns);
    recent.record(start, 5ms);
    recent.record(start + 1s, 30ms);
    recent.record(start + 2s, 7ms);
    EXPECT_EQ(recent.longest(start + 2s), 30ms);
    EXPECT_EQ(recent.longest(start + 60s), 30ms) << "a minute later still";
    EXPECT_EQ(recent.longest(start + 71s), 0ms) << "and no more soon after";
}

TEST(RecentMaximum, OldOnesGoAndNewOnesStay) {
    RecentMaximum recent;
    const SteadyTime start{1h};
    for (int second = 0; second < 300; ++second)
        recent.record(start + std::chrono::seconds(second), 300ms - second * 1ms);
    const auto longest = recent.longest(start + 299s);
    EXPECT_GE(longest, 60ms) << "what was 60 seconds ago counts";
    EXPECT_LE(longest, 71ms) << "what was 71 seconds ago does not";
}

TEST(RecentMaximum, TheFirstSecondsOfAClock) {
    RecentMaximum recent;
    EXPECT_EQ(recent.longest(SteadyTime{}), 0ns);
    recent.record(SteadyTime{}, 3ms);
    EXPECT_EQ(recent.longest(SteadyTime{}), 3ms);
    EXPECT_EQ(recent.longest(SteadyTime{100h}), 0ms);
}

}  // namespace
}  // namespace tram::store
