// A simulated chassis under the real drivers and the steward, with time handed in: what the fault cases run on.
//
// Threads: one; upsd's server has its own.
#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "hal/access/sysfs_fixture.hpp"
#include "hal/access/upsd.hpp"
#include "hal/drivers/action_runner.hpp"
#include "hal/drivers/ups_units.hpp"
#include "hal/model/steward.hpp"
#include "hal/sim/chassis.hpp"
#include "hal/sim/upsd_server.hpp"

namespace tram::hal::faults {

class FaultRun {
public:
    explicit FaultRun(bool withBoard = true);
    ~FaultRun();
    FaultRun(const FaultRun&) = delete;
    FaultRun& operator=(const FaultRun&) = delete;

    // A line of the simulator's script; "report PROCESS NAME=VALUE…" and "silence PROCESS" are a process's, "restart"
    // ends the steward and starts it with what it kept, "adopt ID", "forget ID", "check ID", "acknowledge" are an
    // operator's, "clock HOURS" lets the clocks jump, "clock-offset SECONDS" is how far the kernel says that its own is
    // off. Throws where the line is none.
    void command(const std::string& line);
    // Time passes, a second at a time, each with one look.
    void pass(std::chrono::seconds time);

    // "disk.failed disk:3 critical"
    [[nodiscard]] std::vector<std::string> alarms() const;
    // "raised disk.failed disk:3 critical", in order, since the last call.
    [[nodiscard]] std::vector<std::string> takeEvents();
    // All of them, as they leave the steward.
    [[nodiscard]] const std::vector<AlarmEvent>& events() const { return events_; }
    // "add-member sda md1", in order, since the last call. Those that failed end with the reason.
    [[nodiscard]] std::vector<std::string> takeActions();
    // What a technician is told of the alarm.
    [[nodiscard]] AlarmText told(std::string_view alarm, Language language) const;
    [[nodiscard]] Snapshot snapshot() const { return steward_->snapshot(sights_); }

private:
    class SimTools;
    void look();
    void report(const std::vector<std::string>& words);

    fixture::SysfsTree tree_;
    sim::Chassis chassis_;
    std::shared_ptr<const Tools> tools_;
    Board board_;
    ManualClock clock_;
    sim::UpsdServer upsdServer_;
    std::jthread upsdThread_;
    std::unique_ptr<Upsd> upsd_;
    std::unique_ptr<UpsUnits> units_;
    Sights sights_;
    std::unique_ptr<Steward> steward_;
    std::map<std::string, ProcessReport> reports_;  // that go on being sent
    std::vector<AlarmEvent> events_;
    std::size_t taken_ = 0;  // of the events
    std::vector<std::string> actions_;
    std::int64_t seconds_ = 0;
};

}  // namespace tram::hal::faults
