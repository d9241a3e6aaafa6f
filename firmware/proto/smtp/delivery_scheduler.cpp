#include "proto/smtp/delivery_scheduler.hpp"

#include <algorithm>
#include <ranges>

#include "proto/smtp/retry_schedule.hpp"

namespace tram::smtp {
namespace {

std::size_t classOf(int order) noexcept {
    if (order < 0) return 0;
    return order == 0 ? 1 : 2;
}

// Which class has the first pick in a turn: of 16 turns normal has 3 and bulk 1, urgent the others.
std::size_t favouredClass(std::uint64_t turn) noexcept {
    if (turn % 16 == 15) return 2;
    return turn % 4 == 3 ? 1 : 0;
}

}  // namespace

DeliveryScheduler::DeliveryScheduler(SchedulerOptions options, Random& random) : options_(options), random_(random) {}

void DeliveryScheduler::put(QueuedRecipient data) {
    const auto id = data.id;
    auto& recipient = recipients_[id];
    if (recipient.state == RecipientState::active) {
        recipient.data = std::move(data);
        return;
    }
    auto* const before = recipient.destination;
    if (before != nullptr) detach(recipient);
    recipient.data = std::move(data);
    attach(recipient);
    auto* const after = recipient.destination;
    if (before != nullptr && before != after) place(*before);
    place(*after);
}

void DeliveryScheduler::remove(QueueId id) {
    const auto found = recipients_.find(id);
    if (found == recipients_.end()) return;
    auto& destination = *found->second.destination;
    detach(found->second);
    recipients_.erase(found);
    place(destination);
}

void DeliveryScheduler::settle(QueueId id, SystemTime due) {
    const auto found = recipients_.find(id);
    if (found == recipients_.end() || found->second.state != RecipientState::active) return;
    auto& recipient = found->second;
    auto* const before = recipient.destination;
    detach(recipient);
    recipient.data.due = due;
    attach(recipient);
    auto* const after = recipient.destination;
    if (before != after) place(*before);
    place(*after);
}

void DeliveryScheduler::attach(Recipient& recipient) {
    const auto& data = recipient.data;
    const auto [place, isNew] = destinations_.try_emplace(data.destination);
    auto& destination = place->second;
    if (isNew) {
        destination.name = data.destination;
        destination.limit = std::max(1U, options_.initialConnections);
    }
    recipient.destination = &destination;
    ++destination.recipients;
    if (data.hold == Hold::yes) {
        recipient.state = RecipientState::held;
        return;
    }
    recipient.state = RecipientState::waiting;
    destination.waiting.emplace(data.due, data.id);
    arm(recipient);
}

void DeliveryScheduler::detach(Recipient& recipient) {
    auto& destination = *recipient.destination;
    if (recipient.state == RecipientState::waiting) destination.waiting.erase({recipient.data.due, recipient.data.id});
    if (recipient.state == RecipientState::ready) takeFromReady(destination, recipient);
    disarm(recipient);
    --destination.recipients;
}

void DeliveryScheduler::arm(Recipient& recipient) {
    const auto& data = recipient.data;
    recipient.expiryTimer = data.expires;
    deadlines_.insert({data.expires, data.id, DeadlineKind::expiry});
    if (!data.delayNotice) return;
    recipient.noticeTimer = data.delayNotice;
    deadlines_.insert({*data.delayNotice, data.id, DeadlineKind::delayNotice});
}

void DeliveryScheduler::disarm(Recipient& recipient) {
    const auto id = recipient.data.id;
    if (recipient.expiryTimer) deadlines_.erase({*recipient.expiryTimer, id, DeadlineKind::expiry});
    if (recipient.noticeTimer) deadlines_.erase({*recipient.noticeTimer, id, DeadlineKind::delayNotice});
    recipient.expiryTimer.reset();
    recipient.noticeTimer.reset();
}

void DeliveryScheduler::makeReady(Destination& destination, QueueId id) {
    auto& recipient = recipients_.at(id);
    recipient.state = RecipientState::ready;
    destination.ready.insert({-recipient.data.priority, recipient.data.due, id});
    destination.groups[recipient.data.group].insert(id);
}

void DeliveryScheduler::takeFromReady(Destination& destination, const Recipient& recipient) {
    const auto& data = recipient.data;
    destination.ready.erase({-data.priority, data.due, data.id});
    const auto group = destination.groups.find(data.group);
    group->second.erase(data.id);
    if (group->second.empty()) destination.groups.erase(group);
}

void DeliveryScheduler::promote(Destination& destination, SystemTime now) {
    while (!destination.waiting.empty() && destination.waiting.begin()->first <= now) {
        const auto id = destination.waiting.begin()->second;
        destination.waiting.erase(destination.waiting.begin());
        makeReady(destination, id);
    }
}

std::uint32_t DeliveryScheduler::limitOf(const Destination& destination) const noexcept {
    // After a failure one connection finds out whether it is over.
    if (destination.failures > 0) return 1;
    return std::clamp(static_cast<std::uint32_t>(destination.limit), 1U,
                      std::max(1U, options_.connectionsPerDestination));
}

DeliveryScheduler::TurnList* DeliveryScheduler::turnListOf(const Destination& destination) {
    if (destination.ready.empty() || destination.restsUntil || destination.connections >= limitOf(destination))
        return nullptr;
    return &turns_[classOf(destination.ready.begin()->order)][static_cast<std::size_t>(destination.health)];
}

void DeliveryScheduler::leaveTurns(Destination& destination) {
    if (destination.turnList == nullptr) return;
    destination.turnList->erase(destination.turn);
    destination.turnList = nullptr;
}

void DeliveryScheduler::place(Destination& destination) {
    auto* const list = turnListOf(destination);
    if (list != destination.turnList) {
        leaveTurns(destination);
        if (list != nullptr) {
            destination.turn = list->insert(list->end(), &destination);
            destination.turnList = list;
        }
    }
    auto timer = destination.restsUntil;
    if (!timer && !destination.waiting.empty()) timer = destination.waiting.begin()->first;
    if (timer != destination.timer) {
        if (destination.timer) timers_.erase({*destination.timer, &destination});
        if (timer) timers_.emplace(*timer, &destination);
        destination.timer = timer;
    }
    if (destination.recipients > 0 || destination.connections > 0 || destination.restsUntil) return;
    destinations_.erase(destinations_.find(destination.name));
}

bool DeliveryScheduler::unprovenMayStart() const noexcept {
    const auto share =
        std::max<std::uint64_t>(1, std::uint64_t{options_.connections} * options_.unprovenSharePercent / 100);
    return unprovenConnections_ < share;
}

DeliveryScheduler::Destination* DeliveryScheduler::chooseDestination() {
    const auto favoured = favouredClass(turn_);
    const auto mayUnproven = unprovenMayStart();
    for (std::size_t i = 0; i <= priorityClasses; ++i) {
        const auto priority = i == 0 ? favoured : i - 1;
        auto& [proven, unproven] = turns_[priority];
        // Both healths have turns: the sound ones must not wait for the others, nor these for ever.
        auto* list = &proven;
        if (mayUnproven && !unproven.empty()) {
            if (proven.empty() || unprovenTurn_) list = &unproven;
            if (!proven.empty()) unprovenTurn_ = !unprovenTurn_;
        }
        if (list->empty()) continue;
        ++turn_;
        return list->front();
    }
    return nullptr;
}

bool DeliveryScheduler::othersWait(const Destination& destination) const {
    if (connections_ < options_.connections) return false;
    const auto hasOther = [&](const TurnList& list) {
        return std::ranges::any_of(list | std::views::take(2),
                                   [&](const Destination* other) { return other != &destination; });
    };
    return std::ranges::any_of(
        turns_, [&](const auto& lists) { return hasOther(lists[0]) || (unprovenMayStart() && hasOther(lists[1])); });
}

std::vector<QueueId> DeliveryScheduler::takeBatch(Destination& destination) {
    std::vector<QueueId> batch{destination.ready.begin()->id};
    const auto& group = destination.groups.at(recipients_.at(batch.front()).data.group);
    for (const auto id : group) {
        if (batch.size() >= options_.recipientsPerTransaction) break;
        if (id != batch.front()) batch.push_back(id);
    }
    for (const auto id : batch) {
        auto& recipient = recipients_.at(id);
        takeFromReady(destination, recipient);
        disarm(recipient);
        recipient.state = RecipientState::active;
    }
    return batch;
}

StartAttempt DeliveryScheduler::start(Destination& destination) {
    const AttemptId id{nextAttempt_++};
    attempts_.emplace(id, Attempt{&destination, destination.health, 1});
    ++destination.connections;
    ++connections_;
    if (destination.health == Health::unproven) ++unprovenConnections_;
    StartAttempt action{id, destination.name, takeBatch(destination)};
    // To the end of the line.
    leaveTurns(destination);
    place(destination);
    return action;
}

std::optional<SchedulerAction> DeliveryScheduler::fire(const Deadline& deadline, SystemTime now) {
    auto& recipient = recipients_.at(deadline.id);
    if (deadline.kind == DeadlineKind::delayNotice) {
        recipient.noticeTimer.reset();
        recipient.data.delayNotice.reset();
        return DelayNoticeDue{deadline.id};
    }
    recipient.expiryTimer.reset();
    auto& destination = *recipient.destination;
    const auto graceEnds = recipient.data.expires + options_.expiryGrace;
    if (!destination.restsUntil && now < graceEnds) {
        recipient.expiryTimer = graceEnds;
        deadlines_.insert({graceEnds, deadline.id, DeadlineKind::expiry});
        return std::nullopt;
    }
    detach(recipient);
    recipient.state = RecipientState::expired;
    ++destination.recipients;
    place(destination);
    return Expired{deadline.id};
}

void DeliveryScheduler::runTimers(SystemTime now) {
    while (!timers_.empty() && timers_.begin()->first <= now) {
        auto& destination = *timers_.begin()->second;
        if (destination.restsUntil && *destination.restsUntil <= now) destination.restsUntil.reset();
        if (!destination.restsUntil) promote(destination, now);
        place(destination);
    }
}

std::vector<SchedulerAction> DeliveryScheduler::next(SystemTime now, std::size_t most) {
    std::vector<SchedulerAction> actions;
    runTimers(now);
    while (actions.size() < most && !deadlines_.empty() && deadlines_.begin()->at <= now) {
        const auto deadline = *deadlines_.begin();
        deadlines_.erase(deadlines_.begin());
        if (auto action = fire(deadline, now)) actions.push_back(std::move(*action));
    }
    while (actions.size() < most && connections_ < options_.connections) {
        auto* const destination = chooseDestination();
        if (destination == nullptr) break;
        actions.push_back(start(*destination));
    }
    return actions;
}

std::optional<SystemTime> DeliveryScheduler::wakeAt() const {
    std::optional<SystemTime> at;
    if (!timers_.empty()) at = timers_.begin()->first;
    if (!deadlines_.empty() && (!at || deadlines_.begin()->at < *at)) at = deadlines_.begin()->at;
    return at;
}

std::optional<std::vector<QueueId>> DeliveryScheduler::continueAttempt(AttemptId attempt, SystemTime now) {
    const auto found = attempts_.find(attempt);
    if (found == attempts_.end()) return std::nullopt;
    auto& [destinationPointer, health, transactions] = found->second;
    auto& destination = *destinationPointer;
    if (health == Health::unproven) --unprovenConnections_;
    health = Health::proven;
    noteWorked(destination);
    promote(destination, now);
    std::optional<std::vector<QueueId>> batch;
    if (!destination.ready.empty() && (transactions < options_.transactionsInATurn || !othersWait(destination))) {
        ++transactions;
        batch = takeBatch(destination);
    }
    place(destination);
    return batch;
}

void DeliveryScheduler::attemptEnded(AttemptId attempt, AttemptEnd end, SystemTime now) {
    const auto found = attempts_.find(attempt);
    if (found == attempts_.end()) return;
    auto& destination = *found->second.destination;
    if (found->second.health == Health::unproven) --unprovenConnections_;
    attempts_.erase(found);
    --connections_;
    --destination.connections;
    if (end == AttemptEnd::worked) {
        noteWorked(destination);
    } else if (destination.health == Health::proven && destination.connections > 0 && limitOf(destination) > 1) {
        // Others are still at work: it may only be too many.
        destination.limit = std::max(1.0, destination.limit / 2);
    } else if (end == AttemptEnd::throttled && limitOf(destination) > 1) {
        destination.limit = std::max(1.0, destination.limit / 2);
    } else {
        rest(destination, now);
    }
    place(destination);
}

void DeliveryScheduler::noteWorked(Destination& destination) {
    if (destination.failures > 0) destination.limit = std::max(1U, options_.initialConnections);
    destination.failures = 0;
    destination.restsUntil.reset();
    destination.health = Health::proven;
    destination.limit = std::min<double>(options_.connectionsPerDestination, destination.limit + 1 / destination.limit);
}

void DeliveryScheduler::rest(Destination& destination, SystemTime now) {
    destination.health = Health::unproven;
    // Connections that were under way together fail together, and count once.
    if (destination.restsUntil) return;
    ++destination.failures;
    destination.restsUntil = now + destinationRest(options_.firstRest, options_.longestRest, destination.failures,
                                                   options_.jitterPercent, random_);
}

void DeliveryScheduler::wake(const std::string& destination) {
    const auto found = destinations_.find(destination);
    if (found == destinations_.end()) return;
    found->second.restsUntil.reset();
    place(found->second);
}

std::optional<DeliveryScheduler::DestinationState> DeliveryScheduler::state(const std::string& destination) const {
    const auto found = destinations_.find(destination);
    if (found == destinations_.end()) return std::nullopt;
    const auto& known = found->second;
    return DestinationState{known.recipients, known.connections, limitOf(known), known.failures, known.restsUntil};
}

}  // namespace tram::smtp
