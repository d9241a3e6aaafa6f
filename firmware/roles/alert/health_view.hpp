// What is known of the appliance when somebody asks: the last snapshot of tram-hal, whether it still answers, whether
// the store takes mail, and how the ways out of alarms do. A value; the documents are made from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::roles {

// tram-hal's word.
struct HardwareView {
    std::shared_ptr<const hal::Snapshot> snapshot;      // the last one; null: there was none yet
    std::optional<std::chrono::milliseconds> age = {};  // since it came
    std::string problem;                                // why it does not answer; "" while it does
};

// Whether the store takes mail.
struct StoreView {
    std::string problem;    // "read-only", "no answer for 7 s"; "" where it does
    SystemTime answered{};  // last
};

// A way out of alarms.
struct PathView {
    std::string name;             // "syslog log.example:6514"
    std::uint64_t delivered = 0;  // events since the process started
    std::uint64_t failures = 0;   // attempts that failed
    std::uint64_t dropped = 0;    // events given up: the spool was full, or they were refused for good
    std::size_t waiting = 0;
    std::optional<SystemTime> lastDelivery = {};
    std::string problem = {};  // of the last attempt; "" where it went well
};

struct HealthView {
    std::string hostname;
    SystemTime now{};
    bool active = true;  // this box of the pair serves
    HardwareView hardware;
    StoreView store;
    std::vector<PathView> paths;

    [[nodiscard]] bool ready() const { return active && store.problem.empty(); }
};

}  // namespace tram::roles
