#include "proto/smtp/delivery_scheduler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

using namespace std::chrono_literals;

const SystemTime start{std::chrono::seconds{1'700'000'000}};

QueuedRecipient recipient(std::uint64_t id, std::string destination, SystemTime due = start, std::uint64_t group = 0) {
    QueuedRecipient out;
    out.id = QueueId{id};
    out.destination = std::move(destination);
    out.group = MessageGroup{group == 0 ? id : group};
    out.due = due;
    out.expires = start + std::chrono::days{5};
    return out;
}

std::vector<StartAttempt> starts(DeliveryScheduler& scheduler, SystemTime now) {
    std::vector<StartAttempt> out;
    for (const auto& action : scheduler.next(now, 10'000)) {
        if (const auto* const attempt = std::get_if<StartAttempt>(&action)) out.push_back(*attempt);
    }
    return out;
}

std::vector<std::uint64_t> ids(const std::vector<QueueId>& list) {
    std::vector<std::uint64_t> out;
    for (const auto id : list) out.push_back(id.value);
    return out;
}

class Scheduler : public testing::Test {
protected:
    SchedulerOptions options;
    SeededRandom random{1};
};

TEST_F(Scheduler, StartsWhatIsDueAndWakesForTheRest) {
    DeliveryScheduler scheduler{options, random};
    scheduler.put(recipient(1, "a"));
    scheduler.put(recipient(2, "b", start + 10s));
    const auto first = starts(scheduler, start);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].destination, "a");
    EXPECT_EQ(scheduler.wakeAt(), start + 10s);
    EXPECT_TRUE(scheduler.next(start + 9s).empty());
    EXPECT_EQ(starts(scheduler, start + 10s).size(), 1U);
}

TEST_F(Scheduler, RecipientsOfOneMessageGoTogether) {
    options.recipientsPerTransaction = 3;
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 5; ++id) scheduler.put(recipient(id, "a", start, 7));
    scheduler.put(recipient(6, "a", start + 1h, 7));
    scheduler.put(recipient(8, "b", start, 7));
    const auto attempts = starts(scheduler, start);
    ASSERT_EQ(attempts.size(), 3U);
    std::map<std::string, std::size_t> recipients;
    for (const auto& attempt : attempts) recipients[attempt.destination] += attempt.recipients.size();
    EXPECT_EQ(recipients["a"], 5U);
    EXPECT_EQ(recipients["b"], 1U);
}

TEST_F(Scheduler, ConnectionsGrowWithSuccessAndShrinkWithFailure) {
    options.initialConnections = 2;
    options.connectionsPerDestination = 5;
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 100; ++id) scheduler.put(recipient(id, "a"));
    auto running = starts(scheduler, start);
    EXPECT_EQ(running.size(), 2U);
    for (int round = 0; round < 20; ++round) {
        for (const auto id : running.front().recipients) scheduler.remove(id);
        scheduler.attemptEnded(running.front().attempt, AttemptEnd::worked, start);
        running.erase(running.begin());
        for (auto& attempt : starts(scheduler, start)) running.push_back(std::move(attempt));
    }
    EXPECT_EQ(running.size(), 5U);
    EXPECT_EQ(scheduler.state("a")->connections, 5U);
    // The server grows tired.
    while (running.size() > 1) {
        for (const auto id : running.front().recipients) scheduler.settle(id, start + 1min);
        scheduler.attemptEnded(running.front().attempt, AttemptEnd::throttled, start);
        running.erase(running.begin());
        if (running.size() >= scheduler.state("a")->limit) {
            ASSERT_TRUE(starts(scheduler, start).empty());
        }
    }
    EXPECT_EQ(scheduler.state("a")->limit, 1U);
}

TEST_F(Scheduler, ADeadDestinationRestsAndIsProbedByOne) {
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 50; ++id) scheduler.put(recipient(id, "dead"));
    auto now = start;
    std::size_t probes = 0;
    auto attempts = starts(scheduler, now);
    EXPECT_EQ(attempts.size(), 2U);
    while (now < start + 24h) {
        for (const auto& attempt : attempts) {
            ++probes;
            for (const auto id : attempt.recipients) scheduler.settle(id, now + 2min);
            scheduler.attemptEnded(attempt.attempt, AttemptEnd::connectionFailed, now);
        }
        ASSERT_TRUE(scheduler.state("dead")->restsUntil);
        EXPECT_LE(*scheduler.state("dead")->restsUntil - now, options.longestRest * 12 / 10);
        const auto wake = scheduler.wakeAt();
        ASSERT_TRUE(wake && *wake > now);
        now = *wake;
        attempts = starts(scheduler, now);
        EXPECT_LE(attempts.size(), 1U);
    }
    // 50 messages did not make 50 times the probes.
    EXPECT_LT(probes, 70U);
    EXPECT_GT(probes, 40U);
}

TEST_F(Scheduler, SuccessEndsTheRest) {
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 10; ++id) scheduler.put(recipient(id, "a"));
    const auto attempts = starts(scheduler, start);
    ASSERT_EQ(attempts.size(), 2U);
    scheduler.attemptEnded(attempts[0].attempt, AttemptEnd::connectionFailed, start);
    EXPECT_TRUE(scheduler.state("a")->restsUntil);
    EXPECT_TRUE(starts(scheduler, start).empty());
    scheduler.attemptEnded(attempts[1].attempt, AttemptEnd::worked, start);
    EXPECT_FALSE(scheduler.state("a")->restsUntil);
    EXPECT_FALSE(starts(scheduler, start).empty());
}

TEST_F(Scheduler, FailuresInParallelCountOnce) {
    options.initialConnections = 4;
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 4; ++id) scheduler.put(recipient(id, "a"));
    for (const auto& attempt : starts(scheduler, start)) {
        scheduler.settle(attempt.recipients[0], start + 1h);
        scheduler.attemptEnded(attempt.attempt, AttemptEnd::connectionFailed, start);
    }
    EXPECT_EQ(scheduler.state("a")->failures, 1U);
}

TEST_F(Scheduler, PrioritiesGoFirstButNobodyStarves) {
    options.connections = 1;
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 300; ++id) {
        auto data = recipient(id, "d" + std::to_string(id));
        data.priority = static_cast<std::int8_t>(id % 3) - 1;
        scheduler.put(data);
    }
    std::map<int, std::size_t> places;
    for (std::size_t place = 1; place <= 300; ++place) {
        const auto attempts = starts(scheduler, start);
        ASSERT_EQ(attempts.size(), 1U);
        const auto id = attempts[0].recipients[0];
        places[static_cast<int>(id.value % 3) - 1] += place;
        if (place == 16) {
            EXPECT_EQ(places.size(), 3U);
        }
        scheduler.remove(id);
        scheduler.attemptEnded(attempts[0].attempt, AttemptEnd::worked, start);
    }
    EXPECT_LT(places[1], places[0]);
    EXPECT_LT(places[0], places[-1]);
    EXPECT_EQ(scheduler.size(), 0U);
    EXPECT_EQ(scheduler.destinations(), 0U);
}

TEST_F(Scheduler, WithinADestinationPriorityThenAge) {
    options.initialConnections = 1;
    DeliveryScheduler scheduler{options, random};
    scheduler.put(recipient(1, "a", start - 1min));
    scheduler.put(recipient(2, "a", start - 2min));
    auto urgent = recipient(3, "a");
    urgent.priority = 5;
    scheduler.put(urgent);
    auto attempt = starts(scheduler, start).at(0);
    std::vector<std::uint64_t> order = ids(attempt.recipients);
    while (const auto more = scheduler.continueAttempt(attempt.attempt, start)) order.push_back(more->at(0).value);
    EXPECT_EQ(order, (std::vector<std::uint64_t>{3, 2, 1}));
}

TEST_F(Scheduler, AConnectionIsGivenUpWhenOthersWait) {
    options.connections = 1;
    options.transactionsInATurn = 5;
    DeliveryScheduler scheduler{options, random};
    for (std::uint64_t id = 1; id <= 100; ++id) scheduler.put(recipient(id, "busy"));
    scheduler.put(recipient(1'000, "other", start + 1s));
    const auto attempt = starts(scheduler, start).at(0);
    int transactions = 1;
    while (transactions < 50 && scheduler.continueAttempt(attempt.attempt, start)) ++transactions;
    EXPECT_EQ(transactions, 50) << "nobody waited";
    (void)scheduler.next(start + 1s);
    EXPECT_FALSE(scheduler.continueAttempt(attempt.attempt, start + 1s));
    scheduler.attemptEnded(attempt.attempt, AttemptEnd::worked, start + 1s);
    EXPECT_EQ(starts(scheduler, start + 1s).at(0).destination, "other");
}

TEST_F(Scheduler, SlowDestinationsLeaveRoomForOthers) {
    options.connections = 20;
    options.unprovenSharePercent = 50;
    DeliveryScheduler scheduler{options, random};
    // One that has worked lately.
    scheduler.put(recipient(1, "good"));
    const auto first = starts(scheduler, start).at(0);
    scheduler.remove(QueueId{1});
    scheduler.put(recipient(2, "good", start + 1h));
    scheduler.attemptEnded(first.attempt, AttemptEnd::worked, start);
    // A thousand that never answer hold what they get.
    for (std::uint64_t id = 10; id < 1'010; ++id) scheduler.put(recipient(id, "dead" + std::to_string(id)));
    EXPECT_EQ(starts(scheduler, start + 1min).size(), 10U);
    const auto later = starts(scheduler, start + 1h);
    ASSERT_EQ(later.size(), 1U);
    EXPECT_EQ(later[0].destination, "good");
}

TEST_F(Scheduler, DelayIsToldOnceAlsoOfWhatWasNeverTried) {
    DeliveryScheduler scheduler{options, random};
    auto data = recipient(1, "a", start + 100h);
    data.delayNotice = start + 4h;
    scheduler.put(data);
    EXPECT_TRUE(scheduler.next(start + 3h).empty());
    const auto actions = scheduler.next(start + 4h);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_EQ(std::get<DelayNoticeDue>(actions[0]).id, QueueId{1});
    EXPECT_TRUE(scheduler.next(start + 50h).empty());
}

TEST_F(Scheduler, TheDelayOfWhatIsUnderWayIsToldAfterwards) {
    DeliveryScheduler scheduler{options, random};
    auto data = recipient(1, "a");
    data.delayNotice = start + 4h;
    scheduler.put(data);
    const auto attempt = starts(scheduler, start).at(0);
    EXPECT_TRUE(scheduler.next(start + 5h).empty());
    scheduler.settle(QueueId{1}, start + 6h);
    scheduler.attemptEnded(attempt.attempt, AttemptEnd::worked, start + 5h);
    EXPECT_EQ(scheduler.next(start + 5h).size(), 1U);
}

TEST_F(Scheduler, ExpiresWhileItsDestinationRests) {
    options.firstRest = options.longestRest = 400h;
    DeliveryScheduler scheduler{options, random};
    scheduler.put(recipient(1, "a"));
    scheduler.put(recipient(2, "a", start + 1min));
    const auto attempt = starts(scheduler, start).at(0);
    scheduler.settle(QueueId{1}, start + 2min);
    scheduler.attemptEnded(attempt.attempt, AttemptEnd::connectionFailed, start);
    EXPECT_TRUE(scheduler.next(start + 119h).empty());
    const auto actions = scheduler.next(start + 120h);
    ASSERT_EQ(actions.size(), 2U);
    for (const auto& action : actions) EXPECT_TRUE(std::holds_alternative<Expired>(action));
    EXPECT_TRUE(scheduler.next(start + 121h).empty());
    scheduler.remove(QueueId{1});
    scheduler.remove(QueueId{2});
    EXPECT_EQ(scheduler.size(), 0U);
}

TEST_F(Scheduler, TheLastAttemptMayBeMadeWhenTimeIsUp) {
    DeliveryScheduler scheduler{options, random};
    auto data = recipient(1, "a", start + 120h);
    scheduler.put(data);
    const auto actions = scheduler.next(start + 120h);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<StartAttempt>(actions[0]));
}

TEST_F(Scheduler, HeldIsNeverStartedNorExpired) {
    DeliveryScheduler scheduler{options, random};
    auto data = recipient(1, "a");
    data.hold = Hold::yes;
    data.delayNotice = start + 4h;
    scheduler.put(data);
    EXPECT_TRUE(scheduler.next(start + 1'000h).empty());
    EXPECT_FALSE(scheduler.wakeAt());
    data.hold = Hold::no;
    data.expires = start + 2'000h;
    data.delayNotice.reset();
    scheduler.put(data);
    EXPECT_EQ(starts(scheduler, start + 1'000h).size(), 1U);
}

TEST_F(Scheduler, WakeEndsARest) {
    DeliveryScheduler scheduler{options, random};
    scheduler.put(recipient(1, "a"));
    const auto attempt = starts(scheduler, start).at(0);
    scheduler.settle(QueueId{1}, start);
    scheduler.attemptEnded(attempt.attempt, AttemptEnd::connectionFailed, start);
    EXPECT_TRUE(starts(scheduler, start + 1s).empty());
    scheduler.wake("a");
    EXPECT_EQ(starts(scheduler, start + 1s).size(), 1U);
    scheduler.wake("unknown");
}

TEST_F(Scheduler, ChangesWhileUnderWayCountAfterwards) {
    DeliveryScheduler scheduler{options, random};
    scheduler.put(recipient(1, "a"));
    const auto attempt = starts(scheduler, start).at(0);
    scheduler.put(recipient(1, "b", start + 1h));
    EXPECT_TRUE(starts(scheduler, start + 2h).empty()) << "it is under way";
    scheduler.settle(QueueId{1}, start + 3h);
    scheduler.attemptEnded(attempt.attempt, AttemptEnd::worked, start + 2h);
    EXPECT_FALSE(scheduler.state("a"));
    EXPECT_EQ(starts(scheduler, start + 3h).at(0).destination, "b");
}

// Whatever happens in whatever order: nothing is started twice, limits hold, and in the end all is sent.
TEST(SchedulerProperty, EverythingIsSentOnceWithinTheLimits) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        SeededRandom random{seed};
        SchedulerOptions options;
        options.connections = 1 + static_cast<std::uint32_t>(random.next() % 12);
        options.connectionsPerDestination = 1 + static_cast<std::uint32_t>(random.next() % 6);
        options.recipientsPerTransaction = 1 + static_cast<std::uint32_t>(random.next() % 4);
        DeliveryScheduler scheduler{options, random};
        constexpr std::uint64_t messages = 400;
        std::map<std::uint64_t, bool> sent;  // false: waiting
        std::map<QueueId, AttemptId> active;
        std::map<AttemptId, std::pair<std::string, std::vector<QueueId>>> attempts;
        std::map<std::string, std::uint32_t> perDestination;
        for (std::uint64_t id = 1; id <= messages; ++id) {
            auto data = recipient(id, "d" + std::to_string(random.next() % 15),
                                  start + std::chrono::seconds{random.next() % 600}, 1 + random.next() % 50);
            data.priority = static_cast<std::int8_t>(static_cast<int>(random.next() % 5) - 2);
            data.expires = start + std::chrono::days{365};
            scheduler.put(data);
            sent[id] = false;
        }
        auto now = start;
        const auto begun = [&](AttemptId attempt, const std::string& destination, const std::vector<QueueId>& batch) {
            EXPECT_LE(batch.size(), options.recipientsPerTransaction);
            for (const auto id : batch) {
                EXPECT_FALSE(sent.at(id.value));
                EXPECT_TRUE(active.emplace(id, attempt).second) << id.value << " twice";
            }
            attempts[attempt] = {destination, batch};
        };
        for (int step = 0;
             step < 100'000 && std::ranges::any_of(sent, [](const auto& entry) { return !entry.second; }); ++step) {
            for (auto& action : scheduler.next(now, 1 + random.next() % 8)) {
                auto& attempt = std::get<StartAttempt>(action);
                ++perDestination[attempt.destination];
                EXPECT_LE(perDestination[attempt.destination], options.connectionsPerDestination);
                begun(attempt.attempt, attempt.destination, attempt.recipients);
            }
            EXPECT_LE(attempts.size(), options.connections);
            EXPECT_EQ(attempts.size(), scheduler.connections());
            if (attempts.empty() || random.next() % 4 == 0) {
                const auto wake = scheduler.wakeAt();
                if (wake && *wake > now && *wake < now + 5h) now = *wake;
                if (attempts.empty()) continue;
            }
            auto chosen = attempts.begin();
            std::advance(chosen, static_cast<std::ptrdiff_t>(random.next() % attempts.size()));
            const auto attempt = chosen->first;
            const auto [destination, batch] = chosen->second;
            const auto outcome = random.next() % 10;
            const auto dead = destination == "d3" && now < start + 3h;
            for (const auto id : batch) {
                active.erase(id);
                if (!dead && outcome < 6) {
                    sent[id.value] = true;
                    scheduler.remove(id);
                } else {
                    scheduler.settle(id, now + std::chrono::seconds{1 + random.next() % 900});
                }
            }
            if (!dead && outcome < 5) {
                if (const auto more = scheduler.continueAttempt(attempt, now)) {
                    begun(attempt, destination, *more);
                    continue;
                }
            }
            attempts.erase(attempt);
            --perDestination[destination];
            scheduler.attemptEnded(attempt,
                                   dead || outcome == 9 ? AttemptEnd::connectionFailed
                                   : outcome == 8       ? AttemptEnd::throttled
                                                        : AttemptEnd::worked,
                                   now);
            now += std::chrono::milliseconds{random.next() % 2'000};
        }
        EXPECT_TRUE(std::ranges::all_of(sent, [](const auto& entry) { return entry.second; }));
        EXPECT_EQ(scheduler.size(), 0U);
    }
}

// Thousands of destinations, all due, all dead or alive: the work per step does not grow with their number.
TEST(SchedulerScale, ManyDestinationsCostNoScan) {
    SeededRandom random{5};
    SchedulerOptions options;
    options.connections = 200;
    DeliveryScheduler scheduler{options, random};
    constexpr std::uint64_t destinations = 20'000;
    for (std::uint64_t id = 1; id <= destinations; ++id) scheduler.put(recipient(id, "d" + std::to_string(id)));
    auto now = start;
    std::size_t started = 0;
    while (scheduler.size() > 0 && now < start + 10h) {
        const auto attempts = starts(scheduler, now);
        for (const auto& attempt : attempts) {
            ++started;
            const auto id = attempt.recipients[0];
            const auto dead = id.value % 2 == 0 && now < start + 1h;
            if (dead) {
                scheduler.settle(id, now + 1min);
            } else {
                scheduler.remove(id);
            }
            scheduler.attemptEnded(attempt.attempt, dead ? AttemptEnd::connectionFailed : AttemptEnd::worked, now);
        }
        if (attempts.empty()) now = scheduler.wakeAt().value_or(now + 1h);
    }
    EXPECT_EQ(scheduler.size(), 0U);
    EXPECT_EQ(scheduler.destinations(), 0U);
    EXPECT_GE(started, destinations * 3 / 2);
}

}  // namespace
}  // namespace tram::smtp
