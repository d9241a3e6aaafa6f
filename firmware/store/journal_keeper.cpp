#include "store/journal_keeper.hpp"

#include <sys/resource.h>

#include <memory>
#include <optional>

#include "store/journal_archive.hpp"

namespace tram::store {

JournalKeeper::JournalKeeper(Parts parts, std::chrono::milliseconds interval)
    : parts_(std::move(parts)), interval_(interval), thread_([this] { run(); }) {}

JournalKeeper::~JournalKeeper() {
    stop();
}

void JournalKeeper::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void JournalKeeper::run() {
    // Of this thread only, on Linux.
    setpriority(PRIO_PROCESS, 0, 10);
    for (;;) {
        bool well = false;
        try {
            well = work();
        } catch (const TransactionFailed& failure) {
            parts_.report("journal: " + failure.error.detail);
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, well ? interval_ : 10 * interval_, [this] { return stopping_; });
        if (stopping_) return;
    }
}

bool JournalKeeper::work() {
    for (;;) {
        const auto now = parts_.clock.now();
        const auto written =
            writeDueSegment(parts_.environment, parts_.environmentGuard, parts_.bounds, parts_.key, now);
        if (!written) {
            parts_.report("journal: " + written.error().detail);
            return false;
        }
        if (!*written) break;
        const auto segment = **written;
        if (!carryOut([segment](CommandContext& context) { return recordSegment(context, segment); })) return false;
    }
    for (;;) {
        std::optional<schema::JournalSegment> oldest;
        std::filesystem::path folder;
        {
            const std::shared_lock shared(parts_.environmentGuard);
            folder = parts_.environment.folder();
            oldest = dueToExpire(ReadTransaction(parts_.environment), parts_.bounds, parts_.clock.now(),
                                 volumeOctets(folder));
        }
        if (!oldest) return true;
        const JournalPosition first{oldest->head().first()};
        if (!carryOut([first](CommandContext& context) { return expireSegment(context, first); })) return false;
        std::error_code ignored;
        std::filesystem::remove(segmentFile(folder, first), ignored);
    }
}

// True once it is committed.
bool JournalKeeper::carryOut(std::function<Outcome(CommandContext&)> action) {
    // Outlives this call where the keeper stops before the answer.
    struct Answer {
        std::mutex mutex;
        std::condition_variable came;
        std::optional<bool> done;
        std::string reason;
    };
    auto answer = std::make_shared<Answer>();
    Command command;
    command.origin = {"tram-store", {}};
    command.action = std::move(action);
    command.then = [answer](const Outcome& outcome, JournalPosition) {
        const std::lock_guard lock(answer->mutex);
        answer->done = outcome.has_value();
        if (!outcome) answer->reason = outcome.error().detail;
        answer->came.notify_all();
    };
    parts_.submit(std::move(command));
    for (;;) {
        {
            std::unique_lock lock(answer->mutex);
            answer->came.wait_for(lock, std::chrono::milliseconds(100), [&] { return answer->done.has_value(); });
            if (answer->done) {
                if (!*answer->done) parts_.report("journal: " + answer->reason);
                return *answer->done;
            }
        }
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
    }
}

}  // namespace tram::store
