#include "roles/health_report/counters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace tram::roles {

namespace {

std::optional<double> valueOf(const std::vector<hal::Figure>& figures, const std::string& name,
                              const hal::Labels& labels = {}) {
    for (const auto& figure : figures) {
        if (figure.name == name && figure.labels == labels) return figure.value;
    }
    return std::nullopt;
}

TEST(Counters, TellWhatWasCounted) {
    Counters counters;
    auto& tsl = counters.counter("smtp_received_messages_total", {{"zone", "tsl"}});
    counters.counter("smtp_received_messages_total", {{"zone", "internet"}}).add(3);
    auto& sessions = counters.gauge("sessions");
    tsl.add();
    tsl.add(41);
    sessions.set(7);
    sessions.add(-2);
    const auto figures = counters.figures();
    EXPECT_EQ(figures.size(), 3U);
    EXPECT_EQ(valueOf(figures, "smtp_received_messages_total", {{"zone", "tsl"}}), 42);
    EXPECT_EQ(valueOf(figures, "smtp_received_messages_total", {{"zone", "internet"}}), 3);
    EXPECT_EQ(valueOf(figures, "sessions"), 5);
}

TEST(Counters, OneOfANameAndItsLabels) {
    Counters counters;
    auto& first = counters.counter("a_total", {{"zone", "submission"}});
    EXPECT_EQ(&first, &counters.counter("a_total", {{"zone", "submission"}}));
    EXPECT_NE(&first, &counters.counter("a_total"));
    auto& gauge = counters.gauge("b");
    for (int i = 0; i < 1'000; ++i) counters.gauge("b" + std::to_string(i));
    EXPECT_EQ(&gauge, &counters.gauge("b")) << "what was handed out stays where it is";
}

TEST(Counters, AskForWhatIsNotCounted) {
    Counters counters;
    std::optional<double> certificate;
    counters.ask("certificate_expiry_timestamp_seconds", {{"name", "server"}}, [&] { return certificate; });
    counters.askAll([](std::vector<hal::Figure>& figures) {
        figures.push_back({"store_map_octets", {}, 10});
        figures.push_back({"store_map_used_octets", {}, 4});
    });
    EXPECT_EQ(valueOf(counters.figures(), "certificate_expiry_timestamp_seconds", {{"name", "server"}}), std::nullopt);
    certificate = 1.8e9;
    const auto figures = counters.figures();
    EXPECT_EQ(valueOf(figures, "certificate_expiry_timestamp_seconds", {{"name", "server"}}), 1.8e9);
    EXPECT_EQ(valueOf(figures, "store_map_used_octets"), 4);
}

TEST(Counters, WhatIsThereIsCountedAsLongAsItIs) {
    Counters counters;
    auto& connections = counters.gauge("smtp_connections", {{"zone", "tsl"}});
    {
        const Counted one(connections);
        const Counted another(connections);
        EXPECT_EQ(connections.value(), 2);
    }
    EXPECT_EQ(connections.value(), 0);
}

TEST(Counters, NothingIsLostBetweenThreads) {
    Counters counters;
    auto& messages = counters.counter("messages_total");
    auto& open = counters.gauge("open");
    std::atomic<bool> done = false;
    double last = 0;
    bool fell = false;
    std::thread reader([&] {
        while (!done.load()) {
            const auto now = valueOf(counters.figures(), "messages_total").value_or(-1);
            fell = fell || now < last;
            last = now;
        }
    });
    constexpr int threads = 4;
    constexpr int each = 50'000;
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < threads; ++i) {
            writers.emplace_back([&] {
                for (int n = 0; n < each; ++n) {
                    const Counted one(open);
                    messages.add();
                }
            });
        }
    }
    done = true;
    reader.join();
    EXPECT_FALSE(fell);
    EXPECT_EQ(messages.value(), static_cast<std::uint64_t>(threads) * each);
    EXPECT_EQ(open.value(), 0);
}

}  // namespace

}  // namespace tram::roles
