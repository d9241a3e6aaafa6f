// Recipients that tram-store said it takes, for the next RCPT to the same address.
//
// Most mail goes to addresses that have just had mail; remembering them saves a question to the store for each.
// Only a plain yes with much room left in the mailbox is remembered: whatever the messages of the next second bring, it
// would be a yes again. A commit that changes the Directory forgets all of it, and the store looks once more when it
// accepts.
// Threads: one memory a loop.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tram::roles {

class RecipientMemory {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Known {
        std::uint64_t mailbox = 0;
        std::string address;  // as the store writes it
    };

    // `room`: octets left in the mailbox.
    void remember(const std::string& asked, Known known, std::uint64_t room, Time now);
    [[nodiscard]] std::optional<Known> find(const std::string& asked, Time now) const;
    void forgetAll() { known_.clear(); }

private:
    struct Entry {
        Known known;
        Time until;
    };
    std::unordered_map<std::string, Entry> known_;
};

}  // namespace tram::roles
