// What one receiver of notifications is still to be told: in order, one at a time, until it has it.
//
// Bounded: where too much waits the oldest is dropped, and the receiver learns from the gap in the numbers and from the
// alarms that are told anew once it is back. Pure; times are handed in.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "hal/snmp/tables/notification.hpp"

namespace tram::snmp {

struct OutboxRules {
    // A day of trouble raises some hundred.
    std::size_t most = 1000;  // at least 2
    // Active alarms are told anew so often.
    std::chrono::seconds announceEvery{3600};
    // After an attempt that failed; doubled up to the longest.
    std::chrono::seconds firstPause{2};
    std::chrono::seconds longestPause{30};
};

struct OutboxItem {
    enum class What : std::uint8_t { here, event, repeated } what{};
    hal::AlarmEvent event;  // not of `here`
};

class Outbox {
public:
    // `acknowledged`: the number of the last event that the receiver is known to have; of a new one the present number.
    Outbox(OutboxRules rules, std::uint64_t acknowledged, SteadyTime now);

    // Those that the receiver has are passed over.
    void add(const hal::AlarmEvent& event);
    // The present number. One below what was added before says that tram-hal lost its memory and counts anew.
    void present(std::uint64_t sequence);
    // What to send now: nothing while the pause after a failure lasts, or where there is nothing. The first is that the
    // appliance is here, with all active alarms; so it is after a loss of contact, and the alarms every hour. `active`
    // must be at least as new as the last event that was added.
    const OutboxItem* next(SteadyTime now, std::span<const hal::Alarm> active);
    // Of what next() gave.
    void acknowledged(SteadyTime now);
    void failed(SteadyTime now);

    [[nodiscard]] std::uint64_t lastAcknowledged() const { return lastAcknowledged_; }
    [[nodiscard]] std::size_t waiting() const { return items_.size(); }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    [[nodiscard]] bool inContact() const { return failures_ == 0; }

private:
    void announce(std::span<const hal::Alarm> active, SteadyTime now, bool withHere);

    OutboxRules rules_;
    std::uint64_t lastAcknowledged_;
    std::uint64_t lastAdded_;
    std::deque<OutboxItem> items_;
    std::uint64_t dropped_ = 0;
    unsigned failures_ = 0;
    SteadyTime notBefore_;
    SteadyTime announced_;
    bool mustGreet_ = true;
    bool underWay_ = false;  // the front one was given out
};

// What is kept of a receiver over restarts, as text: a line each.
struct ReceiverMemory {
    std::optional<std::uint64_t> acknowledged;
    std::string engineId;  // octets; "" while it was never in contact

    friend bool operator==(const ReceiverMemory&, const ReceiverMemory&) = default;
};
[[nodiscard]] std::string encodeMemory(const ReceiverMemory& memory);
// What cannot be read is as if it were not there.
[[nodiscard]] ReceiverMemory parseMemory(std::string_view text);

}  // namespace tram::snmp
