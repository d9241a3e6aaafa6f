#include "store/commit_loop.hpp"

#include <algorithm>

#include "store/commands.hpp"
#include "store/directory_change.hpp"
#include "store/journal_archive.hpp"
#include "store/wire.hpp"

namespace tram::store {

namespace {

std::vector<schema::Standing> standingsOf(const Batch& batch) {
    std::vector<schema::Standing> result;
    for (const auto id : batch.touchedStandings()) {
        const auto official =
            getRecord<schema::OfficialRecord>(batch.transaction, Table::official, Key::of(OfficialId{id}));
        const bool active = official && standingOf(**official).has_value();
        result.emplace_back(id, official ? (*official)->session_epoch() : 0, active);
    }
    return result;
}

void add(CommittedBatch& whole, const CommittedBatch& part) {
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    if (part.position) whole.position = part.position;
    append(whole.folders, part.folders);
    append(whole.queues, part.queues);
    whole.directory = whole.directory || part.directory;
    whole.expansions = whole.expansions || part.expansions;
    whole.tickets = whole.tickets || part.tickets;
    append(whole.standings, part.standings);
    append(whole.endedSessions, part.endedSessions);
}

using schema::ErrorCode;

std::size_t bytesOf(const Command& command) {
    std::size_t bytes = 256;
    for (const auto& blob : command.blobs) bytes += blob.bytes.size();
    return bytes;
}

// Messages this large, one or together, are staged ahead of their command.
bool isLarge(const Command& command) {
    return bytesOf(command) > limits::store::commitBytes ||
           std::ranges::any_of(command.blobs, [](const PreparedBlob& blob) {
               return blob.bytes.size() > limits::store::inlineMessage;
           });
}

Refusal refusalOf(const StoreError& error) {
    switch (error.kind) {
        case StoreErrorKind::full:
            return {ErrorCode::store_full, {}, error.detail};
        default:
            return {ErrorCode::temporary, {}, error.detail};
    }
}

}  // namespace

struct CommitLoop::Result {
    Outcome outcome;
    JournalPosition position;
};

// What these commands put into mailboxes.
std::uint64_t CommitLoop::copiesIn(const std::vector<Result>& results) {
    std::uint64_t copies = 0;
    for (const auto& result : results) {
        if (!result.outcome) continue;
        if (const auto* accepted = result.outcome->AsAccepted()) copies += accepted->delivered;
        if (const auto* step = result.outcome->AsGroupStep()) copies += step->delivered;
    }
    return copies;
}

CommitLoop::CommitLoop(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

CommitLoop::~CommitLoop() {
    stop();
}

void CommitLoop::submit(Command command) {
    waitingBytes_.fetch_add(bytesOf(command), std::memory_order_relaxed);
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        wake = waiting_.empty();
        waiting_.push_back(std::move(command));
    }
    if (wake) arrived_.notify_one();
}

CommitStatistics CommitLoop::statistics() const {
    const std::lock_guard lock(mutex_);
    auto result = statistics_;
    result.waiting = waiting_.size();
    const auto now = std::chrono::steady_clock::now();
    result.longestOfMinute = recentCommits_.longest(now);
    if (const auto began = commitBegan_.load(); began != std::chrono::steady_clock::time_point{})
        result.longestOfMinute = std::max<std::chrono::nanoseconds>(result.longestOfMinute, now - began);
    return result;
}

std::chrono::nanoseconds CommitLoop::sinceTurn() const {
    return std::chrono::steady_clock::now() - turned_.load();
}

void CommitLoop::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void CommitLoop::run() {
    for (;;) {
        turned_ = std::chrono::steady_clock::now();
        {
            std::unique_lock lock(mutex_);
            if (waiting_.empty() && large_.empty()) {
                if (stopping_) return;
                const auto due = workLeft_ ? std::chrono::milliseconds(1) : std::chrono::milliseconds(1000);
                arrived_.wait_for(lock, due, [&] { return stopping_ || !waiting_.empty(); });
                if (stopping_ && waiting_.empty()) return;
            }
        }
        if (auto commands = takeWaiting(); !commands.empty()) runBatch(std::move(commands));
        if (!large_.empty()) stageLarge();
        housekeeping();
    }
}

std::vector<Command> CommitLoop::takeWaiting() {
    std::vector<Command> taken;
    std::size_t bytes = 0;
    const std::lock_guard lock(mutex_);
    while (!waiting_.empty() && bytes < limits::store::commitBytes) {
        if (waiting_.front().alone && !taken.empty()) break;
        auto command = std::move(waiting_.front());
        waiting_.pop_front();
        const auto size = bytesOf(command);
        if (isLarge(command)) {
            large_.push_back(std::move(command));
            continue;
        }
        waitingBytes_.fetch_sub(size, std::memory_order_relaxed);
        bytes += size;
        taken.push_back(std::move(command));
        if (taken.back().alone) break;
    }
    return taken;
}

Outcome CommitLoop::perform(Batch& batch, Command& command) {
    if (command.addsData && full_) return refuse(ErrorCode::store_full, {}, "less than the reserve is left");
    CommandContext context{batch,         command.origin, parts_.settings, parts_.sealingKey, parts_.signingKey,
                           parts_.random, command.blobs};
    return command.action(context);
}

void CommitLoop::runBatch(std::vector<Command> commands) {
    std::vector<Result> results;
    CommittedBatch committed;
    if (statistics_.readOnly) {
        refuseAll({ErrorCode::read_only, {}, "the store is read-only after a disk error"}, commands, results);
        finish(commands, results, {});
        return;
    }
    full_ = nearlyFull();
    if (!tryBatch(commands, results, committed)) {
        {
            const std::lock_guard lock(mutex_);
            ++statistics_.undoneBatches;
        }
        committed = {};
        runSingly(commands, results, committed);
    }
    finish(commands, results, std::move(committed));
}

void CommitLoop::commit(Batch& batch, std::size_t commands, std::uint64_t delivered) {
    const auto began = std::chrono::steady_clock::now();
    commitBegan_ = began;
    batch.commit();
    const auto ended = std::chrono::steady_clock::now();
    const auto took = ended - began;
    commitBegan_ = std::chrono::steady_clock::time_point{};
    diskFailures_ = 0;
    const std::lock_guard lock(mutex_);
    recentCommits_.record(ended, took);
    statistics_.delivered += delivered;
    ++statistics_.commits;
    statistics_.commands += commands;
    statistics_.largestBatch = std::max<std::uint64_t>(statistics_.largestBatch, commands);
    statistics_.commitTime += took;
    statistics_.longestCommit = std::max<std::chrono::nanoseconds>(statistics_.longestCommit, took);
}

void CommitLoop::refuseAll(const Refusal& refusal, const std::vector<Command>& commands, std::vector<Result>& results) {
    results.assign(commands.size(), {std::unexpected(refusal), {}});
}

bool CommitLoop::tryBatch(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch& committed) {
    results.clear();
    bool committing = false;
    StoreError error;
    try {
        Batch batch(parts_.environment, parts_.clock.now());
        const auto before = batch.position();
        for (auto& command : commands) {
            auto outcome = perform(batch, command);
            results.push_back({std::move(outcome), batch.position()});
        }
        // Every change has its record: without a new one nothing has changed, and no commit is owed.
        if (batch.isAbandoned() || (batch.position() == before && !batch.directoryTouched())) {
            committed.position = before;
            return true;
        }
        committed.standings = standingsOf(batch);
        committing = true;
        commit(batch, commands.size(), copiesIn(results));
        committed.position = batch.position();
        committed.folders.assign(batch.touchedFolders().begin(), batch.touchedFolders().end());
        committed.queues = batch.touchedQueues();
        committed.directory = batch.directoryTouched();
        committed.expansions = batch.expansionsTouched();
        committed.tickets = batch.ticketsTouched();
        committed.endedSessions = batch.endedSessions();
        return true;
    } catch (const TransactionFailed& failure) {
        error = failure.error;
    } catch (const std::exception& unexpected) {
        error = {StoreErrorKind::internal, unexpected.what()};
    }
    handleFailure(error);
    // A commit that failed may be on the disk all the same, but where there was no room for it: its commands
    // are never run again.
    const bool mayBeThere = committing && error.kind != StoreErrorKind::full;
    if (commands.size() > 1 && !mayBeThere) return false;
    refuseAll(refusalOf(error), commands, results);
    return true;
}

void CommitLoop::runSingly(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch& committed) {
    results.clear();
    for (auto& command : commands) {
        std::vector<Command> one;
        one.push_back(std::move(command));
        std::vector<Result> result;
        CommittedBatch part;
        if (statistics_.readOnly) {
            refuseAll({ErrorCode::read_only, {}, "the store is read-only after a disk error"}, one, result);
        } else {
            tryBatch(one, result, part);
        }
        command = std::move(one.front());
        results.push_back(std::move(result.front()));
        add(committed, part);
    }
}

void CommitLoop::finish(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch committed) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (commands[i].then) {
            commands[i].then(results[i].outcome, results[i].position);
        } else {
            committed.completed.push_back(
                {commands[i].channel, commands[i].request, encodeOutcome(results[i].outcome, results[i].position)});
        }
        // Deletions that these commands caused may be due now.
        workLeft_ = true;
    }
    if (parts_.committed) parts_.committed(std::move(committed));
}

void CommitLoop::stageLarge() {
    auto& command = large_.front();
    full_ = nearlyFull();
    std::size_t total = 0;
    for (const auto& blob : command.blobs) total += blob.segments.size();
    if (!full_ && !statistics_.readOnly && staged_ < total) {
        try {
            Batch batch(parts_.environment, parts_.clock.now());
            auto index = staged_;
            std::size_t before = 0;
            for (const auto& blob : command.blobs) {
                while (index < before + blob.segments.size() && batch.blobBytes < limits::store::inlineMessage) {
                    stageSegment(batch, blob, blob.segments[index - before]);
                    ++index;
                }
                before += blob.segments.size();
            }
            commit(batch, 0);
            staged_ = index;
            if (staged_ < total) return;
        } catch (const TransactionFailed& failure) {
            // Run as it is: it will be refused with the reason, or fit after all.
            handleFailure(failure.error);
        }
    }
    auto ready = std::move(command);
    large_.pop_front();
    staged_ = 0;
    waitingBytes_.fetch_sub(bytesOf(ready), std::memory_order_relaxed);
    std::vector<Command> commands;
    commands.push_back(std::move(ready));
    runBatch(std::move(commands));
}

void CommitLoop::housekeeping() {
    const auto now = parts_.clock.steady();
    if (!workLeft_ && now < nextHousekeeping_) return;
    bool busy = false;
    {
        const std::lock_guard lock(mutex_);
        busy = !waiting_.empty();
    }
    // Under steady load a step every 50 ms; otherwise step after step.
    if (busy && now < nextHousekeeping_) return;
    nextHousekeeping_ = now + std::chrono::milliseconds(busy ? 50 : 1000);
    if (statistics_.readOnly) {
        workLeft_ = false;
        return;
    }
    // Whoever watches hears of room that was made while nothing came.
    if (full_) full_ = nearlyFull();
    try {
        // Looking costs a read; only when something is due is a commit owed.
        bool due = false;
        {
            const ReadTransaction look(parts_.environment);
            Cursor chores(look, Table::chore);
            Cursor releases(look, Table::release);
            due = chores.first() ||
                  (releases.first() && keyNumber(releases.key(), 0) <=
                                           static_cast<std::uint64_t>(parts_.clock.now().time_since_epoch().count())) ||
                  journalStepDue(look, parts_.settings.journal, parts_.clock.now());
        }
        if (!due) {
            workLeft_ = false;
            return;
        }
        Batch batch(parts_.environment, parts_.clock.now());
        const bool more = choreStep(batch);
        const bool moreReleases = releaseStep(batch, limits::store::releaseStep);
        const bool moreRecords = journalStep(batch, parts_.settings.journal, limits::store::journalStep);
        commit(batch, 0);
        workLeft_ = more || moreReleases || moreRecords;
    } catch (const TransactionFailed& failure) {
        workLeft_ = false;
        handleFailure(failure.error);
    }
}

void CommitLoop::handleFailure(const StoreError& error) {
    commitBegan_ = std::chrono::steady_clock::time_point{};
    {
        const std::lock_guard lock(mutex_);
        ++statistics_.failedCommits;
        if (error.kind == StoreErrorKind::full) ++statistics_.refusedFull;
    }
    if (error.kind != StoreErrorKind::io && error.kind != StoreErrorKind::corrupted) return;
    if (error.kind == StoreErrorKind::io) ++diskFailures_;
    bool opened = false;
    {
        // What LMDB has in memory may not be what the disk has: begin again from its last good meta page.
        // Not under mutex_: whoever reads holds the guard and may ask for statistics.
        const std::unique_lock exclusive(parts_.environmentGuard);
        const auto folder = parts_.environment.folder();
        parts_.environment.close();
        if (auto reopened = Environment::open(folder, parts_.options)) {
            parts_.environment = std::move(*reopened);
            opened = true;
        } else if (auto readable = Environment::open(folder, {})) {
            parts_.environment = std::move(*readable);
        }
    }
    if (opened && diskFailures_ < 2) return;
    const std::lock_guard lock(mutex_);
    statistics_.readOnly = true;
}

bool CommitLoop::nearlyFull() {
    const auto now = parts_.clock.steady();
    if (now < spaceCheckedAt_) return full_;
    // Once a second, oftener near the end.
    const auto space = parts_.environment.space();
    const auto available = space.available();
    spaceCheckedAt_ = now + (available < 4 * limits::store::reserve ? std::chrono::milliseconds(20)
                                                                    : std::chrono::milliseconds(1000));
    const bool full = available < std::min<std::uint64_t>(limits::store::reserve, space.mapSize / 8);
    const std::lock_guard lock(mutex_);
    statistics_.full = full;
    statistics_.freeOctets = space.freePages * space.pageSize;
    return full;
}

}  // namespace tram::store
