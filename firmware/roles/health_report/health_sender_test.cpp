#include "roles/health_report/health_sender.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <new>

#include "roles/health_report/health_fixture.hpp"

namespace tram::roles {

namespace {

using namespace std::chrono_literals;
using fixture::Receiver;
using fixture::TemporaryFolder;

struct HealthSending : testing::Test {
    static HealthOptions options(std::filesystem::path path) { return {"tram-smtp", std::move(path), 10s}; }

    TemporaryFolder folder;
    std::filesystem::path socket = folder.path / "health.sock";
    Counters counters;
    ManualClock clock;
};

// How many reports go out in a row without anything to wait for; a report that waited would wait for ever.
constexpr int many = 2'000;

TEST_F(HealthSending, AReportSaysWhoWhenAndWhat) {
    Receiver receiver(socket);
    counters.counter("smtp_received_messages_total", {{"zone", "tsl"}}).add(12);
    HealthSender sender(options(socket), counters, clock);
    const auto started = clock.now();
    clock.advance(90s);
    sender.send();
    const auto report = receiver.next();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->process, "tram-smtp");
    EXPECT_EQ(report->started, started);
    EXPECT_EQ(report->time, started + 90s);
    EXPECT_EQ(report->find("smtp_received_messages_total"), 12);
    EXPECT_EQ(report->figures.at(0).labels.at("zone"), "tsl");
    EXPECT_GT(report->find("process_resident_octets").value_or(0), 1e6);
    EXPECT_GE(report->find("process_threads").value_or(0), 1);
    EXPECT_GE(report->find("process_open_files").value_or(0), 3);
}

TEST_F(HealthSending, WhereNobodyListensNothingHappens) {
    struct Row {
        const char* name;
        std::filesystem::path socket;
    };
    const auto file = folder.path / "file";
    std::ofstream(file) << "no socket";
    const auto stale = folder.path / "stale.sock";
    {
        const Receiver gone(stale);
    }
    const std::vector<Row> rows{
        {"no such socket", socket},
        {"no such folder", folder.path / "away" / "health.sock"},
        {"a file", file},
        {"a folder", folder.path},
        {"a socket that nobody has open", stale},
        {"a path too long for an address", folder.path / std::string(200, 'x')},
        {"no path", ""},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        HealthSender sender(options(row.socket), counters, clock);
        for (int i = 0; i < 10; ++i) sender.send();
    }
}

TEST_F(HealthSending, AReceiverThatNeverReadsDelaysNobody) {
    Receiver receiver(socket);
    HealthSender sender(options(socket), counters, clock);
    for (int i = 0; i < many; ++i) sender.send();
    EXPECT_LT(receiver.drain(), static_cast<std::size_t>(many)) << "its queue was full";
    counters.counter("later_total").add();
    sender.send();
    const auto report = receiver.next();
    ASSERT_TRUE(report) << "once there is room the next one arrives";
    EXPECT_EQ(report->find("later_total"), 1);
}

TEST_F(HealthSending, AReceiverThatIsBackHearsTheNextReport) {
    HealthSender sender(options(socket), counters, clock);
    auto& counter = counters.counter("reports_total");
    for (int round = 1; round <= 3; ++round) {
        Receiver receiver(socket);
        counter.add();
        sender.send();
        const auto report = receiver.next();
        ASSERT_TRUE(report) << round;
        EXPECT_EQ(report->find("reports_total"), round);
        // Gone again, and its socket left behind.
    }
}

TEST_F(HealthSending, NoFileStaysOpenForAChildToFind) {
    Receiver receiver(socket);
    HealthSender sender(options(socket), counters, clock);
    const auto before = sender.report().find("process_open_files");
    sender.send();
    EXPECT_EQ(sender.report().find("process_open_files"), before);
}

TEST_F(HealthSending, AFigureThatCannotBeHadCostsOneReport) {
    Receiver receiver(socket);
    bool fails = true;
    counters.ask("a", {}, [&]() -> std::optional<double> {
        if (fails) throw std::bad_alloc();
        return 1;
    });
    HealthSender sender(options(socket), counters, clock);
    sender.send();
    EXPECT_EQ(receiver.drain(), 0U);
    fails = false;
    sender.send();
    EXPECT_TRUE(receiver.next());
}

TEST_F(HealthSending, WhatNobodyWouldReadIsNotSent) {
    Receiver receiver(socket);
    for (std::size_t i = 0; i < limits::hal::reportFigures; ++i)
        counters.gauge("a_figure_with_a_name_that_is_long_enough_for_the_purpose_" + std::to_string(i));
    HealthSender sender(options(socket), counters, clock);
    sender.send();
    EXPECT_EQ(receiver.drain(), 0U);
}

TEST_F(HealthSending, ALoopOfItsOwnIsToldWhenTheNextIsDue) {
    Receiver receiver(socket);
    HealthSender sender(options(socket), counters, clock);
    EXPECT_EQ(sender.untilDue(), 0ms);
    sender.sendIfDue();
    EXPECT_EQ(receiver.drain(), 1U);
    EXPECT_EQ(sender.untilDue(), 10s);
    clock.advance(9'999ms);
    sender.sendIfDue();
    EXPECT_EQ(receiver.drain(), 0U);
    EXPECT_EQ(sender.untilDue(), 1ms);
    clock.advance(50s);
    EXPECT_EQ(sender.untilDue(), 0ms);
    sender.sendIfDue();
    EXPECT_EQ(receiver.drain(), 1U) << "what was missed is not sent later";
}

}  // namespace

}  // namespace tram::roles
