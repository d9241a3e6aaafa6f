#include "roles/process/process.hpp"

#include <systemd/sd-daemon.h>

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/PatternFormatter.h>
#include <Poco/Util/Application.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionSet.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace tram::roles {

std::optional<std::string> Settings::find(const std::string& key) const {
    for (const auto& [name, value] : values_) {
        if (name == key) return value;
    }
    return std::nullopt;
}

std::string Settings::text(const std::string& key, const std::string& otherwise) const {
    return find(key).value_or(otherwise);
}

std::uint64_t Settings::number(const std::string& key, std::uint64_t otherwise) const {
    const auto value = find(key);
    if (!value) return otherwise;
    std::uint64_t result = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), result);
    return error == std::errc{} && end == value->data() + value->size() ? result : otherwise;
}

std::vector<std::string> Settings::list(const std::string& key) const {
    std::vector<std::string> result;
    const auto value = text(key, {});
    for (std::size_t begin = 0; begin < value.size();) {
        const auto end = std::min(value.find_first_of(", ", begin), value.size());
        if (end > begin) result.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return result;
}

std::vector<std::pair<std::string, std::string>> Settings::below(const std::string& prefix) const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& [name, value] : values_) {
        if (name.starts_with(prefix)) result.emplace_back(name.substr(prefix.size()), value);
    }
    return result;
}

std::string hostnameOf(const Settings& settings) {
    return settings.text("hostname", "mail." + settings.text("domain", "localhost"));
}

std::string accountPageOf(const Settings& settings) {
    return settings.text("identity.account_page", "https://" + hostnameOf(settings) + "/");
}

namespace {

void readSettings(const Poco::Util::AbstractConfiguration& configuration, const std::string& prefix,
                  std::vector<std::pair<std::string, std::string>>& values) {
    Poco::Util::AbstractConfiguration::Keys keys;
    configuration.keys(prefix, keys);
    if (configuration.hasProperty(prefix)) values.emplace_back(prefix, configuration.getRawString(prefix));
    for (const auto& key : keys) readSettings(configuration, prefix.empty() ? key : prefix + "." + key, values);
}

class ProcessApplication final : public Poco::Util::Application {
public:
    ProcessApplication(std::string name, const std::function<int(ProcessContext&)>& run)
        : name_(std::move(name)), run_(run) {
        setUnixOptions(true);
    }

protected:
    void defineOptions(Poco::Util::OptionSet& options) override {
        Poco::Util::Application::defineOptions(options);
        options.addOption(
            Poco::Util::Option("dir", "", "the folder of this appliance's data and settings")
                .required(false)
                .repeatable(false)
                .argument("DIR")
                .callback(Poco::Util::OptionCallback<ProcessApplication>(this, &ProcessApplication::takeFolder)));
        options.addOption(
            Poco::Util::Option("help", "h", "says how it is called")
                .callback(Poco::Util::OptionCallback<ProcessApplication>(this, &ProcessApplication::takeHelp)));
    }

    int main(const std::vector<std::string>& arguments) override {
        if (helpAsked_) {
            Poco::Util::HelpFormatter help(options());
            help.setCommand(name_);
            help.setUsage("--dir DIR");
            help.format(std::cout);
            return EXIT_OK;
        }
        writeLogTo(std::cerr);
        std::vector<std::pair<std::string, std::string>> values;
        const auto file = folder_ / "tram.conf";
        if (std::filesystem::exists(file)) {
            Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> configuration(
                new Poco::Util::PropertyFileConfiguration(file.string()));
            readSettings(*configuration, "", values);
        }
        ProcessContext context{name_, folder_, Settings(std::move(values)), logger(), arguments};
        return run_(context);
    }

private:
    // After initialize(), which gives the loggers channels of its own.
    void writeLogTo(std::ostream& stream) {
        Poco::AutoPtr<Poco::ConsoleChannel> console(new Poco::ConsoleChannel(stream));
        Poco::AutoPtr<Poco::PatternFormatter> pattern(
            new Poco::PatternFormatter("%Y-%m-%dT%H:%M:%S.%iZ " + name_ + " %q: %t"));
        Poco::AutoPtr<Poco::FormattingChannel> channel(new Poco::FormattingChannel(pattern, console));
        Poco::Logger::setChannel("", channel);
    }
    void takeFolder(const std::string&, const std::string& value) { folder_ = std::filesystem::absolute(value); }
    void takeHelp(const std::string&, const std::string&) {
        helpAsked_ = true;
        stopOptionsProcessing();
    }

    std::string name_;
    const std::function<int(ProcessContext&)>& run_;
    std::filesystem::path folder_ = "/var/lib/tram";
    bool helpAsked_ = false;
};

}  // namespace

std::filesystem::path stateFolder(const std::filesystem::path& folder, const std::string& name) {
    const char* given = std::getenv("STATE_DIRECTORY");
    return given != nullptr && *given != 0 ? std::filesystem::path(given) : folder / name;
}

int runProcess(int argc, char** argv, const std::string& name, const std::function<int(ProcessContext&)>& run) {
    // A peer that goes away is an error of write(), not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        Poco::AutoPtr<ProcessApplication> application(new ProcessApplication(name, run));
        application->init(argc, argv);
        return application->run();
    } catch (const Poco::Exception& problem) {
        std::cerr << name << ": " << problem.displayText() << '\n';
    } catch (const std::exception& problem) {
        std::cerr << name << ": " << problem.what() << '\n';
    }
    return 1;
}

void notifyReady() {
    sd_notify(0, "READY=1");
}
void notifyStopping() {
    sd_notify(0, "STOPPING=1");
}
void notifyAlive() {
    sd_notify(0, "WATCHDOG=1");
}

bool managerAnswers(std::chrono::microseconds within) {
    return sd_notify_barrier(0, static_cast<std::uint64_t>(within.count())) >= 0;
}

std::optional<std::chrono::microseconds> watchdogInterval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    return std::chrono::microseconds(microseconds / 2);
}

}  // namespace tram::roles
