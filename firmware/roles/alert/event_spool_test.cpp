#include "roles/alert/event_spool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>

#include "net/loopback_fixture.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
namespace asio = boost::asio;
using net::test::TemporaryFolder;
using Numbers = std::vector<std::uint64_t>;

class Spool : public testing::Test {
protected:
    std::shared_ptr<EventSpool> open(std::size_t most = spoolOctets) {
        return std::make_shared<EventSpool>(
            context.get_executor(), disk, file(), [this](const std::string& text) { complaints.push_back(text); },
            most);
    }
    SpoolFile file() const { return {folder.path, "mail"}; }
    void settle(const EventSpool& spool) {
        const auto work = asio::make_work_guard(context);
        context.restart();
        for (int tries = 0; !spool.isSettled() && tries < 1000; ++tries)
            context.run_one_for(std::chrono::milliseconds(20));
        EXPECT_TRUE(spool.isSettled());
    }
    static Numbers sequences(const std::vector<SpooledEvent>& events) {
        Numbers result;
        for (const auto& each : events) result.push_back(each.event.sequence);
        return result;
    }
    static std::vector<hal::AlarmEvent> events(Numbers of) {
        std::vector<hal::AlarmEvent> result;
        for (const auto sequence : of) result.push_back(event(sequence));
        return result;
    }

    TemporaryFolder folder;
    asio::io_context context{1};
    asio::thread_pool disk{1};
    std::vector<std::string> complaints;
};

TEST_F(Spool, IsThereAgainAfterAKill) {
    {
        const auto spool = open();
        EXPECT_EQ(spool->known(), std::nullopt);
        spool->add(events({4, 5, 6}), 6);
        settle(*spool);
    }
    {
        const auto spool = open();
        EXPECT_EQ(sequences(spool->waiting()), (Numbers{4, 5, 6}));
        EXPECT_EQ(spool->waiting().at(0).event, event(4));
        EXPECT_EQ(spool->known(), 6U);
        spool->finish(Numbers{spool->waiting().at(0).number});
        settle(*spool);
    }
    const auto spool = open();
    EXPECT_EQ(sequences(spool->waiting()), (Numbers{5, 6}));
    spool->add(events({7}), 7);
    EXPECT_GT(spool->waiting().at(2).number, spool->waiting().at(1).number);
    EXPECT_TRUE(complaints.empty());
}

TEST_F(Spool, KnowsHowFarItHeardThoughNothingWaits) {
    {
        const auto spool = open();
        spool->add({}, 0);
        settle(*spool);
    }
    EXPECT_EQ(open()->known(), 0U);
    {
        const auto spool = open();
        spool->add(events({8}), 9);
        settle(*spool);
        spool->finish(Numbers{spool->waiting().at(0).number});
        settle(*spool);
    }
    const auto spool = open();
    EXPECT_TRUE(spool->waiting().empty());
    EXPECT_EQ(spool->known(), 9U);
}

TEST_F(Spool, WhatIsFinishedOutOfOrderStaysFinished) {
    {
        const auto spool = open();
        spool->add(events({1, 2, 3}), 3);
        settle(*spool);
        spool->finish(Numbers{spool->waiting().at(1).number});
        settle(*spool);
    }
    const auto spool = open();
    EXPECT_EQ(sequences(spool->waiting()), (Numbers{1, 3}));
}

TEST_F(Spool, ALineThatWasCutOffHarmsNoOther) {
    {
        const auto spool = open();
        spool->add(events({1, 2}), 2);
        settle(*spool);
    }
    std::filesystem::resize_file(folder.path / "mail.events", file().size() - 20);
    {
        const auto spool = open();
        EXPECT_EQ(sequences(spool->waiting()), (Numbers{1}));
        spool->add(events({3}), 3);
        settle(*spool);
    }
    EXPECT_EQ(sequences(open()->waiting()), (Numbers{1, 3}));
}

TEST_F(Spool, WhatWasTakenIsKnownThoughItWasNotNotedDown) {
    {
        const auto spool = open();
        spool->add(events({1}), 1);
        settle(*spool);
    }
    // As after a kill between the two files.
    ASSERT_TRUE(file().append(std::vector{SpooledEvent{2, event(5)}}));
    const auto spool = open();
    EXPECT_EQ(spool->known(), 5U);
    EXPECT_EQ(sequences(spool->waiting()), (Numbers{1, 5}));
}

TEST_F(Spool, TheOldestAreDroppedWhereItIsFull) {
    const auto size = encodeSpooled({1, event(1)}).size() + 1;
    const auto spool = open(3 * size);
    spool->add(events({1, 2, 3, 4, 5}), 5);
    EXPECT_EQ(sequences(spool->waiting()), (Numbers{3, 4, 5}));
    EXPECT_EQ(spool->dropped(), 2U);
    EXPECT_EQ(complaints.size(), 1U);
    settle(*spool);
    EXPECT_EQ(sequences(open()->waiting()), (Numbers{3, 4, 5}));
}

TEST_F(Spool, TheFileStaysSmall) {
    const std::size_t most = 16 * 1024;
    const auto spool = open(most);
    std::uintmax_t largest = 0;
    for (std::uint64_t sequence = 1; sequence <= 600; ++sequence) {
        spool->add(events({sequence}), sequence);
        spool->finish(Numbers{spool->waiting().at(0).number});
        settle(*spool);
        largest = std::max(largest, file().size());
    }
    EXPECT_GT(largest, most);
    EXPECT_LT(largest, 80U * 1024) << "lines that are done go once there are 64 KiB of them";
    EXPECT_EQ(open()->known(), 600U);
}

TEST_F(Spool, ADiskThatFailsIsToldOnceAndTriedAgain) {
    std::filesystem::create_directory(folder.path / "mail.events");
    const auto spool = open();
    spool->add(events({1}), 1);
    settle(*spool);
    spool->add(events({2}), 2);
    settle(*spool);
    EXPECT_EQ(complaints.size(), 1U);
    EXPECT_EQ(sequences(spool->waiting()), (Numbers{1, 2})) << "the events go out all the same";
    EXPECT_FALSE(std::filesystem::exists(folder.path / "mail.done")) << "tram-hal is asked for them again";
    std::filesystem::remove(folder.path / "mail.events");
    spool->add(events({3}), 3);
    settle(*spool);
    EXPECT_EQ(sequences(open()->waiting()), (Numbers{1, 2, 3}));
}

TEST_F(Spool, FilesThatAreNotOursAreNothing) {
    std::ofstream(folder.path / "mail.events") << "{}\n\n[]\n\xff\n" << std::string(100'000, 'x') << "\n";
    std::ofstream(folder.path / "mail.done") << "null\n";
    const auto spool = open();
    EXPECT_TRUE(spool->waiting().empty());
    EXPECT_EQ(spool->known(), std::nullopt);
}

}  // namespace
}  // namespace tram::roles
