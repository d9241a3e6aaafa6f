#include "roles/relay/queue_figures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <thread>

namespace tram::roles {

namespace {

using namespace std::chrono_literals;
using smtp::Hold;
using smtp::MessageGroup;
using enum smtp::Zone;

const SystemTime morning{1'700'000'000s};

// As "messages/octets/recipients/oldest" of a zone.
std::string told(const QueueFigures& queue, const std::string& zone, SystemTime now = morning) {
    std::vector<hal::Figure> figures;
    queue.tell(now, figures);
    std::map<std::string, double> values;
    for (const auto& figure : figures) {
        if (figure.labels.at("zone") == zone) values[figure.name] = figure.value;
    }
    if (values.empty()) return "nothing";
    const auto text = [&](const char* name) { return std::to_string(static_cast<long>(values.at(name))); };
    return text("queue_messages") + "/" + text("queue_octets") + "/" + text("queue_recipients") + "/" +
           text("queue_oldest_seconds");
}

QueueFigures::Entry entry(smtp::Zone zone, std::uint64_t message, std::uint64_t octets, SystemTime arrival,
                          Hold hold = Hold::no) {
    return {zone, MessageGroup{message}, octets, arrival, hold};
}

TEST(QueueFigures, NothingIsToldBeforeTheQueueWasSeen) {
    QueueFigures queue;
    queue.put(QueueId{1}, entry(internet, 1, 100, morning));
    EXPECT_EQ(told(queue, "internet"), "nothing");
    queue.wholeQueueSeen();
    EXPECT_EQ(told(queue, "internet"), "1/100/1/0");
    EXPECT_EQ(told(queue, "tsl"), "0/0/0/0");
}

TEST(QueueFigures, AMessageCountsOnceInEachZone) {
    QueueFigures queue;
    queue.wholeQueueSeen();
    queue.put(QueueId{1}, entry(internet, 7, 100, morning));
    queue.put(QueueId{2}, entry(internet, 7, 100, morning));
    queue.put(QueueId{3}, entry(tsl, 7, 100, morning));
    queue.put(QueueId{4}, entry(tsl, 8, 50, morning));
    EXPECT_EQ(told(queue, "internet"), "1/100/2/0");
    EXPECT_EQ(told(queue, "tsl"), "2/150/2/0");
    queue.remove(QueueId{1});
    EXPECT_EQ(told(queue, "internet"), "1/100/1/0");
    queue.remove(QueueId{2});
    queue.remove(QueueId{3});
    EXPECT_EQ(told(queue, "internet"), "0/0/0/0");
    EXPECT_EQ(told(queue, "tsl"), "1/50/1/0");
}

TEST(QueueFigures, TheOldestIsTheOldestThatIsNotHeld) {
    QueueFigures queue;
    queue.wholeQueueSeen();
    queue.put(QueueId{1}, entry(tsl, 1, 10, morning));
    queue.put(QueueId{2}, entry(tsl, 2, 10, morning + 60s));
    queue.put(QueueId{3}, entry(tsl, 3, 10, morning + 90s));
    const auto now = morning + 100s;
    EXPECT_EQ(told(queue, "tsl", now), "3/30/3/100");
    queue.put(QueueId{1}, entry(tsl, 1, 10, morning, Hold::yes));
    EXPECT_EQ(told(queue, "tsl", now), "3/30/3/40") << "held";
    queue.remove(QueueId{2});
    EXPECT_EQ(told(queue, "tsl", now), "2/20/2/10");
    queue.put(QueueId{1}, entry(tsl, 1, 10, morning));
    EXPECT_EQ(told(queue, "tsl", now), "2/20/2/100") << "released";
    queue.remove(QueueId{1});
    queue.remove(QueueId{3});
    EXPECT_EQ(told(queue, "tsl", now), "0/0/0/0");
}

TEST(QueueFigures, WhatChangesIsNotCountedTwice) {
    QueueFigures queue;
    queue.wholeQueueSeen();
    for (int i = 0; i < 3; ++i) queue.put(QueueId{1}, entry(internet, 1, 10, morning));
    EXPECT_EQ(told(queue, "internet"), "1/10/1/0");
    queue.put(QueueId{1}, entry(tsl, 1, 10, morning));
    EXPECT_EQ(told(queue, "internet"), "0/0/0/0") << "its way is another";
    EXPECT_EQ(told(queue, "tsl"), "1/10/1/0");
    queue.remove(QueueId{1});
    queue.remove(QueueId{1});
    queue.remove(QueueId{9});
    EXPECT_EQ(told(queue, "tsl"), "0/0/0/0");
}

TEST(QueueFigures, AClockThatWasSetBackMakesNothingOlderOrYounger) {
    QueueFigures queue;
    queue.wholeQueueSeen();
    queue.put(QueueId{1}, entry(internet, 1, 10, morning));
    EXPECT_EQ(told(queue, "internet", morning - 1h), "1/10/1/0");
}

TEST(QueueFigures, AreToldWhileTheyChange) {
    QueueFigures queue;
    queue.wholeQueueSeen();
    std::thread loop([&] {
        for (std::uint64_t i = 1; i <= 20'000; ++i) {
            queue.put(QueueId{i}, entry(internet, i, 10, morning));
            if (i > 10) queue.remove(QueueId{i - 10});
        }
    });
    for (int i = 0; i < 100; ++i) EXPECT_NE(told(queue, "internet"), "nothing");
    loop.join();
    EXPECT_EQ(told(queue, "internet"), "10/100/10/0");
}

}  // namespace

}  // namespace tram::roles
