#include "hal/daemon/keeper.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {

namespace {

using namespace std::chrono_literals;

class KeeperTest : public ::testing::Test {
protected:
    std::unique_ptr<Keeper> open() {
        auto keeper = Keeper::open({.folder = folder_.root / "hal",
                                    .hostname = "mail.example",
                                    .board = {},
                                    .rules = {},
                                    .act = [this](Action action) { actions_.push_back(std::move(action)); },
                                    .told = [](const AlarmEvent&) {},
                                    .complained = [this](const std::string& what) { complaints_.push_back(what); }},
                                   clock_);
        EXPECT_TRUE(keeper) << keeper.error();
        return std::move(*keeper);
    }
    // A disk that calls itself failing, or not.
    Sights disk(bool failing) {
        clock_.advance(10s);
        Sights sights;
        DiskSight disk;
        disk.device = "sda";
        disk.place = "pci-1";
        disk.serial = "S1";
        sights.disks = {std::vector{disk}, "", clock_.steady()};
        SmartSight smart;
        smart.reading.emplace();
        smart.reading->serial = "S1";
        smart.reading->passed = !failing;
        smart.read = clock_.steady();
        sights.smart.emplace("sda", smart);
        return sights;
    }
    static std::string told(const EventsAnswer& answer) {
        std::string text;
        for (const auto& event : answer.events)
            text += std::to_string(event.sequence) + " " + std::string(name(event.what)) + " " +
                    std::string(infoOf(event.alarm.condition).name) + "\n";
        return text;
    }

    fixture::SysfsTree folder_;
    ManualClock clock_;
    std::vector<Action> actions_;
    std::vector<std::string> complaints_;
};

TEST_F(KeeperTest, TellsEventsAndKeepsThemOverARestart) {
    {
        const auto keeper = open();
        keeper->turn(disk(false));
        EXPECT_EQ(told(keeper->events(0, 0s)), "");
        keeper->turn(disk(true));
        EXPECT_EQ(told(keeper->events(0, 0s)), "1 raised disk.failing\n");
        keeper->close();
    }
    const auto keeper = open();
    EXPECT_EQ(told(keeper->events(0, 0s)), "1 raised disk.failing\n");
    keeper->turn(disk(true));
    EXPECT_EQ(told(keeper->events(1, 0s)), "") << "it is raised once";
    // After a restart what was known stands until all was looked at, or for a minute.
    keeper->turn(disk(false));
    EXPECT_EQ(told(keeper->events(1, 0s)), "");
    clock_.advance(61s);
    keeper->turn(disk(false));
    EXPECT_EQ(told(keeper->events(1, 0s)), "2 cleared disk.failing\n");
    EXPECT_EQ(keeper->events(0, 0s).oldest, 1U);
    const auto snapshot = parseSnapshot(keeper->snapshot());
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->hostname, "mail.example");
    EXPECT_EQ(snapshot->overall, Health::ok);
    EXPECT_NE(snapshot->find("disk:pci-1"), nullptr);
}

TEST_F(KeeperTest, WhatTheLogHasBesidesTheStateWasSo) {
    {
        const auto keeper = open();
        keeper->turn(disk(false));
        keeper->turn(disk(true));
    }
    // As if the process had ended between the two.
    std::filesystem::remove(folder_.root / "hal/state.json");
    const auto keeper = open();
    keeper->turn(disk(true));
    EXPECT_EQ(told(keeper->events(0, 0s)), "1 raised disk.failing\n");
}

TEST_F(KeeperTest, ALineThatWasCutOffIsPassedOver) {
    {
        const auto keeper = open();
        keeper->turn(disk(false));
        keeper->turn(disk(true));
    }
    std::ofstream(folder_.root / "hal/events.jsonl", std::ios::app) << R"({"what":"clea)";
    std::ofstream(folder_.root / "hal/state.json") << "{";
    const auto keeper = open();
    keeper->turn(disk(false));
    EXPECT_EQ(told(keeper->events(0, 0s)), "1 raised disk.failing\n2 cleared disk.failing\n");
}

TEST_F(KeeperTest, WhoWaitsHearsOfTheNextEvent) {
    const auto keeper = open();
    keeper->turn(disk(false));
    std::string heard;
    std::jthread waiting([&] { heard = told(keeper->events(0, 60s)); });
    keeper->turn(disk(true));
    waiting.join();
    EXPECT_EQ(heard, "1 raised disk.failing\n");
}

TEST_F(KeeperTest, CloseEndsTheWaiting) {
    const auto keeper = open();
    std::jthread waiting([&] { static_cast<void>(keeper->events(0, 60s)); });
    keeper->close();
}

TEST_F(KeeperTest, DoesWhatAnOperatorAsks) {
    using What = HalQuestion::What;
    const auto keeper = open();
    keeper->turn(disk(true));
    actions_.clear();
    const auto act = [&](What what, const std::string& component, std::uint64_t alarm = 0) {
        HalQuestion question;
        question.what = what;
        question.component = component;
        question.alarm = alarm;
        question.who = "an";
        return keeper->act(question);
    };
    EXPECT_EQ(act(What::acknowledge, "", 1), "");
    EXPECT_EQ(act(What::acknowledge, "", 9), "no-such");
    EXPECT_EQ(act(What::identify, "disk:pci-1"), "");
    EXPECT_EQ(actions_, (std::vector<Action>{{Action::What::locateOn, "sda", "", "disk:pci-1"}}));
    EXPECT_EQ(act(What::identify, "fan:1"), "no-such");
    EXPECT_EQ(act(What::adopt, "disk:pci-1"), "no-array");
    EXPECT_EQ(act(What::forget, "disk:pci-1"), "no-such") << "it is there";
    EXPECT_EQ(act(What::scrub, "array:mail"), "no-such");
    EXPECT_EQ(act(What::snapshot, ""), "not-possible");
    EXPECT_EQ(parseSnapshot(keeper->snapshot())->alarms.at(0).acknowledgedBy, "an");
}

TEST_F(KeeperTest, ADiskThatIsFullHoldsUpNothing) {
    const auto keeper = open();
    std::filesystem::remove_all(folder_.root / "hal");
    std::ofstream(folder_.root / "hal") << "a file stands in the folder's way";
    keeper->turn(disk(true));
    EXPECT_EQ(told(keeper->events(0, 0s)), "1 raised disk.failing\n");
    EXPECT_FALSE(complaints_.empty());
}

}  // namespace

}  // namespace tram::hal
