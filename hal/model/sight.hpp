// What the drivers saw last: values as they read them, and when. The stewards make findings of it.
//
// Pure; times are of the steady clock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/array.hpp"
#include "hal/model/debounce.hpp"
#include "hal/model/ipmi.hpp"
#include "hal/model/link_health.hpp"
#include "hal/model/report.hpp"
#include "hal/model/smart.hpp"
#include "hal/model/ups.hpp"

namespace tram::hal {

// What one driver read last. A driver that hangs leaves its last value, which then grows old.
template <class Value>
struct Sight {
    std::optional<Value> value;  // nothing: never read, or not to be read now
    std::string fault;           // why not
    SteadyTime read{};           // when the last attempt ended

    // Whether it can be relied on.
    [[nodiscard]] bool isFresh(SteadyTime now, std::chrono::nanoseconds within) const {
        return value.has_value() && now - read <= within;
    }
};

struct MachineSight {
    std::string vendor;
    std::string model;
    std::string serial;
    std::string board;
    std::string firmware;
};

struct DiskSight {
    std::string device;  // "sda", until the next start
    std::string place;   // the connector that it hangs on: "pci-0000:00:17.0-ata-3"
    std::uint64_t octets = 0;
    std::string vendor;
    std::string model;
    std::string serial;
    std::string firmware;
    bool isInUse = false;  // mounted, or held by something that is no array: never to be touched
};

struct ArraySight {
    std::string device;  // "md0", until the next start
    std::string name;    // as it was made: "mail"
    std::string uuid;
    std::optional<ArrayReading> reading;  // nothing where it did not come to rest
    std::uint64_t memberOctets = 0;       // that a member must have; 0: not known
};

// What asking a disk for its health came to.
struct SmartSight {
    std::optional<SmartReading> reading;
    enum class Fault : std::uint8_t { none, unresponsive, notUnderstood, absent, asleep } fault = Fault::none;
    std::string detail;
    SteadyTime read{};
};

struct SensorSight {
    std::string key;  // the same after the next start
    Kind kind = Kind::temperature;
    std::string label;
    std::optional<double> value;
    Limits limits;
};

struct MemorySight {
    std::string id;     // "mc0-dimm1"
    std::string label;  // as the board names the socket
    std::uint64_t corrected = 0;
    std::uint64_t uncorrected = 0;
};

struct LinkSight {
    std::string interface;  // "eno1"
    std::string place;      // of its device
    std::string hardware;   // its address
    std::string driver;
    LinkReading reading;
    std::vector<std::string> addresses;  // "10.1.2.3/24"; a bond's are those of its members
    std::string bond;                    // that it is a member of: "bond0"; "" of none
    bool isActive = false;               // the bond uses it now
    bool isOut = false;                  // the bond finds that it does not carry
};

struct RouteSight {
    std::string to;   // "default", "10.0.0.0/8"
    std::string via;  // the gateway's address
};

struct GatewaySight {
    std::string zone;
    std::string address;
    bool answers = false;
};

struct UpsSight {
    UpsReading reading;  // its id is NUT's name of the unit
    std::string vendor;
    std::string model;
    std::string serial;
    std::string firmware;
};

struct WatchdogSight {
    std::string device;  // "watchdog0"
    std::string identity;
    std::string state;
    std::optional<std::int64_t> timeoutSeconds;
    bool resetLast = false;  // the box is up because it was reset by it
    std::chrono::seconds uptime{0};
};

struct ClockSight {
    bool isSynchronized = false;
    double offsetSeconds = 0;
};

struct ReportSight {
    ProcessReport report;
    SteadyTime read{};
};

// What a blank-looking disk holds, of those that were asked: nothing, or what libblkid calls it.
struct ContentSight {
    std::string serial;
    std::optional<std::string> content;  // "" blank; nothing where it could not be read
    std::string array;                   // the UUID of the md array that it was a member of
};

struct Sights {
    Sight<MachineSight> machine;
    Sight<std::vector<DiskSight>> disks;
    Sight<std::vector<ArraySight>> arrays;
    std::map<std::string, SmartSight> smart;       // by device
    std::map<std::string, ContentSight> contents;  // by device
    Sight<std::vector<SensorSight>> sensors;       // the kernel's
    Sight<ControllerReading> controller;
    Sight<std::vector<MemorySight>> memory;
    Sight<std::vector<LinkSight>> links;
    Sight<std::vector<GatewaySight>> gateways;
    Sight<std::vector<RouteSight>> routes;
    Sight<std::vector<UpsSight>> ups;
    Sight<WatchdogSight> watchdog;
    Sight<ClockSight> clock;
    std::map<std::string, ReportSight> reports;  // by process
};

}  // namespace tram::hal
