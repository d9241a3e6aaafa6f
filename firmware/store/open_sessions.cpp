#include "store/open_sessions.hpp"

#include <algorithm>
#include <limits>

namespace tram::store {

void OpenSessions::opened(OpenSession session) {
    const std::lock_guard lock(mutex_);
    const std::pair key(session.channel, session.id);
    sessions_.insert_or_assign(key, std::move(session));
}

void OpenSessions::closed(std::uint64_t channel, std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    sessions_.erase({channel, id});
}

void OpenSessions::channelClosed(std::uint64_t channel) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(sessions_.lower_bound({channel, 0}),
                    sessions_.upper_bound({channel, std::numeric_limits<std::uint64_t>::max()}));
}

std::vector<OpenSession> OpenSessions::of(OfficialId official) const {
    std::vector<OpenSession> result;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, session] : sessions_) {
            if (!official || session.official == official) result.push_back(session);
        }
    }
    std::ranges::stable_sort(result, {}, &OpenSession::since);
    return result;
}

}  // namespace tram::store
