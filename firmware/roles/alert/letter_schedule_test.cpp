#include "roles/alert/letter_schedule.hpp"

#include <gtest/gtest.h>

#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using std::chrono::minutes;
using Indices = std::vector<std::size_t>;

hal::AlarmEvent about(const char* component, hal::Condition condition = hal::Condition::diskFailing) {
    auto alarm = failingDisk();
    alarm.component = component;
    alarm.condition = condition;
    return event(1, hal::AlarmEvent::What::raised, alarm);
}

TEST(LetterSchedule, TheFirstGoesAtOnce) {
    const LetterSchedule schedule;
    const std::vector events{about("disk:1")};
    EXPECT_EQ(schedule.due(events, SteadyTime{}), Indices{0});
    EXPECT_EQ(schedule.due({}, SteadyTime{}), Indices{});
    EXPECT_EQ(schedule.next({}), std::nullopt);
}

TEST(LetterSchedule, WhatBelongsTogetherIsOneLetter) {
    const LetterSchedule schedule;
    const std::vector events{about("disk:1"), about("disk:2"), about("disk:1"),
                             about("disk:1", hal::Condition::diskHot)};
    EXPECT_EQ(schedule.due(events, SteadyTime{}), (Indices{0, 2}));
}

TEST(LetterSchedule, TheNextAboutTheSameComesTenMinutesLater) {
    LetterSchedule schedule;
    const SteadyTime start{std::chrono::hours(1)};
    schedule.sent(about("disk:1").alarm, start);
    const std::vector same{about("disk:1"), about("disk:1")};
    EXPECT_EQ(schedule.due(same, start + minutes(9)), Indices{});
    EXPECT_EQ(schedule.next(same), start + minutes(10));
    EXPECT_EQ(schedule.due(same, start + minutes(10)), (Indices{0, 1}));
}

TEST(LetterSchedule, OthersDoNotWaitForIt) {
    LetterSchedule schedule;
    const SteadyTime start{std::chrono::hours(1)};
    schedule.sent(about("disk:1").alarm, start);
    const std::vector mixed{about("disk:1"), about("disk:2"), about("disk:1", hal::Condition::diskHot)};
    EXPECT_EQ(schedule.due(mixed, start + minutes(1)), Indices{1});
    schedule.sent(about("disk:2").alarm, start + minutes(1));
    EXPECT_EQ(schedule.due(mixed, start + minutes(1)), Indices{2});
    schedule.sent(mixed[2].alarm, start + minutes(2));
    EXPECT_EQ(schedule.due(mixed, start + minutes(2)), Indices{});
    EXPECT_EQ(schedule.next(mixed), start + minutes(10));
}

}  // namespace
}  // namespace tram::roles
