#include "roles/health_report/health_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <utility>

#include "roles/health_report/health_fixture.hpp"

namespace tram::roles {

namespace {

using namespace std::chrono_literals;
using fixture::Receiver;
using fixture::TemporaryFolder;

struct HealthThreads : testing::Test {
    TemporaryFolder folder;
    std::filesystem::path socket = folder.path / "health.sock";
    Counters counters;
    const RealClock clock;
};

TEST_F(HealthThreads, ReportAtOnceAndAtTheEnd) {
    Receiver receiver(socket);
    auto& counter = counters.counter("messages_total");
    HealthThread thread({"tram-store", socket, 1h}, counters, clock);
    ASSERT_TRUE(receiver.next());
    counter.add(5);
    thread.stop();
    const auto last = receiver.next();
    ASSERT_TRUE(last);
    EXPECT_EQ(last->find("messages_total"), 5);
    thread.stop();
    EXPECT_EQ(receiver.drain(), 0U);
}

TEST_F(HealthThreads, ReportAgainAndAgainWhileOthersCount) {
    Receiver receiver(socket);
    auto& counter = counters.counter("messages_total");
    std::atomic<bool> done = false;
    std::thread mail([&] {
        while (!done.load()) counter.add();
    });
    {
        HealthThread thread({"tram-store", socket, 5ms}, counters, clock);
        double last = 0;
        for (int i = 0; i < 5; ++i) {
            const auto report = receiver.next();
            ASSERT_TRUE(report);
            EXPECT_GE(report->find("messages_total").value_or(-1), last);
            last = report->find("messages_total").value_or(0);
        }
    }
    done = true;
    mail.join();
}

TEST_F(HealthThreads, AReceiverThatCameLateHearsTheRest) {
    HealthThread thread({"tram-store", socket, 5ms}, counters, clock);
    Receiver receiver(socket);
    EXPECT_TRUE(receiver.next());
    EXPECT_TRUE(receiver.next());
}

TEST_F(HealthThreads, WhatHangsHoldsUpReportsAlone) {
    // As a disk that answers its first question late.
    std::latch asked(1);
    std::latch released(1);
    bool isFirst = true;
    counters.ask("disk", {}, [&]() -> std::optional<double> {
        if (std::exchange(isFirst, false)) {
            asked.count_down();
            released.wait();
        }
        return 1;
    });
    auto& counter = counters.counter("messages_total");
    Receiver receiver(socket);
    HealthThread thread({"tram-store", socket, 1h}, counters, clock);
    asked.wait();
    counter.add();
    EXPECT_EQ(counter.value(), 1U);
    EXPECT_EQ(receiver.drain(), 0U);
    released.count_down();
    EXPECT_TRUE(receiver.next());
}

}  // namespace

}  // namespace tram::roles
