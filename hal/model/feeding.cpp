#include "hal/model/feeding.hpp"

#include <algorithm>
#include <format>

namespace tram::hal {

std::optional<std::string> Feeding::look(SteadyTime now, const std::set<HangingThread>& hanging, bool managerAnswers) {
    const auto seconds = [](auto time) { return std::chrono::duration_cast<std::chrono::seconds>(time).count(); };
    if (managerAnswers) answered_ = now;
    std::erase_if(since_, [&](const auto& entry) { return !hanging.contains(entry.first); });
    for (const auto& thread : hanging) since_.try_emplace(thread, now);
    if (now - answered_ >= rules_.silence)
        return std::format("the service manager has not answered for {} s", seconds(now - answered_));
    for (const auto& [thread, since] : since_) {
        if (now - since >= rules_.hangs)
            return std::format("{} was killed and has hung in the kernel for {} s (thread {})", thread.process,
                               seconds(now - since), thread.thread);
    }
    return std::nullopt;
}

}  // namespace tram::hal
