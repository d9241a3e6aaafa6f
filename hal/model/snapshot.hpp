// All that tram-hal knows, as one value: what tram-alert, tram-snmp and `tram hal` read.
//
// It travels as JSON in a frame over tram-hal's socket (hal/model/hal_protocol.hpp). Fields that a reader does not know
// are passed over, so that the two sides may be of different releases. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/model/box.hpp"
#include "hal/model/report.hpp"

namespace tram::hal {

// A component as it stands. `figures` are numbers under Prometheus' names ("temperature_celsius", "size_octets"),
// `words` what is no number ("level", "action", "status", "zone"); hal/model/README.md lists those of each kind.
struct ComponentState {
    Component component;
    Health health = Health::ok;
    std::optional<SystemTime> since;  // since when it is not well
    std::map<std::string, double, std::less<>> figures;
    std::map<std::string, std::string, std::less<>> words;

    friend bool operator==(const ComponentState&, const ComponentState&) = default;
};

struct Snapshot {
    std::string hostname;
    SystemTime time{};
    SystemTime started{};  // of tram-hal
    Health overall = Health::unknown;
    std::string stage;                       // of the power plan: "normal", "shedding", "draining", "stopping"
    std::string reason;                      // why; "" while normal
    std::optional<double> remainingSeconds;  // that the batteries last
    std::vector<ComponentState> components;
    std::vector<Alarm> alarms;  // active, in the order in which they were raised
    std::vector<Replacement> replacements;
    std::uint64_t sequence = 0;  // of the last event
    std::vector<ProcessReport> reports;

    [[nodiscard]] const ComponentState* find(std::string_view id) const;

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

enum class SnapshotError { malformed, tooLarge };

[[nodiscard]] std::string encodeSnapshot(const Snapshot& snapshot);
[[nodiscard]] std::expected<Snapshot, SnapshotError> parseSnapshot(std::string_view text);

// Events as they travel and as tram-hal's log keeps them, a line each.
[[nodiscard]] boost::json::value toJson(const AlarmEvent& event);
[[nodiscard]] std::expected<AlarmEvent, SnapshotError> eventOf(const boost::json::value& value);
[[nodiscard]] std::string encodeEvent(const AlarmEvent& event);
[[nodiscard]] std::expected<AlarmEvent, SnapshotError> parseEvent(std::string_view text);

// What an alarm says and what to do, in one language, with its arguments filled in: in Vietnamese "label.vi" stands for
// {label} where it is given, and so on.
struct AlarmText {
    std::string what;
    std::string todo;
};
[[nodiscard]] AlarmText textOf(const Alarm& alarm, Language language);

}  // namespace tram::hal
