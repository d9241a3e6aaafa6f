// All drivers at work: each reads at its own pace on its own thread and leaves what it saw.
//
// Threads: any.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "hal/access/sysfs.hpp"
#include "hal/access/tool.hpp"
#include "hal/daemon/pollers.hpp"
#include "hal/model/board.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

struct EyesOptions {
    Sysfs sysfs;
    std::shared_ptr<const Tools> tools;
    Board board;
    std::string upsdHost = "127.0.0.1";
    std::uint16_t upsdPort = 3493;
    std::vector<std::string> ups;  // units that should be there
    bool hasUpsd = true;
    std::chrono::milliseconds disks{2'000};
    std::chrono::milliseconds smart{600'000};
    std::chrono::milliseconds sensors{5'000};
    std::chrono::milliseconds controller{30'000};
    std::chrono::milliseconds links{3'000};
    std::chrono::milliseconds gateways{10'000};
    std::chrono::milliseconds units{5'000};
    std::chrono::milliseconds rest{60'000};
};

class Eyes {
public:
    Eyes(EyesOptions options, const Clock& clock);

    void start() { pollers_.start(); }
    bool stop(std::chrono::milliseconds patience) { return pollers_.stop(patience); }
    // Something has changed: disks and arrays are looked at anew at once.
    void hurry();

    // What a process sent.
    void take(ProcessReport report);
    // All that was seen last.
    [[nodiscard]] Sights sights() const;

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    Pollers pollers_;
};

}  // namespace tram::hal
