// Makes a process's report and sends it to tram-hal, as one datagram.
//
// Sending never waits and never fails for the process: where nobody listens, or his queue is full, the report is lost,
// and nothing is said about it. The socket is opened for each report, so a process that forks leaves its children none,
// and a tram-hal that is back is heard by at once.
// Threads: one at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "hal/model/report.hpp"
#include "roles/health_report/counters.hpp"
#include "roles/process/process.hpp"

namespace tram::roles {

struct HealthOptions {
    std::string process;  // "tram-smtp"
    std::filesystem::path socket;
    std::chrono::milliseconds interval = std::chrono::seconds(10);
};
[[nodiscard]] HealthOptions healthOptions(const ProcessContext& context);

class HealthSender {
public:
    // Both outlive the sender. The process counts as started now.
    HealthSender(HealthOptions options, const Counters& counters, const Clock& clock);

    [[nodiscard]] hal::ProcessReport report() const;
    // A report that cannot be made is not sent either.
    void send() noexcept;

    // For whoever waits himself: not negative; 0 before the first report.
    [[nodiscard]] std::chrono::milliseconds untilDue() const;
    void sendIfDue() noexcept;

    [[nodiscard]] const HealthOptions& options() const { return options_; }

private:
    HealthOptions options_;
    const Counters& counters_;
    const Clock& clock_;
    SystemTime started_;
    SteadyTime due_;
};

}  // namespace tram::roles
