#include "roles/health_report/health_thread.hpp"

#include <sys/resource.h>

#include <utility>

namespace tram::roles {

HealthThread::HealthThread(HealthOptions options, const Counters& counters, const Clock& clock)
    : sender_(std::move(options), counters, clock), thread_([this] { run(); }) {}

HealthThread::~HealthThread() {
    stop();
}

void HealthThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void HealthThread::run() {
    // Of this thread only, on Linux; where the sandbox forbids it nothing is lost.
    (void)setpriority(PRIO_PROCESS, 0, 10);
    for (;;) {
        sender_.send();
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, sender_.options().interval, [this] { return stopping_; })) break;
    }
    sender_.send();
}

}  // namespace tram::roles
