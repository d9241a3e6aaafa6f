// The writer: takes every command that waits, runs them in one write transaction, commits once, then
// answers all of them. There is no timer: while one commit is on its way to the disk the next batch gathers.
//
// A batch is bounded by bytes; a message larger than the bound is staged segment by segment over several
// commits, between other commands, before the command that holds it runs. Deletions go on in bounded steps
// when nothing waits, and after every few batches when something always does.
//
// Faults: a batch that fails before its commit, or for want of room, is undone and its commands run one by one,
// so one bad command never fails its neighbours. A commit that the disk failed is refused whole: it may be there
// after all, so its commands are not run again. A disk error reopens the environment, a second one leaves it
// read-only.
// Threads: submit() from any; everything else on the loop's own thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "store/command_context.hpp"
#include "store/recent_maximum.hpp"

namespace tram::store {

struct Command {
    std::function<Outcome(CommandContext&)> action;
    Origin origin;
    // What the action's views point into, and the blobs its messages are.
    std::shared_ptr<const void> keepAlive;
    std::vector<PreparedBlob> blobs;
    // Refused while the store is nearly full; deletions and changes of flags are not.
    bool addsData = false;
    // In a transaction of its own, which it may abandon (Batch::abandon).
    bool alone = false;
    std::uint64_t channel = 0;  // whose it is, for the answer
    std::uint64_t request = 0;
    // In place of channel and request, for commands of the store's own. On the writer's thread.
    std::function<void(const Outcome&, JournalPosition)> then;
};

struct Completed {
    std::uint64_t channel = 0;
    std::uint64_t request = 0;
    Bytes answer;  // a frame's body
};

struct CommittedBatch {
    std::vector<Completed> completed;
    JournalPosition position;
    std::vector<std::uint64_t> folders;
    std::vector<std::uint64_t> queues;
    bool directory = false;
    bool expansions = false;
    bool tickets = false;
    std::vector<schema::Standing> standings;
    std::vector<schema::EndedSession> endedSessions;
};

struct CommitStatistics {
    std::uint64_t commits = 0;
    std::uint64_t commands = 0;
    std::uint64_t largestBatch = 0;
    std::uint64_t undoneBatches = 0;
    std::uint64_t failedCommits = 0;
    std::chrono::nanoseconds commitTime{};  // in all
    std::chrono::nanoseconds longestCommit{};
    // Of the last minute; one that is still under way counts with what it has taken so far.
    std::chrono::nanoseconds longestOfMinute{};
    std::uint64_t delivered = 0;  // copies of messages put into mailboxes by delivery
    std::uint64_t refusedFull = 0;
    bool readOnly = false;
    bool full = false;             // nothing new is taken, for want of room
    std::uint64_t freeOctets = 0;  // of pages that can be used again, when last looked at
    std::uint64_t waiting = 0;
};

class CommitLoop {
public:
    struct Parts {
        Environment& environment;
        // Held shared by whoever else in this process reads, exclusively while the environment is reopened.
        std::shared_mutex& environmentGuard;
        EnvironmentOptions options;  // to reopen it with
        const StoreSettings& settings;
        const credentials::SealingKey& sealingKey;
        const credentials::SigningKey& signingKey;
        const Clock& clock;
        Random& random;
        // Called on the writer's thread after each commit that had commands.
        std::function<void(CommittedBatch)> committed;
    };
    explicit CommitLoop(Parts parts);
    ~CommitLoop();
    CommitLoop(const CommitLoop&) = delete;
    CommitLoop& operator=(const CommitLoop&) = delete;

    void submit(Command command);
    // More bytes wait than limits::store::waitingBytes: whoever reads commands stops reading.
    [[nodiscard]] bool overloaded() const {
        return waitingBytes_.load(std::memory_order_relaxed) > limits::store::waitingBytes;
    }
    [[nodiscard]] CommitStatistics statistics() const;
    // Since the writer last looked for work, which it does each second: how long it has been at one batch, or hangs.
    [[nodiscard]] std::chrono::nanoseconds sinceTurn() const;
    // Runs what waits, then ends the thread.
    void stop();

private:
    struct Result;
    void run();
    std::vector<Command> takeWaiting();
    void runBatch(std::vector<Command> commands);
    bool tryBatch(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch& committed);
    void runSingly(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch& committed);
    void stageLarge();
    void housekeeping();
    void handleFailure(const StoreError& error);
    void commit(Batch& batch, std::size_t commands, std::uint64_t delivered = 0);
    [[nodiscard]] static std::uint64_t copiesIn(const std::vector<Result>& results);
    static void refuseAll(const Refusal& refusal, const std::vector<Command>& commands, std::vector<Result>& results);
    void finish(std::vector<Command>& commands, std::vector<Result>& results, CommittedBatch committed);
    [[nodiscard]] bool nearlyFull();
    Outcome perform(Batch& batch, Command& command);

    Parts parts_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Command> waiting_;
    std::deque<Command> large_;  // their segments are being staged
    std::size_t staged_ = 0;     // segments of large_.front() done
    std::atomic<std::size_t> waitingBytes_ = 0;
    bool stopping_ = false;
    bool workLeft_ = true;  // deletions may be due
    SteadyTime nextHousekeeping_{};
    SteadyTime spaceCheckedAt_{};
    bool full_ = false;
    unsigned diskFailures_ = 0;
    CommitStatistics statistics_;
    RecentMaximum recentCommits_;
    // Of the commit under way; the clock's epoch where there is none.
    std::atomic<std::chrono::steady_clock::time_point> commitBegan_{};
    std::atomic<std::chrono::steady_clock::time_point> turned_ = std::chrono::steady_clock::now();
    std::thread thread_;
};

}  // namespace tram::store
