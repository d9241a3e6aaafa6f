#include "roles/relay/result_ledger.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/limits.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

constexpr auto pause = std::chrono::milliseconds(500);

std::unique_ptr<schema::QueueResultT> resultOf(const Fate& fate) {
    auto result = std::make_unique<schema::QueueResultT>();
    result->queue = fate.message.id.value;
    result->outcome = fate.outcome;
    result->remote = fate.remote;
    result->reply = fate.text;
    result->tls = fate.tls;
    result->next_attempt = fate.nextAttempt.time_since_epoch().count();
    result->remote_reply = fate.source == dsn::DiagnosticSource::remote;
    return result;
}

// How many results the entry has seen: attempts, and the notice of a delay.
std::uint32_t resultsOf(const schema::QueueEntryT& entry) {
    return entry.attempts + (entry.delay_notified ? 1 : 0);
}

}  // namespace

ResultLedger::ResultLedger(ReportWriter& reports, const store::Reader& reader, StoreLink& link, Poco::Logger& log,
                           std::function<void(QueueId)> told)
    : reports_(reports),
      reader_(reader),
      link_(link),
      log_(log),
      told_(std::move(told)),
      batchSize_(limits::relay::resultsPerCommand) {}

void ResultLedger::add(std::vector<Fate> fates) {
    if (fates.empty()) return;
    for (const auto& fate : fates) ++waiting_[fate.message.id];
    queue_.push_back({std::move(fates)});
    if (sleeping_ != nullptr) sleeping_->cancel();
}

bool ResultLedger::isFull() const {
    return waiting_.size() >= limits::relay::waitingResults;
}

std::vector<ResultLedger::Entry> ResultLedger::takeBatch(std::size_t most) {
    std::vector<Entry> batch;
    std::size_t results = 0;
    std::unordered_map<QueueId, bool> seen;
    while (!queue_.empty()) {
        const auto& fates = queue_.front().fates;
        if (!batch.empty() && results + fates.size() > most) break;
        // Two results of one recipient go one after the other: how often it was tried tells whether each is told.
        if (std::ranges::any_of(fates, [&](const Fate& fate) { return seen.contains(fate.message.id); })) break;
        for (const auto& fate : fates) seen.emplace(fate.message.id, true);
        results += fates.size();
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return batch;
}

void ResultLedger::dropGone(std::vector<Entry>& batch, Attempts& attempts) {
    for (auto& entry : batch) {
        for (auto& fate : entry.fates) {
            const auto now = reader_.queueEntry(fate.message.id);
            if (!now) {
                // Dropped by an operator meanwhile: nothing is left to tell, and nobody to tell it to.
                fate.told = Fate::Told::no;
                continue;
            }
            attempts[fate.message.id] = resultsOf(*now);
        }
    }
}

bool ResultLedger::wasCarriedOut(const Attempts& attempts) const {
    // All or nothing: they are one commit.
    return std::ranges::all_of(attempts, [&](const auto& known) {
        const auto now = reader_.queueEntry(known.first);
        return !now || resultsOf(*now) > known.second;
    });
}

void ResultLedger::finish(std::vector<Entry>& batch) {
    for (const auto& entry : batch) {
        for (const auto& fate : entry.fates) {
            const auto waiting = waiting_.find(fate.message.id);
            if (waiting != waiting_.end() && --waiting->second == 0) waiting_.erase(waiting);
        }
    }
    for (const auto& entry : batch) {
        for (const auto& fate : entry.fates) told_(fate.message.id);
    }
    batch.clear();
}

asio::awaitable<bool> ResultLedger::tell(std::vector<Entry>& batch) {
    Attempts attempts;
    dropGone(batch, attempts);
    if (attempts.empty()) co_return true;
    schema::QueueResultsT command;
    Bytes bytes;
    std::size_t used = 0;
    for (auto& entry : batch) {
        if (used > 0 && bytes.size() > limits::relay::reportBytes) break;
        if (entry.reports == Entry::Reports::wanted) {
            auto report = co_await reports_.write(entry.fates);
            if (!report) co_return false;
            if (report->command) {
                report->command->bytes->offset = bytes.size();
                bytes += report->bytes;
                command.reports.push_back(std::move(report->command));
            }
        }
        for (const auto& fate : entry.fates) command.results.push_back(resultOf(fate));
        ++used;
    }
    // What found no room goes first next time.
    while (batch.size() > used) {
        for (const auto& fate : batch.back().fates) attempts.erase(fate.message.id);
        queue_.push_front(std::move(batch.back()));
        batch.pop_back();
    }
    const bool reporting = !command.reports.empty();
    const auto asked = co_await link_.ask(store::encodeRequest(std::move(command), OfficialId{}, bytes));
    if (!asked) {
        if (asked.error() == LinkError::unavailable) co_return false;
        // The store is away or another one; what it has done stands in the queue.
        std::ignore = co_await link_.untilConnected(std::chrono::minutes(1));
        co_return link_.connected() && wasCarriedOut(attempts);
    }
    const auto* failed = asked->failed();
    if (failed == nullptr) {
        batchSize_ = limits::relay::resultsPerCommand;
        co_return true;
    }
    log_.warning("results refused: " + std::string(schema::EnumNameErrorCode(failed->code())));
    if (batch.size() > 1) {
        batchSize_ = 1;  // which one is it?
    } else if (reporting && failed->code() != schema::ErrorCode::store_full &&
               failed->code() != schema::ErrorCode::temporary) {
        // The sender's mailbox went meanwhile, say.
        batch.front().reports = Entry::Reports::given_up;
    }
    co_return false;
}

asio::awaitable<void> ResultLedger::run() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    boost::system::error_code ignored;
    for (;;) {
        if (queue_.empty()) {
            timer.expires_at(asio::steady_timer::time_point::max());
            sleeping_ = &timer;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            sleeping_ = nullptr;
            continue;
        }
        auto batch = takeBatch(batchSize_);
        if (co_await tell(batch)) {
            finish(batch);
            continue;
        }
        while (!batch.empty()) {
            queue_.push_front(std::move(batch.back()));
            batch.pop_back();
        }
        timer.expires_after(pause);
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

}  // namespace tram::roles
