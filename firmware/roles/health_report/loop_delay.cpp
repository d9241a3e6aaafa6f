#include "roles/health_report/loop_delay.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <chrono>

namespace tram::roles {

using Clock = std::chrono::steady_clock;

struct LoopDelay::Note {
    std::atomic<Clock::duration> waited{Clock::duration{-1}};  // below 0: never yet
    std::atomic<bool> lies = false;                            // nobody has taken it
    Clock::time_point left;                                    // set while it does not lie there
};

LoopDelay::LoopDelay(net::Runtime& runtime) {
    for (std::size_t i = 0; i < runtime.loops(); ++i) loops_.push_back({runtime.loop(i), std::make_shared<Note>()});
}

std::optional<double> LoopDelay::measure() {
    const auto now = Clock::now();
    Clock::duration worst{-1};
    for (const auto& [executor, note] : loops_) {
        if (note->lies.load(std::memory_order_acquire)) {
            worst = std::max(worst, now - note->left);
            continue;
        }
        worst = std::max(worst, note->waited.load(std::memory_order_relaxed));
        note->left = now;
        note->lies.store(true, std::memory_order_release);
        boost::asio::post(executor, [note] {
            note->waited.store(Clock::now() - note->left, std::memory_order_relaxed);
            note->lies.store(false, std::memory_order_release);
        });
    }
    if (worst < Clock::duration::zero()) return std::nullopt;
    return std::chrono::duration<double>(worst).count();
}

}  // namespace tram::roles
