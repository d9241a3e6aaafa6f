// The mail service as its processes report it: who runs, whether the store takes mail, what waits in the queue, how
// long space and certificates last.
//
// Pure; not for several threads at a time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "hal/model/look.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

struct ServiceRules {
    std::vector<std::string> processes;  // that should run
    double spaceWarningPercent = 90;
    double spaceCriticalPercent = 95;
    double slowCommitSeconds = 1;
    double stuckSeconds = 10;  // without a turn of a loop, or of the store's writer
    std::chrono::seconds oldQueue{3600};
    std::chrono::seconds oldBackup{26 * 3600};
    double certificateWarningDays = 30;
    double certificateCriticalDays = 7;
};

class ServiceSteward {
public:
    explicit ServiceSteward(ServiceRules rules) : rules_(std::move(rules)) {}

    void look(const Sights& sights, Look& look);

private:
    void lookAtProcess(const std::string& process, const ReportSight* sight, Look& look);
    void lookAtStore(const ProcessReport& report, Look& look) const;
    void lookAtQueue(const ProcessReport& report, Look& look) const;
    void lookAtRest(const ProcessReport& report, Look& look) const;

    ServiceRules rules_;
};

}  // namespace tram::hal
