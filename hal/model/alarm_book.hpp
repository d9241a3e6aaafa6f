// Which conditions hold now, since when, and what became of them: raise and clear in pairs, numbered.
//
// What cannot be read at the moment keeps its alarms: not known is not well. Pure; times are handed in.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/condition.hpp"

namespace tram::hal {

// What a rule says about a component now.
struct Finding {
    Condition condition{};
    std::string component;
    Arguments arguments;
    std::optional<Health> severity;  // where it is not the catalogue's
};

struct Alarm {
    std::uint64_t id = 0;  // the sequence number that raised it
    Condition condition{};
    std::string component;
    Health severity = Health::warning;
    Arguments arguments;
    SystemTime raised{};
    SystemTime changed{};
    std::string acknowledgedBy;  // "": by nobody. It lowers the noise, not the health.

    friend bool operator==(const Alarm&, const Alarm&) = default;
};

struct AlarmEvent {
    enum class What : std::uint8_t { raised, changed, cleared } what{};
    std::uint64_t sequence = 0;  // without gaps, so that a lost notification is seen
    SystemTime time{};
    Alarm alarm;

    friend bool operator==(const AlarmEvent&, const AlarmEvent&) = default;
};
[[nodiscard]] std::string_view name(AlarmEvent::What what) noexcept;

class AlarmBook {
public:
    AlarmBook() = default;
    // As a book was when the process ended: its alarms, and the last sequence number given out.
    AlarmBook(std::vector<Alarm> alarms, std::uint64_t sequence);

    // All that was found in one look at everything, and the components that could not be looked at. New alarms are told
    // as raised, those of another severity as changed, those that nothing was found of any more as cleared; arguments
    // follow without a word.
    std::vector<AlarmEvent> update(std::span<const Finding> findings, const std::set<std::string>& unreadable,
                                   SystemTime now);
    // False where there is no such alarm.
    bool acknowledge(std::uint64_t id, std::string who);

    // In the order in which they were raised.
    [[nodiscard]] std::span<const Alarm> active() const { return alarms_; }
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

private:
    Alarm* find(const Finding& finding);

    std::vector<Alarm> alarms_;
    std::uint64_t sequence_ = 0;
};

}  // namespace tram::hal
