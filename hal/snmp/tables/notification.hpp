// What is told to those who receive notifications. Pure.
#pragma once

#include <utility>
#include <vector>

#include "hal/model/snapshot.hpp"
#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

struct Notification {
    Oid name;  // snmpTrapOID
    std::vector<std::pair<Oid, Value>> objects;

    friend bool operator==(const Notification&, const Notification&) = default;
};

// Of the component, or as the alarm itself has it where the component is not known any more.
[[nodiscard]] std::string labelOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot);
[[nodiscard]] std::string labelViOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot);
[[nodiscard]] std::string serialOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot);

// "Repeated" are alarms that were told before, told anew in case that was lost.
enum class Telling : bool { first, repeated };
// A changed alarm is told as raised, with its new severity.
[[nodiscard]] Notification notificationOf(const hal::AlarmEvent& event, Telling telling, const hal::Snapshot& snapshot);
// The appliance has started, or is heard again after a loss.
[[nodiscard]] Notification hereNotification(const hal::Snapshot& snapshot);

// The objects of notifications for the module's text: accessible-for-notify scalars, branch 9 of the objects.
constexpr std::uint32_t eventBranch = 9;
[[nodiscard]] std::span<const Column> eventObjects();
constexpr std::uint32_t hereNumber = 1;
// Of eventObjects(), those of hereNotification.
[[nodiscard]] std::span<const std::uint32_t> hereObjects();

// "tramDiskFailing" of disk.failing: its notifications end in Raised and Cleared.
[[nodiscard]] std::string notificationStem(const hal::ConditionInfo& info);

}  // namespace tram::snmp
