#include "hal/daemon/pollers.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tram::hal {

struct Pollers::One {
    std::string name;
    std::chrono::milliseconds every;
    std::function<void()> look;
    std::mutex mutex;
    std::condition_variable changed;
    bool woken = false;
    bool stopping = false;
    bool ended = true;

    void run() {
        std::unique_lock lock(mutex);
        while (!stopping) {
            woken = false;
            lock.unlock();
            look();
            lock.lock();
            changed.wait_for(lock, every, [this] { return woken || stopping; });
        }
        ended = true;
        changed.notify_all();
    }
};

Pollers::Pollers() = default;

Pollers::~Pollers() {
    stop(std::chrono::seconds(1));
}

void Pollers::add(std::string name, std::chrono::milliseconds every, std::function<void()> look) {
    auto one = std::make_shared<One>();
    one->name = std::move(name);
    one->every = every;
    one->look = std::move(look);
    all_.push_back(std::move(one));
}

void Pollers::start() {
    for (const auto& one : all_) {
        one->ended = false;
        std::thread([one] { one->run(); }).detach();
    }
}

void Pollers::wake(std::string_view name) {
    for (const auto& one : all_) {
        if (one->name != name) continue;
        const std::lock_guard lock(one->mutex);
        one->woken = true;
        one->changed.notify_all();
    }
}

bool Pollers::stop(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (const auto& one : all_) {
        const std::lock_guard lock(one->mutex);
        one->stopping = true;
        one->changed.notify_all();
    }
    return std::ranges::all_of(all_, [&](const std::shared_ptr<One>& one) {
        std::unique_lock lock(one->mutex);
        return one->changed.wait_until(lock, until, [&] { return one->ended; });
    });
}

}  // namespace tram::hal
