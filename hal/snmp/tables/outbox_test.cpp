#include "hal/snmp/tables/outbox.hpp"

#include <gtest/gtest.h>

#include "hal/snmp/tables/view_fixture.hpp"

namespace tram::snmp {

namespace {

using What = OutboxItem::What;
using std::chrono::seconds;

constexpr SteadyTime start{std::chrono::hours(5)};

hal::AlarmEvent eventNumbered(std::uint64_t sequence) {
    hal::Alarm alarm;
    alarm.id = sequence;
    alarm.condition = hal::Condition::fanFailed;
    alarm.component = "fan:1";
    return {hal::AlarmEvent::What::raised, sequence, fixture::noon, std::move(alarm)};
}

std::string shown(const OutboxItem* item) {
    if (item == nullptr) return "-";
    if (item->what == What::here) return "here";
    return (item->what == What::repeated ? "again " : "") + std::to_string(item->event.sequence);
}

// What a receiver that has everything at once is told.
std::string drained(Outbox& outbox, SteadyTime now, std::span<const hal::Alarm> active) {
    std::string all;
    for (const auto* item = outbox.next(now, active); item != nullptr; item = outbox.next(now, active)) {
        all += (all.empty() ? "" : ", ") + shown(item);
        outbox.acknowledged(now);
    }
    return all;
}

TEST(Outbox, FirstSaysThatTheApplianceIsHereAndWhatIsActive) {
    const auto box = fixture::appliance();
    Outbox outbox({}, box.sequence, start);
    EXPECT_EQ(drained(outbox, start, box.alarms), "here, again 7, again 9");
    EXPECT_EQ(drained(outbox, start, box.alarms), "");
}

TEST(Outbox, TellsInOrderWhatTheReceiverLacks) {
    Outbox outbox({}, 10, start);
    for (const std::uint64_t number : {9U, 10U, 11U, 12U, 12U}) outbox.add(eventNumbered(number));
    EXPECT_EQ(drained(outbox, start, {}), "11, 12, here");
    EXPECT_EQ(outbox.lastAcknowledged(), 12U);
}

TEST(Outbox, TellsTheSameUntilItIsAcknowledgedWithGrowingPauses) {
    Outbox outbox({}, 0, start);
    outbox.add(eventNumbered(1));
    auto now = start;
    std::vector<long> pauses;
    for (int i = 0; i < 6; ++i) {
        ASSERT_EQ(shown(outbox.next(now, {})), "1");
        outbox.failed(now);
        EXPECT_FALSE(outbox.inContact());
        const auto failedAt = now;
        while (outbox.next(now, {}) == nullptr) now += seconds(1);
        pauses.push_back((now - failedAt) / seconds(1));
    }
    EXPECT_EQ(pauses, (std::vector<long>{2, 4, 8, 16, 30, 30}));
    EXPECT_EQ(drained(outbox, now, {}), "1, here");
    EXPECT_TRUE(outbox.inContact());
}

TEST(Outbox, AfterALossTellsWhatIsActive) {
    const auto box = fixture::appliance();
    Outbox outbox({}, box.sequence, start);
    drained(outbox, start, box.alarms);
    outbox.add(eventNumbered(10));
    ASSERT_NE(outbox.next(start, box.alarms), nullptr);
    outbox.failed(start);
    EXPECT_EQ(drained(outbox, start + seconds(3), box.alarms), "10, here, again 7, again 9");
}

TEST(Outbox, EveryHourTellsWhatIsActive) {
    const auto box = fixture::appliance();
    Outbox outbox({}, box.sequence, start);
    drained(outbox, start, box.alarms);
    EXPECT_EQ(drained(outbox, start + seconds(3599), box.alarms), "");
    EXPECT_EQ(drained(outbox, start + seconds(3600), box.alarms), "again 7, again 9");
    EXPECT_EQ(drained(outbox, start + seconds(3700), box.alarms), "");
}

TEST(Outbox, DropsTheOldestWhenTooMuchWaits) {
    Outbox outbox({.most = 3}, 0, start);
    drained(outbox, start, {});
    for (std::uint64_t number = 1; number <= 5; ++number) outbox.add(eventNumbered(number));
    EXPECT_EQ(outbox.dropped(), 2U);
    EXPECT_EQ(drained(outbox, start, {}), "3, 4, 5, here");
}

TEST(Outbox, NeverDropsTheOneThatIsUnderWay) {
    Outbox outbox({.most = 2}, 0, start);
    drained(outbox, start, {});
    for (std::uint64_t number = 1; number <= 2; ++number) outbox.add(eventNumbered(number));
    ASSERT_EQ(shown(outbox.next(start, {})), "1");
    outbox.add(eventNumbered(3));
    outbox.acknowledged(start);
    EXPECT_EQ(outbox.lastAcknowledged(), 1U);
    EXPECT_EQ(drained(outbox, start, {}), "3, here");
}

TEST(Outbox, ANumberingThatBeganAnewLosesNothing) {
    Outbox outbox({}, 500, start);
    drained(outbox, start, {});
    outbox.present(2);
    outbox.add(eventNumbered(3));
    EXPECT_EQ(drained(outbox, start, {}), "3, here");
    outbox.present(3);
    EXPECT_EQ(drained(outbox, start, {}), "");
}

TEST(ReceiverMemory, ComesBackAsItWasKept) {
    const ReceiverMemory memory{12, std::string("\x80\x00\x1f\x88\x04xyz", 8)};
    EXPECT_EQ(encodeMemory(memory), "acknowledged 12\nengine 80001f880478797a\n");
    EXPECT_EQ(parseMemory(encodeMemory(memory)), memory);
    EXPECT_EQ(parseMemory(encodeMemory({})), ReceiverMemory{});
}

TEST(ReceiverMemory, WhatCannotBeReadIsNotThere) {
    for (const auto* text : {"", "acknowledged x\n", "acknowledged -1\n", "engine 80\n", "engine 80001f88zz\n",
                             "engine 80001f8804787\n", "nonsense", "\0\0"})
        EXPECT_EQ(parseMemory(text), ReceiverMemory{}) << text;
}

}  // namespace

}  // namespace tram::snmp
