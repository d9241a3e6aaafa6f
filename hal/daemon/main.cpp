// tram-hal: knows the hardware, says how it is, and does about it what has to be done.
#include <poll.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/limits.hpp"
#include "hal/daemon/action_worker.hpp"
#include "hal/daemon/eyes.hpp"
#include "hal/daemon/hal_server.hpp"
#include "hal/daemon/keeper.hpp"
#include "hal/daemon/report_socket.hpp"
#include "hal/daemon/stop_clock.hpp"
#include "hal/model/snapshot.hpp"
#include "net/unix_socket.hpp"
#include "roles/process/process.hpp"

namespace {

using namespace tram;
using namespace tram::hal;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<Board> boardOf(roles::ProcessContext& context) {
    const auto path = context.settings.find("hal.board");
    if (!path) {
        context.log.warning("no hal.board: bays, supplies and zones are not known");
        return Board();
    }
    std::ifstream file(*path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto board = parseBoard(text);
    if (board) return std::move(*board);
    context.log.fatal("hal.board " + *path + ": " + (file ? board.error() : "cannot be read"));
    return std::nullopt;
}

std::shared_ptr<const Tools> toolsOf(const roles::Settings& settings) {
    const auto folders = settings.list("hal.tools");
    if (folders.empty()) return std::make_shared<ChildTools>();
    return std::make_shared<ChildTools>(std::vector<std::filesystem::path>(folders.begin(), folders.end()));
}

EyesOptions eyesOf(const roles::Settings& settings, Board board, std::shared_ptr<const Tools> tools) {
    EyesOptions options;
    options.sysfs = Sysfs(settings.text("hal.root", "/"));
    options.tools = std::move(tools);
    options.board = std::move(board);
    const auto upsd = settings.text("hal.upsd", "127.0.0.1:3493");
    options.hasUpsd = upsd != "none";
    const auto colon = upsd.rfind(':');
    options.upsdHost = upsd.substr(0, colon);
    if (colon != std::string::npos)
        std::from_chars(upsd.data() + colon + 1, upsd.data() + upsd.size(), options.upsdPort);
    options.ups = settings.list("hal.ups");
    const auto pace = [&](const char* key, milliseconds usual) {
        return milliseconds(
            std::max<std::uint64_t>(settings.number(key, static_cast<std::uint64_t>(usual.count())), 100));
    };
    options.disks = pace("hal.pace.disks", options.disks);
    options.smart = pace("hal.pace.smart", options.smart);
    options.sensors = pace("hal.pace.sensors", options.sensors);
    options.controller = pace("hal.pace.controller", options.controller);
    options.links = pace("hal.pace.links", options.links);
    options.gateways = pace("hal.pace.gateways", options.gateways);
    options.units = pace("hal.pace.ups", options.units);
    options.rest = pace("hal.pace.rest", options.rest);
    return options;
}

StewardRules rulesOf(const roles::Settings& settings, std::optional<seconds> lastStop) {
    StewardRules rules;
    rules.service.processes = settings.list("hal.processes");
    const auto time = [&](const char* key, seconds usual) {
        return seconds(settings.number(key, static_cast<std::uint64_t>(usual.count())));
    };
    rules.power.measuredStop = lastStop ? *lastStop : time("power.usual_stop", rules.power.measuredStop);
    rules.power.leastReserve = time("power.least_reserve", rules.power.leastReserve);
    rules.power.patience = time("power.patience", rules.power.patience);
    rules.power.steady = time("power.steady", rules.power.steady);
    if (settings.find("power.longest_on_battery"))
        rules.power.longestOnBattery = time("power.longest_on_battery", seconds(0));
    rules.power.leastCharge =
        static_cast<double>(settings.number("power.least_charge", static_cast<std::uint64_t>(rules.power.leastCharge)));
    rules.service.oldQueue = time("health.queue_age", rules.service.oldQueue);
    rules.signals = settings.text("hal.signals", "yes") == "yes";
    const auto hour = [&](const char* key, std::chrono::hours usual) {
        return std::chrono::hours(settings.number(key, static_cast<std::uint64_t>(usual.count())) % 24);
    };
    rules.quietFrom = hour("hal.quiet.from", rules.quietFrom);
    rules.quietUntil = hour("hal.quiet.until", rules.quietUntil);
    return rules;
}

// Sockets that the service manager handed over, or our own.
struct Sockets {
    net::UniqueFd asking;
    std::optional<ReportSocket> reports;
};

std::optional<Sockets> socketsOf(roles::ProcessContext& context) {
    Sockets sockets;
    for (auto& passed : net::takePassedSockets()) {
        if (passed.name == "hal") sockets.asking = std::move(passed.fd);
        if (passed.name == "health-reports") sockets.reports.emplace(std::move(passed.fd));
    }
    const auto folder = context.folder / "sockets";
    if (!sockets.asking) {
        auto made = net::listenUnixSocket(context.settings.text("hal.socket", (folder / "hal.sock").string()), 0660);
        if (!made) {
            context.log.fatal("hal.socket: " + made.error().detail);
            return std::nullopt;
        }
        sockets.asking = std::move(*made);
    }
    if (!sockets.reports) {
        auto made = ReportSocket::open(context.settings.text("health.socket", (folder / "health.sock").string()));
        if (!made) {
            context.log.fatal("health.socket: " + made.error());
            return std::nullopt;
        }
        sockets.reports.emplace(std::move(*made));
    }
    return sockets;
}

void tell(Poco::Logger& log, const AlarmEvent& event) {
    const auto line = "alarm " + std::to_string(event.alarm.id) + " " + std::string(name(event.what)) + " " +
                      std::string(infoOf(event.alarm.condition).name) + " " + event.alarm.component + " (" +
                      std::string(name(event.alarm.severity)) + "): " + textOf(event.alarm, Language::english).what;
    if (event.what == AlarmEvent::What::cleared) {
        log.information(line);
    } else {
        log.warning(line);
    }
}

int run(roles::ProcessContext& context) {
    static const RealClock clock;
    const auto& settings = context.settings;
    auto board = boardOf(context);
    if (!board) return 2;
    auto sockets = socketsOf(context);
    if (!sockets) return 2;
    sigset_t heard;
    sigemptyset(&heard);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&heard, number);
    sigprocmask(SIG_BLOCK, &heard, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    const net::UniqueFd signals(signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals) {
        context.log.fatal("no signals to be had");
        return 2;
    }

    auto tools = toolsOf(settings);
    auto& log = context.log;
    Eyes eyes(eyesOf(settings, *board, tools), clock);
    const auto done = [&log, &eyes](const Action& action, const std::string& reason) {
        const auto line = "action " + std::string(name(action.what)) + " " + action.component + " " + action.device +
                          " " + action.array + ": " + (reason.empty() ? "done" : reason);
        if (reason.empty()) {
            log.information(line);
        } else {
            log.error(line);
        }
        eyes.hurry();
    };
    const Sysfs sysfs(settings.text("hal.root", "/"));
    // Power comes first, whatever a disk's tool hangs at.
    ActionWorker power(ActionRunner(sysfs, tools, Services()), done);
    ActionWorker rest(ActionRunner(sysfs, tools, Services()), done);
    const auto act = [&](Action action) {
        using What = Action::What;
        const bool isOfPower = action.what >= What::shed && action.what <= What::stop;
        (isOfPower ? power : rest).push(std::move(action));
    };
    const std::filesystem::path state = settings.text("hal.state", roles::stateFolder(context.folder, "hal").string());
    const StopClock stopClock(state);
    const auto lastStop = stopClock.last();
    if (lastStop) log.information("the last orderly stop took " + std::to_string(lastStop->count()) + " s");
    auto keeper = Keeper::open({.folder = state,
                                .hostname = roles::hostnameOf(settings),
                                .board = std::move(*board),
                                .rules = rulesOf(settings, lastStop),
                                .act = act,
                                .told = [&log](const AlarmEvent& event) { tell(log, event); },
                                .complained = [&log](const std::string& what) { log.error(what); }},
                               clock);
    if (!keeper) {
        log.fatal(keeper.error());
        return 2;
    }
    eyes.start();
    int status = 0;
    {
        const HalServer server(std::move(sockets->asking), **keeper);
        roles::notifyReady();
        constexpr int second = 1'000;
        auto next = clock.steady();
        for (;;) {
            const auto left = std::chrono::ceil<milliseconds>(next - clock.steady()).count();
            pollfd entries[] = {{signals.get(), POLLIN, 0}, {sockets->reports->descriptor(), POLLIN, 0}};
            if (poll(entries, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, second))) < 0 && errno != EINTR) {
                status = 1;
                break;
            }
            signalfd_siginfo info{};
            bool isEnd = false;
            while (read(signals.get(), &info, sizeof info) == sizeof info)
                isEnd = isEnd || info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
            if (isEnd) break;
            while (auto report = sockets->reports->take()) eyes.take(std::move(*report));
            if (clock.steady() < next) continue;
            next = clock.steady() + seconds(1);
            (*keeper)->turn(eyes.sights());
            roles::notifyAlive();
        }
        roles::notifyStopping();
        if (status == 0) stopClock.begin();
        (*keeper)->close();
    }
    // A thread that hangs in the kernel does not hold the process back.
    if (!eyes.stop(seconds(2))) std::_Exit(status);
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-hal", run);
}
