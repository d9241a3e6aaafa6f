// Seals the journal's segments as they become due, and gives up the oldest: a thread of its own, at low priority.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "store/commit_loop.hpp"
#include "store/credentials/signing_key.hpp"

namespace tram::store {

class JournalKeeper {
public:
    struct Parts {
        Environment& environment;
        std::shared_mutex& environmentGuard;
        const JournalBounds& bounds;
        const credentials::SigningKey& key;
        const Clock& clock;
        std::function<void(Command)> submit;
        // What an operator should know. On the keeper's thread.
        std::function<void(const std::string&)> report;
    };
    // Looks at once, then every `interval`; after a failure ten times as long.
    JournalKeeper(Parts parts, std::chrono::milliseconds interval);
    ~JournalKeeper();
    JournalKeeper(const JournalKeeper&) = delete;
    JournalKeeper& operator=(const JournalKeeper&) = delete;

    // Before the commit loop stops. What is under way is left undone.
    void stop();

private:
    void run();
    // False where something failed.
    bool work();
    [[nodiscard]] bool carryOut(std::function<Outcome(CommandContext&)> action);

    Parts parts_;
    std::chrono::milliseconds interval_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tram::store
