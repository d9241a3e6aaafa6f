#include "hal/model/link_health.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "hal/model/findings_fixture.hpp"

namespace tram::hal {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

using fixture::told;

class Link : public ::testing::Test {
protected:
    // So many looks a second apart; what the last one says.
    std::string look(const LinkReading& reading, int looks = 1) {
        std::string last;
        for (int i = 0; i < looks; ++i, now += seconds(1)) last = told(watch.update(reading, now));
        return last;
    }
    static LinkReading up(std::int64_t megabits = 1'000) { return {true, megabits, 0, 0}; }

    LinkWatch watch{"link:tsl-1", 1'000};
    SteadyTime now{};
};

TEST_F(Link, CarrierLostForAMomentIsNoFailure) {
    EXPECT_EQ(look(up(), 3), "");
    LinkReading down;
    EXPECT_EQ(look(down, 2), "");
    EXPECT_EQ(look(up(), 3), "");
    EXPECT_EQ(look(down, 4), "link.down");
    EXPECT_EQ(look(up(), 1), "link.down") << "not at once";
    EXPECT_EQ(look(up(), 4), "");
}

TEST_F(Link, ThatFlaps) {
    auto reading = up();
    look(reading);
    reading.carrierChanges = 5;
    EXPECT_EQ(look(reading), "");
    reading.carrierChanges = 8;
    EXPECT_EQ(look(reading), "link.flapping value=8");
    now += minutes(11);
    EXPECT_EQ(look(reading), "") << "it is calm again";
    reading.carrierChanges = 2;
    EXPECT_EQ(look(reading), "") << "counted anew";
}

TEST_F(Link, ThatIsSlowOrLosesPackets) {
    EXPECT_EQ(look(up(100), 20), "") << "it may still agree on its speed";
    EXPECT_EQ(look(up(100), 15), "link.slow limit=1000 Mbit/s value=100 Mbit/s");
    EXPECT_EQ(look(up(10'000), 15), "");
    auto reading = up();
    reading.errors = 1'000'000;
    EXPECT_EQ(look(reading), "link.errors value=1000000");
    now += minutes(10);
    EXPECT_EQ(look(reading), "");
}

TEST_F(Link, WhatWasBeforeTheFirstLookDoesNotCount) {
    EXPECT_EQ(look({true, 1'000, 400, 50'000}), "");
}

}  // namespace
}  // namespace tram::hal
