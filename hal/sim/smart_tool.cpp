#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>
#include <format>

#include "hal/sim/smart_document.hpp"
#include "hal/sim/tools.hpp"

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

struct Call {
    bool everything = false;
    std::string test;
    std::string device;
    std::vector<std::string> errors;
};

Call parse(const Arguments& arguments) {
    Call call;
    const auto invalid = [&](const std::string& option, const std::string& value, std::string_view valid) {
        call.errors.push_back("=======> INVALID ARGUMENT TO " + option + ": " + value);
        call.errors.push_back(std::format("=======> VALID ARGUMENTS ARE: {} <=======", valid));
    };
    for (std::size_t i = 1; i < arguments.size() && call.errors.empty(); ++i) {
        const auto& argument = arguments[i];
        const bool hasNext = i + 1 < arguments.size();
        if (argument.starts_with("--json") || argument == "-j") continue;
        if (argument == "-x" || argument == "--xall" || argument == "-a" || argument == "--all" || argument == "-i" ||
            argument == "-H" || argument == "-A") {
            call.everything = true;
        } else if ((argument == "-t" || argument == "-n" || argument == "-d") && hasNext) {
            const auto& value = arguments[++i];
            if (argument == "-t" && value != "short" && value != "long") {
                invalid(
                    argument, value,
                    "offline, short, long, conveyance, force, vendor,N, select,M-N, pending,N, afterselect,[on|off]");
            } else if (argument == "-t") {
                call.test = value;
            }
        } else if (argument.starts_with("-")) {
            call.errors.push_back("=======> UNRECOGNIZED OPTION: " + argument.substr(argument.find_first_not_of('-')));
        } else if (!call.device.empty()) {
            call.errors.push_back("ERROR: smartctl takes ONE device name as the final command-line argument.");
        } else {
            call.device = argument;
        }
    }
    if (call.errors.empty() && call.device.empty())
        call.errors.emplace_back("ERROR: smartctl requires a device name as the final command-line argument.");
    return call;
}

// What stands at the head of every answer.
json::object head(const Machine& machine, const Arguments& arguments, const std::vector<std::string>& errors,
                  int status, bool hasTime) {
    json::object smartctl{{"version", json::array{7, 4}},  {"pre_release", false},
                          {"svn_revision", "5530"},        {"platform_info", "x86_64-linux-6.12.57+deb13-amd64"},
                          {"build_info", "(local build)"}, {"argv", json::array(arguments.begin(), arguments.end())}};
    if (!errors.empty()) {
        json::array messages;
        for (const auto& error : errors) messages.push_back(json::object{{"string", error}, {"severity", "error"}});
        smartctl["messages"] = std::move(messages);
    }
    smartctl["exit_status"] = status;
    json::object document{{"json_format_version", json::array{1, 0}}, {"smartctl", std::move(smartctl)}};
    if (hasTime) {
        const std::chrono::sys_seconds now{std::chrono::seconds{machine.now()}};
        document["local_time"] = {{"time_t", machine.now()},
                                  {"asctime", std::format("{:%a %b %e %H:%M:%S %Y} UTC", now)}};
    }
    return document;
}

json::object deviceOf(const Disk& disk, const std::string& path) {
    switch (disk.bus) {
        case Bus::ata:
            return {{"name", path}, {"info_name", path + " [SAT]"}, {"type", "sat"}, {"protocol", "ATA"}};
        case Bus::nvme:
            return {{"name", path}, {"info_name", path}, {"type", "nvme"}, {"protocol", "NVMe"}};
        case Bus::scsi:
            return {{"name", path}, {"info_name", path}, {"type", "scsi"}, {"protocol", "SCSI"}};
    }
    return {};
}

std::string deadWords(Bus bus) {
    switch (bus) {
        case Bus::ata:
            return "Read Device Identity failed: Input/output error";
        case Bus::nvme:
            return "Read NVMe Identify Controller failed: Input/output error";
        case Bus::scsi:
            return "Standard Inquiry (36 bytes) failed [Input/output error]";
    }
    return {};
}

// The newest stands first; one that is under way is broken off by the next.
void startTest(const Machine& machine, Disk& disk, const std::string& kind) {
    for (auto& test : disk.tests) {
        if (test.result == "running") test = {test.kind, "aborted", 0, 0, figure(disk, "hours")};
    }
    const unsigned number = kind == "short" ? 1 : 2;
    const auto seconds = machine.selfTestSeconds * (number == 1 ? 1 : 6);
    disk.tests.insert(disk.tests.begin(), {number, "running", seconds, seconds, 0});
    constexpr std::size_t kept = 21;
    if (disk.tests.size() > kept) disk.tests.resize(kept);
}

// What is wrong with the tool, not with the disk.
ToolAnswer spoiled(const Disk& disk, ToolAnswer answer) {
    if (disk.smartTool == "nonsense") answer.output = "smartctl: cannot connect to \x01\xff\xfe the moon {]\n";
    if (disk.smartTool == "truncated") answer.output.resize(answer.output.size() / 2);
    if (disk.smartTool == "empty") answer.output.clear();
    if (disk.smartTool == "exit") answer.status = disk.smartExit;
    return answer;
}

// smartctl opens the controller of an NVMe disk or one of its name spaces.
Bay* opened(Machine& machine, const std::string& path) {
    if (auto* bay = openDisk(machine, path)) return bay;
    return path.starts_with("/dev/nvme") && !path.substr(9).contains('n') ? openDisk(machine, path + "n1") : nullptr;
}

}  // namespace

std::uint64_t figure(const Disk& disk, std::string_view name) {
    const auto at = disk.figures.find(name);
    return at == disk.figures.end() ? 0 : at->second;
}

const SelfTest* runningTest(const Disk& disk) {
    const auto at = std::ranges::find(disk.tests, "running", &SelfTest::result);
    return at == disk.tests.end() ? nullptr : &*at;
}

unsigned remainingPercent(const SelfTest& test) {
    // smartctl and disks tell it in tens, never none of a test that runs.
    const auto whole = test.whole > 0 ? test.whole : 1;
    return 10 * static_cast<unsigned>(std::clamp(std::ceil(10 * test.remaining / whole), 1.0, 9.0));
}

ToolAnswer smartctl(Machine& machine, const Arguments& arguments) {
    const auto call = parse(arguments);
    if (!call.errors.empty()) return {1, json::serialize(head(machine, arguments, call.errors, 1, false)), {}, false};
    auto* bay = opened(machine, call.device);
    if (bay == nullptr) {
        const auto error = "Smartctl open device: " + call.device + " failed: No such device";
        return {2, json::serialize(head(machine, arguments, {error}, 2, true)), {}, false};
    }
    auto& disk = *bay->disk;
    if (disk.smartTool == "hang") return {0, {}, {}, true};
    if (!call.test.empty()) record(machine, arguments);
    if (disk.dead) {
        auto document = head(machine, arguments, {deadWords(disk.bus)}, smart_bit::open, true);
        document["device"] = deviceOf(disk, call.device);
        return spoiled(disk, {smart_bit::open, json::serialize(document), {}, false});
    }
    if (!call.test.empty()) startTest(machine, disk, call.test);
    SmartAnswer answer;
    if (call.everything) {
        answer = disk.bus == Bus::ata    ? ataDocument(disk)
                 : disk.bus == Bus::nvme ? nvmeDocument(disk)
                                         : scsiDocument(disk);
    }
    if (disk.smartTool == "exit") answer.status = disk.smartExit;
    auto document = head(machine, arguments, {}, answer.status, true);
    document["device"] = deviceOf(disk, call.device);
    for (auto& [key, value] : answer.document) document[key] = std::move(value);
    return spoiled(disk, {answer.status, json::serialize(document), {}, false});
}

}  // namespace tram::hal::sim
