// For processes without an event loop: what asks them to end, to be blocked before there are threads and waited for.
#pragma once

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <ctime>

namespace tram::roles {

class StopSignals {
public:
    // Blocks them in this thread and those that it will start.
    StopSignals() {
        sigemptyset(&signals_);
        for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals_, signal);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }

    // Whether one came within that time.
    [[nodiscard]] bool wait(std::chrono::nanoseconds patience) const {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
        const timespec wait{seconds.count(), (patience - seconds).count()};
        return sigtimedwait(&signals_, nullptr, &wait) > 0;
    }

private:
    sigset_t signals_{};
};

}  // namespace tram::roles
