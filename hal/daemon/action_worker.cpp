#include "hal/daemon/action_worker.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tram::hal {

struct ActionWorker::Shared {
    ActionRunner runner;
    std::function<void(const Action&, const std::string&)> told;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Action> waiting;
    bool ending = false;

    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return ending || !waiting.empty(); });
            if (ending) return;
            const auto action = waiting.front();
            lock.unlock();
            const auto done = runner.run(action);
            lock.lock();
            // Only now: what is under way is not asked for once more.
            waiting.pop_front();
            if (!ending) told(action, done ? "" : done.error());
        }
    }
};

ActionWorker::ActionWorker(ActionRunner runner, std::function<void(const Action&, const std::string&)> told)
    : shared_(std::make_shared<Shared>(std::move(runner), std::move(told))) {
    std::thread([shared = shared_] { shared->run(); }).detach();
}

ActionWorker::~ActionWorker() {
    const std::lock_guard lock(shared_->mutex);
    shared_->ending = true;
    shared_->changed.notify_all();
}

void ActionWorker::push(Action action) {
    const std::lock_guard lock(shared_->mutex);
    if (std::ranges::contains(shared_->waiting, action)) return;
    shared_->waiting.push_back(std::move(action));
    shared_->changed.notify_all();
}

}  // namespace tram::hal
