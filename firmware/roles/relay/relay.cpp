#include "roles/relay/relay.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/limits.hpp"
#include "net/essential.hpp"
#include "proto/smtp/reply.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// The last words about a message are the server's, if there are any.
void tellLastReply(Fate& fate, const schema::QueueEntryT& entry) {
    const bool theirs = !entry.last_remote.empty();
    fate.source = theirs ? dsn::DiagnosticSource::remote : dsn::DiagnosticSource::local;
    fate.text = entry.last_reply;
    fate.remote = entry.last_remote;
}

// The enhanced code of the last reply, "451 4.3.0 not now". [RFC3464 2.3.4]
dsn::Status lastStatus(const schema::QueueEntryT& entry) {
    const auto code =
        smtp::parseEnhancedCode(ByteView(entry.last_reply).substr(std::min<std::size_t>(entry.last_reply.size(), 4)));
    if (code && code->statusClass == 4) return {4, code->subject, code->detail};
    return !code && entry.last_remote.empty() ? dsn::Status{4, 4, 1} : dsn::Status{4, 0, 0};
}

Fate expiredFate(QueuedMessage message) {
    Fate fate;
    fate.outcome = schema::AttemptOutcome::failed;
    fate.event = dsn::Event::failed;
    fate.told = Fate::Told::yes;
    fate.status = {5, 4, 7};
    tellLastReply(fate, message.entry);
    if (fate.text.empty()) fate.text = "delivery time expired";
    fate.message = std::move(message);
    return fate;
}

Fate delayFate(QueuedMessage message) {
    Fate fate;
    fate.outcome = schema::AttemptOutcome::delay_notified;
    fate.event = dsn::Event::delayed;
    fate.told = Fate::Told::yes;
    fate.status = lastStatus(message.entry);
    tellLastReply(fate, message.entry);
    fate.message = std::move(message);
    return fate;
}

constexpr auto whileStoreIsAway = std::chrono::milliseconds(100);

}  // namespace

Relay::Relay(RelayParts parts, StoreLink& link)
    : parts_(std::move(parts)),
      link_(link),
      scheduler_(parts_.settings.scheduler, parts_.random),
      finder_(parts_.settings, parts_.resolver, parts_.random),
      reports_(parts_.settings, parts_.reader, link, parts_.clock, parts_.random),
      ledger_(reports_, parts_.reader, link, parts_.log, [this](QueueId id) { told(id); }),
      timer_(parts_.executor) {}

void Relay::start() {
    asio::co_spawn(parts_.executor, ledger_.run(), net::essential);
    asio::co_spawn(parts_.executor, pump(), net::essential);
}

void Relay::committed(const schema::Committed* event) {
    if (event == nullptr) {
        asio::co_spawn(parts_.executor, loadAll(++load_), net::essential);
    } else if (event->queues() != nullptr) {
        for (const auto id : *event->queues()) take(QueueId{id});
        wake();
    }
}

asio::awaitable<void> Relay::loadAll(std::uint64_t load) {
    QueueId from{0};
    for (;;) {
        const auto slice = parts_.reader.queue(from, limits::relay::queueSlice);
        for (const auto& view : slice) put(view.id, view.entry);
        wake();
        if (slice.size() < limits::relay::queueSlice) break;
        from = QueueId{slice.back().id.value + 1};
        co_await asio::post(parts_.executor, asio::use_awaitable);
        if (load != load_) co_return;  // connected anew meanwhile
    }
    // What went while nobody told us.
    std::vector<QueueId> unseen;
    for (const auto& [id, known] : known_) {
        if (known.load < load) unseen.push_back(id);
    }
    for (const auto id : unseen) take(id);
    parts_.queue.wholeQueueSeen();
}

void Relay::take(QueueId id) {
    const auto entry = parts_.reader.queueEntry(id);
    if (entry) {
        put(id, *entry);
    } else if (!ledger_.isWaiting(id)) {
        forget(id);
    }
}

void Relay::put(QueueId id, const schema::QueueEntryT& entry) {
    // Its result is under way to the store, after which it is looked at again.
    if (ledger_.isWaiting(id)) return;
    const auto way = wayOf(entry, parts_.settings.routes);
    // An address that nothing can be sent to fails at its first attempt, under a destination of its own.
    const auto destination = way ? way->destination : "unreadable/" + std::to_string(id.value);
    const auto key = transactionKey(entry);
    const auto nextAttempt = timeOf(entry.next_attempt);
    const auto group = joinGroup(key);
    const auto [place, isNew] = known_.try_emplace(id);
    auto& known = place->second;
    if (!isNew) leaveGroup(known.key);
    // An operator wants it tried now, whatever we think of its destination.
    const bool retry = !isNew && known.nextAttempt != nextAttempt && nextAttempt <= parts_.clock.now() &&
                       entry.state == schema::QueueState::due;
    known = {key, destination, nextAttempt, load_};

    smtp::QueuedRecipient recipient;
    recipient.id = id;
    recipient.destination = destination;
    recipient.group = group;
    recipient.priority = entry.priority;
    recipient.due = nextAttempt;
    recipient.expires = timeOf(entry.expires);
    if (!entry.delay_notified && dsn::dueReport(notifyFlagsOf(entry.notify), dsn::Event::delayed, entry.reverse_path)) {
        recipient.delayNotice = smtp::delayNoticeTime(parts_.settings.retry, timeOf(entry.arrival));
    }
    recipient.hold = entry.state == schema::QueueState::held ? smtp::Hold::yes : smtp::Hold::no;
    parts_.queue.put(id, {way ? way->route->zone : smtp::Zone::internet, group,
                          entry.size - std::min(entry.skip, entry.size), timeOf(entry.arrival), recipient.hold});
    scheduler_.put(std::move(recipient));
    if (retry) scheduler_.wake(destination);
}

void Relay::forget(QueueId id) {
    scheduler_.remove(id);
    parts_.queue.remove(id);
    const auto found = known_.find(id);
    if (found == known_.end()) return;
    leaveGroup(found->second.key);
    known_.erase(found);
}

smtp::MessageGroup Relay::joinGroup(const std::string& key) {
    auto& group = groups_[key];
    if (group.entries++ == 0) group.number = smtp::MessageGroup{nextGroup_++};
    return group.number;
}

void Relay::leaveGroup(const std::string& key) {
    const auto found = groups_.find(key);
    if (found != groups_.end() && --found->second.entries == 0) groups_.erase(found);
}

void Relay::told(QueueId id) {
    const auto entry = parts_.reader.queueEntry(id);
    if (!entry) {
        forget(id);
    } else {
        put(id, *entry);
        scheduler_.settle(id, timeOf(entry->next_attempt));
    }
    wake();
}

// ---- what to do next

void Relay::wake() {
    woken_ = true;
    timer_.cancel();
}

bool Relay::mayBegin() const {
    return !stopping_ && !ledger_.isFull() && link_.connected();
}

asio::awaitable<void> Relay::pump() {
    boost::system::error_code ignored;
    for (;;) {
        woken_ = false;
        while (mayBegin()) {
            auto actions = scheduler_.next(parts_.clock.now());
            if (actions.empty()) break;
            act(std::move(actions));
        }
        if (woken_) {
            co_await asio::post(parts_.executor, asio::use_awaitable);
            continue;
        }
        if (stopping_) co_return;
        if (!mayBegin()) {
            timer_.expires_after(whileStoreIsAway);
        } else if (const auto at = scheduler_.wakeAt()) {
            timer_.expires_after(
                std::max<std::chrono::microseconds>(*at - parts_.clock.now(), std::chrono::milliseconds(1)));
        } else {
            timer_.expires_at(asio::steady_timer::time_point::max());
        }
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

void Relay::act(std::vector<smtp::SchedulerAction> actions) {
    std::vector<QueueId> expired;
    std::vector<QueueId> delayed;
    for (auto& action : actions) {
        if (auto* start = std::get_if<smtp::StartAttempt>(&action)) {
            ++running_;
            asio::co_spawn(parts_.executor, runAttempt(std::move(*start)), net::essential);
        } else if (const auto* late = std::get_if<smtp::DelayNoticeDue>(&action)) {
            delayed.push_back(late->id);
        } else {
            expired.push_back(std::get<smtp::Expired>(action).id);
        }
    }
    giveUp(expired);
    tellDelay(delayed);
}

std::vector<Relay::Messages> Relay::byMessage(const std::vector<QueueId>& ids) {
    std::map<std::string, Messages> messages;
    for (const auto id : ids) {
        auto entry = parts_.reader.queueEntry(id);
        if (!entry) {
            forget(id);
            continue;
        }
        auto key = transactionKey(*entry);
        messages[std::move(key)].push_back({id, std::move(*entry)});
    }
    std::vector<Messages> result;
    for (auto& [key, group] : messages) result.push_back(std::move(group));
    return result;
}

void Relay::giveUp(const std::vector<QueueId>& ids) {
    for (auto& messages : byMessage(ids)) {
        std::vector<Fate> fates;
        for (auto& message : messages) fates.push_back(expiredFate(std::move(message)));
        ledger_.add(std::move(fates));
    }
}

void Relay::tellDelay(const std::vector<QueueId>& ids) {
    for (auto& messages : byMessage(ids)) {
        std::vector<Fate> fates;
        for (auto& message : messages) {
            if (!message.entry.delay_notified) fates.push_back(delayFate(std::move(message)));
        }
        ledger_.add(std::move(fates));
    }
}

// ---- the end

asio::awaitable<void> Relay::stop() {
    stopping_ = true;
    wake();
    boost::system::error_code ignored;
    asio::steady_timer poll(parts_.executor);
    const auto waitWhile = [&](auto busy, std::chrono::steady_clock::duration most) -> asio::awaitable<void> {
        const auto end = std::chrono::steady_clock::now() + most;
        while (busy() && std::chrono::steady_clock::now() < end) {
            poll.expires_after(std::chrono::milliseconds(10));
            co_await poll.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
    };
    co_await waitWhile([this] { return !wakers_.empty(); }, limits::relay::stopping);
    for (const auto& [number, waker] : wakers_) waker.abort();
    // What was cut off is no result: it is tried again when the process is back.
    co_await waitWhile([this] { return !wakers_.empty(); }, std::chrono::seconds(1));
    co_await waitWhile([this] { return !ledger_.isEmpty(); }, limits::relay::stoppingResults);
}

}  // namespace tram::roles
