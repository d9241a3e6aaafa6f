// What can be the matter, complete at build time: one entry for each condition, from which alarms, SNMP notifications,
// metrics, help and the manual are made.
//
// Texts name the part as a technician finds it. {label} is the component's ("bay 3"), {serial} its serial number; the
// others are the finding's own arguments. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "hal/model/component.hpp"

namespace tram::hal {

// The numbers are those of the SNMP notifications: they are never given to another condition.
enum class Condition : std::uint16_t {
    // disks
    diskMissing = 1,
    diskFailed = 2,
    diskFailing = 3,
    diskSuspect = 4,
    diskWorn = 5,
    diskHot = 6,
    diskUnresponsive = 7,
    diskForeign = 8,
    diskTooSmall = 9,
    diskTwice = 10,
    diskCable = 11,
    diskNew = 12,
    // arrays
    arrayDegraded = 20,
    arrayFailed = 21,
    arrayRebuilding = 22,
    arrayNoSpare = 23,
    arrayMismatch = 24,
    arrayBadBlocks = 25,
    arrayScrubOverdue = 26,
    arrayReadErrors = 27,
    // power
    upsOnBattery = 40,
    upsLowBattery = 41,
    upsLost = 42,
    upsReplaceBattery = 43,
    upsOverload = 44,
    upsBypass = 45,
    upsAlarm = 46,
    upsBadSettings = 47,
    powerDraining = 48,
    powerStopping = 49,
    supplyLost = 50,
    supplyFailed = 51,
    supplyMissing = 52,
    // the chassis
    fanFailed = 60,
    fanMissing = 61,
    tooHot = 62,
    memoryCorrected = 63,
    memoryUncorrected = 64,
    controllerSilent = 65,
    eventLogFull = 66,
    watchdogMissing = 67,
    watchdogReset = 68,
    // links
    linkDown = 80,
    linkFlapping = 81,
    linkSlow = 82,
    linkErrors = 83,
    zoneLinkLost = 84,
    zoneDown = 85,
    gatewayUnreachable = 86,
    addressMissing = 87,
    linkLeftBond = 88,
    routeMissing = 89,
    // the service
    processDown = 100,
    processStuck = 101,
    storeUnwritable = 102,
    storeSlow = 103,
    spaceLow = 104,
    mapLow = 105,
    queueOld = 106,
    certificateExpiring = 107,
    clockOff = 108,
    backupOld = 109,
    scrubErrors = 110,
    // of anything
    unreadable = 120,
};

struct ConditionInfo {
    Condition condition;
    std::string_view name;  // "disk.failing": in metrics, JSON and settings
    Kind about;
    Health severity;  // warning or critical, where the finding does not say otherwise
    Text what;
    Text todo;  // what to do, for who stands before the box
};

// In the order of their numbers.
[[nodiscard]] std::span<const ConditionInfo> conditions();
[[nodiscard]] const ConditionInfo& infoOf(Condition condition);
[[nodiscard]] std::optional<Condition> conditionNamed(std::string_view name);

using Arguments = std::map<std::string, std::string, std::less<>>;

// A text with its placeholders filled in; one without an argument becomes "?".
[[nodiscard]] std::string render(std::string_view text, const Arguments& arguments);

}  // namespace tram::hal
