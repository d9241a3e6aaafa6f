#include "hal/model/self_test_schedule.hpp"

#include <gtest/gtest.h>

namespace tram::hal {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using Disk = SelfTestSchedule::Disk;

class Schedule : public ::testing::Test {
protected:
    // "start-self-test sda", or "" where none is started.
    std::string look(bool mayStart = true) {
        Look look;
        look.now = {SteadyTime{} + passed, SystemTime{} + days(20'000) + passed};
        schedule.look(disks, mayStart, look);
        EXPECT_LE(look.actions.size(), 1U) << "one at a time";
        if (look.actions.empty()) return "";
        const auto& action = look.actions.front();
        return std::string(name(action.what)) + " " + action.device + " " + action.component;
    }

    SelfTestSchedule schedule{{}};
    std::vector<Disk> disks{{"disk:1", "sda", "A", false, false}, {"disk:2", "sdb", "B", false, false}};
    std::chrono::microseconds passed{0};
};

TEST_F(Schedule, ANewDiskHasItsShortTestAndOneFollowsTheOther) {
    EXPECT_EQ(look(false), "") << "not in the day";
    passed += hours(2);
    EXPECT_EQ(look(), "start-self-test sda disk:1");
    passed += minutes(5);
    EXPECT_EQ(look(), "") << "it has not yet said that it is at it";
    passed += SelfTestSchedule::pause;
    disks[0].isRunning = true;
    EXPECT_EQ(look(), "");
    disks[0].isRunning = false;
    EXPECT_EQ(look(), "start-self-test sdb disk:2");
    passed += days(6);
    EXPECT_EQ(look(), "");
    passed += days(1);
    EXPECT_EQ(look(), "start-self-test sda disk:1");
}

TEST_F(Schedule, TheLongTestOfAMonthCountsAsAShortOne) {
    std::vector<std::string> started;
    for (int day = 0; day < 62; ++day) {
        for (int hour = 0; hour < 4; ++hour) {
            if (const auto action = look(); action.contains("sdb"))
                started.push_back(std::to_string(day) + " " + action);
            passed += hours(1);
        }
        passed += hours(20);
    }
    const std::vector<std::string> expected{
        "0 start-self-test sdb disk:2",  "7 start-self-test sdb disk:2",      "14 start-self-test sdb disk:2",
        "21 start-self-test sdb disk:2", "28 start-self-test sdb disk:2",     "30 start-long-self-test sdb disk:2",
        "37 start-self-test sdb disk:2", "44 start-self-test sdb disk:2",     "51 start-self-test sdb disk:2",
        "58 start-self-test sdb disk:2", "60 start-long-self-test sdb disk:2"};
    EXPECT_EQ(started, expected);
}

TEST_F(Schedule, ADiskThatFailsIsSpared) {
    disks[0].isFailing = true;
    EXPECT_EQ(look(), "start-self-test sdb disk:2");
}

TEST_F(Schedule, RemembersOverARestart) {
    EXPECT_EQ(look(), "start-self-test sda disk:1");
    passed += minutes(31);
    EXPECT_EQ(look(), "start-self-test sdb disk:2");
    schedule = SelfTestSchedule(schedule.memory());
    passed += minutes(31);
    EXPECT_EQ(look(), "");
}

}  // namespace

}  // namespace tram::hal
