// The sessions that the processes hold open with signed-in officials, as they told. Kept in memory only: when the store
// starts anew, each process tells its sessions again.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"

namespace tram::store {

struct OpenSession {
    std::uint64_t channel = 0;  // over which its process told of it
    std::uint64_t id = 0;       // the process made it: random
    OfficialId official;
    std::string process;
    std::string protocol;     // "imap", "submission"
    std::string client;       // its address
    std::int64_t since = 0;   // microseconds since 1970, UTC
    std::string appPassword;  // the label of the app password that opened it, "" for the chosen one
};

class OpenSessions {
public:
    // One that is known under its channel and id is told again.
    void opened(OpenSession session);
    void closed(std::uint64_t channel, std::uint64_t id);
    // The process or its link is gone, and what it held with it.
    void channelClosed(std::uint64_t channel);
    // Somebody's, or with none everybody's, the oldest first.
    [[nodiscard]] std::vector<OpenSession> of(OfficialId official) const;

private:
    mutable std::mutex mutex_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, OpenSession> sessions_;  // by channel and id
};

}  // namespace tram::store
