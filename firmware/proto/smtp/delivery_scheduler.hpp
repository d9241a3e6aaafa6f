// Decides which message goes to which destination next. Given time and events, no threads, no timers.
//
// Purpose: one dead or slow destination never delays another; thousands of due destinations cost no scan.
// Each destination has its own queue (by priority, then by due time), its own limit of connections (small
// at first, grows with success, shrinks with failure) and its own rest after failures; destinations take
// turns. Destinations that have not worked of late may hold only a part of all connections.
// All operations are O(log n) in the number of messages or destinations.
// Standards: RFC 5321 4.5.4.1. Threads: one at a time.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"

namespace tram::smtp {

// One connection to a destination, from its start to attemptEnded().
using AttemptId = StrongId<struct AttemptTag>;
// What recipients have in common that can go in one transaction: the role numbers (blob, envelope) pairs.
using MessageGroup = StrongId<struct MessageGroupTag>;

struct SchedulerOptions {
    std::uint32_t connections = 100;               // of all destinations
    std::uint32_t unprovenSharePercent = 75;       // of them, for destinations that did not work the last time
    std::uint32_t connectionsPerDestination = 20;  // at most
    std::uint32_t initialConnections = 2;          // to a destination nothing is known of
    std::uint32_t recipientsPerTransaction = 100;
    // Transactions on one connection while other destinations wait for one.
    std::uint32_t transactionsInATurn = 10;
    std::chrono::seconds firstRest{60};
    std::chrono::seconds longestRest{std::chrono::minutes{30}};
    std::uint32_t jitterPercent = 20;
    // How long a recipient whose time is up may still wait for its last attempt.
    std::chrono::seconds expiryGrace{std::chrono::minutes{10}};
};

enum class Hold : std::uint8_t { no, yes };

struct QueuedRecipient {
    QueueId id;
    std::string destination;  // destinationKey()
    MessageGroup group;
    std::int8_t priority = 0;  // higher goes first
    SystemTime due;
    SystemTime expires;
    std::optional<SystemTime> delayNotice;  // absent: told already, or nobody to tell
    Hold hold = Hold::no;
};

// Recipients of one group, for one transaction.
struct StartAttempt {
    AttemptId attempt;
    std::string destination;
    std::vector<QueueId> recipients;
};
// 4 hours are over. Said once; put() with another time makes it be said again.
struct DelayNoticeDue {
    QueueId id;
};
// Its time is up and no attempt can be made, since its destination rests or no connection was free for long:
// give it up. Said once; the recipient is no longer scheduled. remove() it once the store has.
struct Expired {
    QueueId id;
};
using SchedulerAction = std::variant<StartAttempt, DelayNoticeDue, Expired>;

enum class AttemptEnd : std::uint8_t {
    worked,            // the server spoke SMTP with us to the end, whatever it thought of the messages
    throttled,         // 421, 4xx to the connection or too many connections: fewer next time
    connectionFailed,  // no connection, no greeting, TLS failed, timed out, DNS failed
};

class DeliveryScheduler {
public:
    // `random` must outlive the scheduler.
    DeliveryScheduler(SchedulerOptions options, Random& random);

    // New, or changed. One that is under way keeps to its attempt; the new values count after settle().
    void put(QueuedRecipient recipient);
    // Gone from the queue, also while under way.
    void remove(QueueId id);

    // What to do now, at most `most` of it; call again until it is empty.
    [[nodiscard]] std::vector<SchedulerAction> next(SystemTime now, std::size_t most = 64);
    // When to call next() again if no event comes before; nullopt: never.
    [[nodiscard]] std::optional<SystemTime> wakeAt() const;

    // The connection of this attempt is free: more for the same destination, or nullopt (end it: nothing is
    // due, or others wait).
    [[nodiscard]] std::optional<std::vector<QueueId>> continueAttempt(AttemptId attempt, SystemTime now);
    // The connection is over. What was under way on it must be settled each by itself.
    void attemptEnded(AttemptId attempt, AttemptEnd end, SystemTime now);
    // A recipient that was under way waits again until `due`. (One that is done: remove().)
    void settle(QueueId id, SystemTime due);

    // An operator's `tram queue retry`, or a network that is back: its rest is over.
    void wake(const std::string& destination);

    struct DestinationState {
        std::size_t recipients = 0;  // in whatever state
        std::uint32_t connections = 0;
        std::uint32_t limit = 0;
        std::uint32_t failures = 0;  // in a row
        std::optional<SystemTime> restsUntil;
    };
    [[nodiscard]] std::optional<DestinationState> state(const std::string& destination) const;
    [[nodiscard]] std::size_t size() const noexcept { return recipients_.size(); }
    [[nodiscard]] std::size_t destinations() const noexcept { return destinations_.size(); }
    [[nodiscard]] std::uint32_t connections() const noexcept { return connections_; }

private:
    // Urgent, normal, bulk; each has turns, so that none starves.
    static constexpr std::size_t priorityClasses = 3;

    enum class RecipientState : std::uint8_t { waiting, ready, active, held, expired };
    enum class Health : std::uint8_t { proven, unproven };
    struct Destination;
    using TurnList = std::list<Destination*>;

    struct Recipient {
        QueuedRecipient data;
        Destination* destination = nullptr;
        RecipientState state = RecipientState::waiting;
        std::optional<SystemTime> noticeTimer;  // as in deadlines_
        std::optional<SystemTime> expiryTimer;
    };
    struct ReadyKey {
        int order;  // the higher priority first
        SystemTime due;
        QueueId id;
        friend auto operator<=>(const ReadyKey&, const ReadyKey&) = default;
    };
    struct Destination {
        std::string name;
        std::set<ReadyKey> ready;
        std::unordered_map<MessageGroup, std::set<QueueId>> groups;  // of the ready ones
        std::set<std::pair<SystemTime, QueueId>> waiting;
        std::size_t recipients = 0;
        std::uint32_t connections = 0;
        double limit = 1;
        std::uint32_t failures = 0;
        Health health = Health::unproven;
        std::optional<SystemTime> restsUntil;
        std::optional<SystemTime> timer;  // as in timers_
        TurnList* turnList = nullptr;     // where it waits for its turn
        TurnList::iterator turn;
    };
    struct Attempt {
        Destination* destination = nullptr;
        Health health = Health::unproven;
        std::uint32_t transactions = 0;
    };
    enum class DeadlineKind : std::uint8_t { delayNotice, expiry };
    struct Deadline {
        SystemTime at;
        QueueId id;
        DeadlineKind kind;
        friend auto operator<=>(const Deadline&, const Deadline&) = default;
    };

    // Into its destination's sets, and its deadlines into ours; the other way.
    void attach(Recipient& recipient);
    void detach(Recipient& recipient);
    void arm(Recipient& recipient);
    void disarm(Recipient& recipient);
    void makeReady(Destination& destination, QueueId id);
    void takeFromReady(Destination& destination, const Recipient& recipient);
    // What is due becomes ready.
    void promote(Destination& destination, SystemTime now);
    // Puts the destination where it belongs: among those that wait for a turn or for a time; forgets it when
    // nothing is left to know. Call last: the reference may be dead.
    void place(Destination& destination);
    void leaveTurns(Destination& destination);
    [[nodiscard]] TurnList* turnListOf(const Destination& destination);
    [[nodiscard]] std::uint32_t limitOf(const Destination& destination) const noexcept;
    [[nodiscard]] bool unprovenMayStart() const noexcept;
    [[nodiscard]] Destination* chooseDestination();
    [[nodiscard]] bool othersWait(const Destination& destination) const;
    [[nodiscard]] StartAttempt start(Destination& destination);
    [[nodiscard]] std::vector<QueueId> takeBatch(Destination& destination);
    void noteWorked(Destination& destination);
    void rest(Destination& destination, SystemTime now);
    [[nodiscard]] std::optional<SchedulerAction> fire(const Deadline& deadline, SystemTime now);
    void runTimers(SystemTime now);

    SchedulerOptions options_;
    Random& random_;
    std::unordered_map<QueueId, Recipient> recipients_;
    std::unordered_map<std::string, Destination> destinations_;
    std::unordered_map<AttemptId, Attempt> attempts_;
    std::set<std::pair<SystemTime, Destination*>> timers_;
    std::set<Deadline> deadlines_;
    std::array<std::array<TurnList, 2>, priorityClasses> turns_;  // by priority class and Health
    std::uint64_t turn_ = 0;
    bool unprovenTurn_ = true;
    std::uint64_t nextAttempt_ = 1;
    std::uint32_t connections_ = 0;
    std::uint32_t unprovenConnections_ = 0;
};

}  // namespace tram::smtp
