#include "hal/model/service_steward.hpp"

#include <algorithm>
#include <cmath>
#include <format>
#include <set>

namespace tram::hal {

namespace {

using std::chrono::seconds;

// Reports come every ten seconds; three in a row that do not come mean something.
constexpr auto silent = seconds(35);
// For the processes to start.
constexpr auto grace = seconds(60);

Component componentOf(std::string id, Kind kind, std::string label, std::string vietnamese = {}) {
    Component component;
    component.id = std::move(id);
    component.kind = kind;
    component.parent = "chassis";
    component.label = std::move(label);
    component.labelVietnamese = std::move(vietnamese);
    return component;
}

std::string labelOf(const Figure& figure, std::string_view label) {
    const auto found = figure.labels.find(label);
    return found == figure.labels.end() ? std::string() : found->second;
}

std::string whole(double value) {
    return std::format("{:.0f}", value);
}

}  // namespace

void ServiceSteward::lookAtProcess(const std::string& process, const ReportSight* sight, Look& look) {
    const auto id = "process:" + process;
    auto& state = look.add(componentOf(id, Kind::process, process));
    const bool reports = sight != nullptr && look.now.steady - sight->read <= silent;
    state.component.present = reports;
    state.figures["up"] = reports ? 1 : 0;
    if (reports) {
        state.figures["started_timestamp_seconds"] =
            static_cast<double>(sight->report.started.time_since_epoch().count()) / 1e6;
        double stands = 0;
        for (const auto* figure : {"process_loop_delay_seconds", "store_turn_seconds"})
            stands = std::max(stands, sight->report.find(figure).value_or(0));
        if (stands >= rules_.stuckSeconds) look.find(Condition::processStuck, id, {{"value", whole(stands)}});
    } else if (look.awake > grace) {
        look.find(Condition::processDown, id);
    } else {
        look.unreadable.insert(id);
    }
}

void ServiceSteward::lookAtStore(const ProcessReport& report, Look& look) const {
    if (report.process != "tram-store") return;
    auto& store = look.add(componentOf("store", Kind::store, "store", "kho thư"));
    const auto copy = [&](const char* figure) {
        const auto value = report.find(std::string("store_") + figure);
        if (value) store.figures[figure] = *value;
        return value;
    };
    const auto writable = copy("writable");
    const auto commit = copy("commit_seconds");
    copy("commits_total");
    const auto map = copy("map_octets");
    const auto used = copy("map_used_octets");
    if (writable == 0.0) look.find(Condition::storeUnwritable, "store", {{"reason", "tram-store"}});
    if (commit && *commit > rules_.slowCommitSeconds)
        look.find(Condition::storeSlow, "store",
                  {{"value", whole(*commit * 1000)}, {"limit", whole(rules_.slowCommitSeconds * 1000)}});
    if (map && used && *map > 0 && 100 * *used / *map >= rules_.spaceWarningPercent)
        look.find(Condition::mapLow, "store", {{"value", whole(100 * *used / *map)}});
    if (const auto damaged = report.find("scrub_errors_total"); damaged && *damaged > 0)
        look.find(Condition::scrubErrors, "store", {{"value", whole(*damaged)}});

    const auto space = report.find("store_space_octets");
    const auto free = report.find("store_space_free_octets");
    if (!space || !free || *space <= 0) return;
    auto& volume = look.add(componentOf("volume:mail", Kind::volume, "the mail volume", "phân vùng thư"));
    volume.figures["size_octets"] = *space;
    volume.figures["free_octets"] = *free;
    const auto percent = 100 * (*space - *free) / *space;
    if (percent >= rules_.spaceWarningPercent)
        look.find(Condition::spaceLow, "volume:mail", {{"value", whole(percent)}},
                  percent >= rules_.spaceCriticalPercent ? Health::critical : Health::warning);
}

void ServiceSteward::lookAtQueue(const ProcessReport& report, Look& look) const {
    for (const auto& figure : report.figures) {
        const auto zone = labelOf(figure, "zone");
        if (figure.name != "queue_oldest_seconds" || zone.empty()) continue;
        const auto id = "queue:" + zone;
        auto& queue = look.add(componentOf(id, Kind::queue, zone));
        queue.words["zone"] = zone;
        queue.figures["oldest_seconds"] = figure.value;
        for (const auto& other : report.figures) {
            if (labelOf(other, "zone") != zone) continue;
            if (other.name == "queue_messages") queue.figures["messages"] = other.value;
            if (other.name == "queue_octets") queue.figures["octets"] = other.value;
        }
        if (figure.value >= static_cast<double>(rules_.oldQueue.count()))
            look.find(Condition::queueOld, id, {{"value", whole(figure.value / 60)}});
    }
}

void ServiceSteward::lookAtRest(const ProcessReport& report, Look& look) const {
    constexpr double secondsOfDay = 86'400;
    const auto now = static_cast<double>(look.now.system.time_since_epoch().count()) / 1e6;
    for (const auto& figure : report.figures) {
        if (figure.name == "certificate_expiry_timestamp_seconds") {
            auto name = labelOf(figure, "name");
            if (name.empty()) name = "server";
            const auto id = "certificate:" + name;
            const bool isKnown = std::ranges::any_of(
                look.components, [&](const ComponentState& state) { return state.component.id == id; });
            if (isKnown) continue;
            auto& certificate = look.add(componentOf(id, Kind::certificate, name));
            const auto days = std::floor((figure.value - now) / secondsOfDay);
            certificate.figures["days_left"] = days;
            if (days < rules_.certificateWarningDays)
                look.find(Condition::certificateExpiring, id, {{"value", whole(days)}},
                          days < rules_.certificateCriticalDays ? Health::critical : Health::warning);
        } else if (figure.name == "backup_last_success_timestamp_seconds") {
            auto& backup = look.add(componentOf("backup", Kind::backup, "backup", "sao lưu"));
            backup.figures["last_success_timestamp_seconds"] = figure.value;
            if (now - figure.value > static_cast<double>(rules_.oldBackup.count()))
                look.find(Condition::backupOld, "backup", {{"value", whole((now - figure.value) / 3600)}});
        }
    }
}

void ServiceSteward::look(const Sights& sights, Look& look) {
    std::set<std::string> processes(rules_.processes.begin(), rules_.processes.end());
    for (const auto& [process, sight] : sights.reports) processes.insert(process);
    for (const auto& process : processes) {
        const auto sight = sights.reports.find(process);
        lookAtProcess(process, sight == sights.reports.end() ? nullptr : &sight->second, look);
    }
    for (const auto& [process, sight] : sights.reports) {
        if (look.now.steady - sight.read > silent) {
            // What it said of others stands until it is heard again.
            for (const auto* id : {"store", "volume:mail"}) {
                if (process == "tram-store") look.unreadable.insert(id);
            }
            continue;
        }
        lookAtStore(sight.report, look);
        lookAtQueue(sight.report, look);
        lookAtRest(sight.report, look);
    }
}

}  // namespace tram::hal
