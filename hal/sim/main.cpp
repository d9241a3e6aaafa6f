// tram-sim: the simulated chassis as a process (hal/sim/service.hpp). Under a tool's name it is that tool.
//
//   tram-sim --dir DIR [--upsd PORT]     serve, until SIGTERM
//   tram-sim --dir DIR WORD...           one command of the script, to the one that serves
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <format>
#include <string>
#include <thread>

#include "hal/sim/notify.hpp"
#include "hal/sim/service.hpp"
#include "hal/sim/upsd_server.hpp"

namespace {

namespace fs = std::filesystem;
namespace sim = tram::hal::sim;

constexpr const char* usage =
    "usage: tram-sim --dir DIR [--upsd PORT]    serve a simulated chassis\n"
    "       tram-sim --dir DIR WORD...          a command to it; \"help\" lists them\n";

struct Options {
    std::string folder;
    std::uint16_t upsdPort = 3493;
    std::vector<std::string> words;
    bool isWrong = false;
};

Options parse(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string word = arguments[i];
        if (!options.words.empty() || !word.starts_with("--")) {
            options.words.push_back(word);
        } else if (word == "--dir" && i + 1 < count) {
            options.folder = arguments[++i];
        } else if (word == "--upsd" && i + 1 < count) {
            const auto port = sim::countOfWord(arguments[++i]);
            if (!port || *port > UINT16_MAX) options.isWrong = true;
            options.upsdPort = static_cast<std::uint16_t>(port.value_or(0));
        } else {
            options.isWrong = true;
        }
    }
    options.isWrong = options.isWrong || options.folder.empty();
    return options;
}

int say(const std::string& error) {
    std::fputs(("tram-sim: " + error + "\n").c_str(), stderr);
    return 1;
}

int serve(const Options& options) {
    // The threads take no signals: this one waits for them.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    auto service = sim::Service::open(options.folder, program);
    if (!service) return say(service.error());
    auto upsd = sim::UpsdServer::listen(service->chassis(), options.upsdPort);
    if (!upsd) return say("upsd: " + upsd.error());
    const std::jthread upsdThread([&](const std::stop_token& stop) { upsd->run(stop); });
    const std::jthread serviceThread([&](const std::stop_token& stop) { service->run(stop); });
    std::fputs(std::format("tram-sim: {} and upsd on 127.0.0.1:{}\n", options.folder, upsd->port()).c_str(), stderr);
    sim::notify("READY=1");
    int signal = 0;
    sigwait(&ends, &signal);
    sim::notify("STOPPING=1");
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 0 && fs::path(arguments[0]).filename() != "tram-sim") return sim::beTool(count, arguments);
    const auto options = parse(count, arguments);
    if (options.isWrong) {
        std::fputs(usage, stderr);
        return 2;
    }
    if (options.words.empty()) return serve(options);
    const auto outcome = sim::ask(fs::path(options.folder) / "sim.sock", options.words);
    if (!outcome) return say(outcome.error());
    std::fputs(outcome->c_str(), stdout);
    return 0;
}
