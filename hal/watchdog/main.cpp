// tram-watchdog: feeds the hardware watchdog as long as mail can be carried.
#include <sys/mman.h>

#include <algorithm>
#include <array>

#include "hal/access/watchdog_device.hpp"
#include "hal/drivers/chassis_parts.hpp"
#include "hal/drivers/hanging_threads.hpp"
#include "hal/model/feeding.hpp"
#include "roles/process/process.hpp"
#include "roles/process/stop_signals.hpp"

namespace {

using namespace tram;
using namespace tram::hal;
using std::chrono::seconds;

// Whose hanging is the end of mail. [tram-scan and tram-office can wait]
const std::array<std::string, 4> carriers{"tram-store", "tram-smtp", "tram-relay", "tram-access"};

// From the last feed to the reset.
constexpr std::uint64_t usualTimeout = 30;
constexpr auto managerPace = seconds(5);

int run(roles::ProcessContext& context) {
    static const RealClock clock;
    const roles::StopSignals signals;
    const Sysfs sysfs(context.settings.text("hal.root", "/"));
    const auto sight = readWatchdog(sysfs);
    if (!sight) {
        context.log.warning("there is no hardware watchdog");
        roles::notifyReady();
        return 0;
    }
    const auto path = "/dev/" + sight->device;
    const auto wanted = std::clamp<std::uint64_t>(context.settings.number("watchdog.timeout", usualTimeout), 10, 600);
    auto device = WatchdogDevice::open(path, seconds(wanted));
    if (!device) {
        context.log.fatal(path + ": " + device.error());
        return 1;
    }
    if (mlockall(MCL_CURRENT) != 0) context.log.warning("pages may be swapped out");
    context.log.information(path + " (" + sight->identity + ") resets the box " +
                            std::to_string(device->timeout().count()) + " s after it was last fed");
    Feeding::Rules rules;
    rules.hangs = seconds(context.settings.number("watchdog.hangs", static_cast<std::uint64_t>(rules.hangs.count())));
    Feeding feeding(rules, clock.steady());
    bool isFed = true;
    roles::notifyReady();
    auto asked = SteadyTime{};
    for (;;) {
        if (signals.wait(seconds(1))) break;
        // Each question wakes the service manager.
        bool answers = false;
        if (clock.steady() - asked >= managerPace) {
            asked = clock.steady();
            roles::notifyAlive();
            answers = roles::managerAnswers(seconds(1));
        }
        const auto why = feeding.look(clock.steady(), readHangingThreads(sysfs, carriers), answers);
        if (why && isFed) context.log.fatal("the box is about to be reset: " + *why);
        if (!why && !isFed) context.log.warning("fed again");
        isFed = !why;
        if (isFed && !device->feed()) context.log.error(path + " refuses to be fed");
    }
    roles::notifyStopping();
    // While it hangs, an orderly end is not orderly.
    if (isFed) device->disarm();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-watchdog", run);
}
