#include "hal/faults/fault_run.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "hal/drivers/array_sights.hpp"
#include "hal/drivers/block_disks.hpp"
#include "hal/drivers/chassis_parts.hpp"
#include "hal/drivers/controller.hpp"
#include "hal/drivers/disk_content.hpp"
#include "hal/drivers/network_links.hpp"
#include "hal/drivers/smart_tool.hpp"

namespace tram::hal::faults {

namespace {

using std::chrono::seconds;

std::vector<std::string> wordsOf(const std::string& line) {
    std::istringstream stream(line);
    return {std::istream_iterator<std::string>(stream), {}};
}

std::string textOf(const Alarm& alarm) {
    return std::string(infoOf(alarm.condition).name) + " " + alarm.component + " " + std::string(name(alarm.severity));
}

StewardRules rules() {
    StewardRules rules;
    rules.service.processes = {"tram-store", "tram-smtp"};
    return rules;
}

sim::UpsdServer serverOf(sim::Chassis& chassis) {
    auto server = sim::UpsdServer::listen(chassis, 0);
    if (!server) throw std::runtime_error("upsd: " + server.error());
    return std::move(*server);
}

}  // namespace

// The chassis's answers without processes. One that hangs has used up its patience at once.
class FaultRun::SimTools final : public Tools {
public:
    explicit SimTools(sim::Chassis& chassis) : chassis_(chassis) {}

    [[nodiscard]] std::expected<ToolOutput, ToolError> run(const std::vector<std::string>& words,
                                                           std::chrono::milliseconds) const override {
        auto answer = chassis_.runTool(words);
        if (answer.hangs) return std::unexpected(ToolError::tooLong);
        return ToolOutput{answer.status, std::move(answer.output)};
    }

private:
    sim::Chassis& chassis_;
};

FaultRun::FaultRun(bool withBoard)
    : chassis_(tree_.root), tools_(std::make_shared<SimTools>(chassis_)), upsdServer_(serverOf(chassis_)) {
    if (withBoard) {
        std::ifstream file(std::filesystem::path(FAULT_CASES) / "../../sim/board.json", std::ios::binary);
        auto board = parseBoard(std::string(std::istreambuf_iterator<char>(file), {}));
        if (!board) throw std::runtime_error("board.json: " + board.error());
        board_ = std::move(*board);
    }
    upsdThread_ = std::jthread([this](const std::stop_token& stop) { upsdServer_.run(stop); });
    upsd_ = std::make_unique<Upsd>("127.0.0.1", upsdServer_.port());
    units_ = std::make_unique<UpsUnits>(*upsd_, std::vector<std::string>());
    steward_ = std::make_unique<Steward>(board_, rules(), StewardMemory());
    for (const auto* process : {"tram-store", "tram-smtp"}) command(std::string("report ") + process + " up=1");
    // Everything was read once, and nothing is the matter.
    clock_.advance(std::chrono::hours(1));
    pass(seconds(10));
    taken_ = events_.size();
    actions_.clear();
}

FaultRun::~FaultRun() = default;

void FaultRun::report(const std::vector<std::string>& words) {
    ProcessReport report{words.at(1), clock_.now(), clock_.now(), {}};
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        Figure figure;
        figure.name = words[i].substr(0, equals);
        const auto value = words[i].substr(equals + 1);
        // "queue_oldest_seconds@tsl=12": of a zone or a name.
        if (const auto mark = figure.name.find('@'); mark != std::string::npos) {
            figure.labels.emplace(figure.name.starts_with("certificate") ? "name" : "zone",
                                  figure.name.substr(mark + 1));
            figure.name.resize(mark);
        }
        std::from_chars(value.data(), value.data() + value.size(), figure.value);
        // Of a time it is said how far off it is.
        if (figure.name.ends_with("timestamp_seconds"))
            figure.value += static_cast<double>(clock_.now().time_since_epoch().count()) / 1e6;
        report.figures.push_back(std::move(figure));
    }
    reports_[report.process] = std::move(report);
}

void FaultRun::command(const std::string& line) {
    const auto words = wordsOf(line);
    const auto expect = [&](const Steward::Done& done) {
        if (!done) throw std::runtime_error(line + ": " + done.error());
    };
    if (words.at(0) == "report") return report(words);
    if (words[0] == "silence") {
        reports_.erase(words.at(1));
        return;
    }
    if (words[0] == "restart") {
        steward_ = std::make_unique<Steward>(board_, rules(), *parseMemory(encodeMemory(steward_->memory())));
        sights_ = Sights();
        return;
    }
    if (words[0] == "adopt") return expect(steward_->adopt(words.at(1)));
    if (words[0] == "forget") return expect(steward_->forget(words.at(1)));
    if (words[0] == "acknowledge") {
        for (const auto& alarm : snapshot().alarms) expect(steward_->acknowledge(alarm.id, "technician"));
        return;
    }
    if (words[0] == "check") return expect(steward_->check(words.at(1), true));
    if (words[0] == "clock") {
        clock_.advance(std::chrono::hours(std::stol(words.at(1))));
        return;
    }
    if (words[0] == "clock-offset") {
        sights_.clock = {ClockSight{true, std::stod(words.at(1))}, "", clock_.steady()};
        return;
    }
    const auto outcome = chassis_.command(line);
    if (!outcome) throw std::runtime_error(line + ": " + outcome.error());
}

void FaultRun::look() {
    const auto& sysfs = Sysfs(tree_.root);
    const auto now = clock_.steady();
    const auto every = [&](std::int64_t pace) { return seconds_ % pace == 0; };
    sights_.disks = {readDisks(sysfs), "", now};
    sights_.arrays = {readArrays(sysfs, *tools_), "", now};
    sights_.contents.clear();
    for (const auto& disk : *sights_.disks.value) {
        bool isMember = disk.isInUse;
        for (const auto& array : *sights_.arrays.value) {
            if (!array.reading) continue;
            for (const auto& member : array.reading->members) isMember = isMember || member.device == disk.device;
        }
        if (!isMember) sights_.contents.emplace(disk.device, readContent(*tools_, disk));
        if (every(5) || !sights_.smart.contains(disk.device)) {
            auto smart = readSmart(*tools_, disk.device);
            smart.read = now;
            sights_.smart.insert_or_assign(disk.device, std::move(smart));
        }
    }
    if (every(5)) {
        sights_.sensors = {readSensors(sysfs), "", now};
        auto controller = readController(*tools_);
        sights_.controller = controller ? Sight<ControllerReading>{std::move(*controller), "", now}
                                        : Sight<ControllerReading>{std::nullopt, controller.error(), now};
        sights_.ups = {units_->read(), "", now};
        sights_.memory = {readMemory(sysfs), "", now};
        sights_.machine = {readMachine(sysfs), "", now};
        auto watchdog = readWatchdog(sysfs);
        sights_.watchdog = {std::move(watchdog), "/dev/watchdog", now};
        sights_.gateways = {readGateways(*tools_, board_, sights_.links.value.value_or(std::vector<LinkSight>())), "",
                            now};
        if (auto routes = readRoutes(*tools_)) sights_.routes = {std::move(*routes), "", now};
        for (auto& [process, report] : reports_) {
            report.time = clock_.now();
            sights_.reports.insert_or_assign(process, ReportSight{report, now});
        }
    }
    sights_.links = {readLinks(sysfs, *tools_), "", now};
    const auto outcome = steward_->look(sights_, {now, clock_.now()});
    std::ranges::copy(outcome.changes.events, std::back_inserter(events_));
    const ActionRunner runner(sysfs, tools_, Services());
    for (const auto& action : outcome.actions) {
        auto line = std::string(name(action.what));
        if (!action.device.empty()) line += " " + action.device;
        if (!action.array.empty()) line += " " + action.array;
        const auto done = runner.run(action);
        actions_.push_back(line + (done ? "" : ": " + done.error()));
    }
}

void FaultRun::pass(seconds time) {
    for (std::int64_t i = 0; i < time.count(); ++i) {
        clock_.advance(seconds(1));
        chassis_.advance(seconds(1));
        ++seconds_;
        look();
    }
}

std::vector<std::string> FaultRun::alarms() const {
    std::vector<std::string> result;
    for (const auto& alarm : snapshot().alarms) result.push_back(textOf(alarm));
    return result;
}

std::vector<std::string> FaultRun::takeEvents() {
    std::vector<std::string> lines;
    for (; taken_ < events_.size(); ++taken_)
        lines.push_back(std::string(name(events_[taken_].what)) + " " + textOf(events_[taken_].alarm));
    return lines;
}

std::vector<std::string> FaultRun::takeActions() {
    return std::exchange(actions_, {});
}

AlarmText FaultRun::told(std::string_view alarm, Language language) const {
    for (const auto& each : snapshot().alarms) {
        if (textOf(each) == alarm) return hal::textOf(each, language);
    }
    return {};
}

}  // namespace tram::hal::faults
