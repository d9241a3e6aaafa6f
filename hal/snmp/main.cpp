// tram-snmp: the appliance in SNMP, through snmpd, and its alarms to those who receive them.
#include <thread>

#include "hal/snmp/settings.hpp"
#include "hal/snmp/tables/view.hpp"
#include "roles/process/stop_signals.hpp"

namespace {

using namespace tram;

// Until a stop is asked for. The service manager hears of the process while all threads come round.
void waitForStop(const roles::StopSignals& signals, const std::function<bool()>& alive) {
    const auto interval = roles::watchdogInterval().value_or(std::chrono::seconds(10));
    while (!signals.wait(interval)) {
        if (alive()) roles::notifyAlive();
    }
}

// Of the threads; snmpd that hangs holds the agent up for some seconds.
constexpr std::chrono::seconds longestRound{20};

int run(roles::ProcessContext& context) {
    const roles::StopSignals signals;
    auto settings = snmp::snmpSettings(context.settings, context.folder);
    if (!settings) {
        context.log.fatal(settings.error());
        return 2;
    }
    std::error_code problem;
    std::filesystem::create_directories(settings->informer.folder, problem);

    const RealClock clock;
    const auto log = [&context](const std::string& text) { context.log.information(text); };
    std::mutex library;
    snmp::Agent agent(settings->agent, clock, library, log);
    snmp::Informer informer(settings->informer, clock, library, log);
    settings->feed.after = informer.oldestAcknowledged();
    snmp::HalFeed feed(settings->feed, clock);
    std::shared_ptr<const hal::Snapshot> last;
    const auto publish = [&](const hal::Snapshot& snapshot, bool known) {
        agent.publish(std::make_shared<const snmp::ObjectMap>(
            snmp::objectsOf({snapshot, clock.now(), agent.uptimeStart(), known})));
    };
    // Until tram-hal is heard for the first time: unknown is told, not nothing.
    publish(hal::Snapshot{}, false);
    agent.start();

    std::jthread agentThread([&](const std::stop_token& stop) { agent.run(stop); });
    std::jthread informerThread([&](const std::stop_token& stop) { informer.run(stop); });
    std::jthread feedThread([&](const std::stop_token& stop) {
        feed.run(
            stop,
            [&](snmp::Heard heard) {
                if (last == nullptr) log("tram-hal is there");
                last = heard.snapshot;
                publish(*last, true);
                informer.tell(std::move(heard));
            },
            [&](const std::string& reason) {
                context.log.warning("tram-hal is silent: " + reason);
                publish(snmp::asUnknown(last != nullptr ? *last : hal::Snapshot{}), false);
                last = nullptr;
            });
    });
    roles::notifyReady();
    waitForStop(signals, [&] {
        const auto late = clock.steady() - longestRound;
        return agent.lastRound() > late && informer.lastRound() > late && feed.lastRound() > late;
    });
    roles::notifyStopping();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-snmp", run);
}
