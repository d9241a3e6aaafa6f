// The frame of every process of the appliance: its folder, its settings, its log, its word to the service
// manager.
//
//   tram-smtp --dir DIR
//
// Settings are lines of `key = value` in DIR/tram.conf. The log is the standard error stream, which the service
// manager keeps. Threads: everything here before the process starts threads of its own, but for the log.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <Poco/Logger.h>

namespace tram::roles {

class Settings {
public:
    explicit Settings(std::vector<std::pair<std::string, std::string>> values) : values_(std::move(values)) {}

    [[nodiscard]] std::optional<std::string> find(const std::string& key) const;
    [[nodiscard]] std::string text(const std::string& key, const std::string& otherwise) const;
    // Otherwise too where the value is no number.
    [[nodiscard]] std::uint64_t number(const std::string& key, std::uint64_t otherwise) const;
    // Separated by commas or spaces.
    [[nodiscard]] std::vector<std::string> list(const std::string& key) const;
    // ("example.org", "127.0.0.1:2525") for each "route.example.org = 127.0.0.1:2525" at prefix "route.".
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> below(const std::string& prefix) const;

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

// The appliance's own name on the network.
[[nodiscard]] std::string hostnameOf(const Settings& settings);
// Where people change their passwords; named to them in replies.
[[nodiscard]] std::string accountPageOf(const Settings& settings);

struct ProcessContext {
    std::string name;
    std::filesystem::path folder;
    Settings settings;
    Poco::Logger& log;
    std::vector<std::string> arguments;
};

// Where a process keeps what is its own alone: the folder that the service manager made for it, or `name` in ours.
[[nodiscard]] std::filesystem::path stateFolder(const std::filesystem::path& folder, const std::string& name);

// Reads the command line and the settings, runs, and turns what is thrown into a line of the log and status 1.
int runProcess(int argc, char** argv, const std::string& name, const std::function<int(ProcessContext&)>& run);

// Tells the service manager that the process serves, or that it is about to stop; nothing where there is none.
void notifyReady();
void notifyStopping();
// How often the service manager wants a sign of life, and the sign; none: it does not.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdogInterval();
void notifyAlive();
// Whether the service manager takes what it was told within that time; true where there is none.
[[nodiscard]] bool managerAnswers(std::chrono::microseconds within);

}  // namespace tram::roles
