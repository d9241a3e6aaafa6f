// Whether the hardware watchdog may be fed: as long as the service manager answers and no process that carries mail
// hangs in the kernel after it was killed. Whatever hangs elsewhere is no reason: the box carries mail.
//
// A killed process that does not end holds its files and locks, so that its successor cannot serve; nothing but a
// reset helps. One look says nothing: a busy disk holds a process for seconds. Pure; one thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/clock.hpp"

namespace tram::hal {

// One thread of a process that was killed and sleeps where no signal reaches it.
struct HangingThread {
    std::string process;  // "tram-store"
    int thread = 0;       // the kernel's number

    friend auto operator<=>(const HangingThread&, const HangingThread&) = default;
};

class Feeding {
public:
    struct Rules {
        // Of one thread, seen at every look. A dying disk holds an array up for a minute before the kernel drops it.
        std::chrono::seconds hangs{90};
        std::chrono::seconds silence{30};  // of the service manager
    };

    Feeding(Rules rules, SteadyTime now) : rules_(rules), answered_(now) {}

    // Nothing: feed. Otherwise why not. One who recovers in time is fed again.
    [[nodiscard]] std::optional<std::string> look(SteadyTime now, const std::set<HangingThread>& hanging,
                                                  bool managerAnswers);

private:
    Rules rules_;
    SteadyTime answered_;
    std::map<HangingThread, SteadyTime> since_;
};

}  // namespace tram::hal
