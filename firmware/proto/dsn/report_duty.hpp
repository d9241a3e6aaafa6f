// Whether a report is due to the sender for one recipient.
//
// Standards: RFC 3461 4.1, 5.2.2, 5.2.3, 5.2.5, 5.2.6, 6.1; RFC 5321 4.5.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tram::dsn {

enum class Action : std::uint8_t { failed, delayed, delivered, relayed, expanded };
[[nodiscard]] std::string_view name(Action action) noexcept;

// NOTIFY as given; `given` false: absent, which means failures, and delays at our discretion.
struct NotifyFlags {
    bool given = false;
    bool never = false;
    bool success = false;
    bool failure = false;
    bool delay = false;

    friend bool operator==(const NotifyFlags&, const NotifyFlags&) = default;
};

// What became of a recipient.
enum class Event : std::uint8_t {
    delivered,       // into a mailbox of ours
    relayedToDsn,    // to a server that has the DSN parameters and reports itself
    relayedPastDsn,  // to a server that knows no DSN
    expanded,        // by a group, whose members get the message with no more reports of success
    delayed,
    failed,
};

// The action that is to be reported, or nullopt: nothing is due. Never to a null reverse-path ("").
[[nodiscard]] std::optional<Action> dueReport(NotifyFlags notify, Event event, std::string_view reversePath) noexcept;

}  // namespace tram::dsn
