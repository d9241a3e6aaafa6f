// Sends a process's reports on a thread of its own: at once, at each interval, and a last one at the end.
//
// So nothing that hangs while figures are asked for holds up the process's loops. Not for a process that forks.
// Threads: stop() from one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "roles/health_report/health_sender.hpp"

namespace tram::roles {

class HealthThread {
public:
    // What the figures are asked of outlives this; all figures are registered.
    HealthThread(HealthOptions options, const Counters& counters, const Clock& clock);
    ~HealthThread();
    HealthThread(const HealthThread&) = delete;
    HealthThread& operator=(const HealthThread&) = delete;

    // After the last report. Idempotent.
    void stop();

private:
    void run();

    HealthSender sender_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tram::roles
