#include "hal/daemon/eyes.hpp"

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "hal/access/upsd.hpp"
#include "hal/drivers/array_sights.hpp"
#include "hal/drivers/block_disks.hpp"
#include "hal/drivers/chassis_parts.hpp"
#include "hal/drivers/controller.hpp"
#include "hal/drivers/disk_content.hpp"
#include "hal/drivers/kernel_clock.hpp"
#include "hal/drivers/network_links.hpp"
#include "hal/drivers/smart_tool.hpp"
#include "hal/drivers/ups_units.hpp"
#include "hal/model/disk_steward.hpp"

namespace tram::hal {

// Everything that the threads need, so that one that hangs keeps it alive.
struct Eyes::Shared {
    Shared(EyesOptions given, const Clock& time)
        : options(std::move(given)), clock(time), upsd(options.upsdHost, options.upsdPort), units(upsd, options.ups) {}

    template <class Value>
    void saw(Sight<Value> Sights::* sight, Value value) {
        const std::lock_guard lock(mutex);
        sights.*sight = {std::move(value), "", clock.steady()};
    }
    template <class Value>
    void failed(Sight<Value> Sights::* sight, std::string fault) {
        const std::lock_guard lock(mutex);
        sights.*sight = {std::nullopt, std::move(fault), clock.steady()};
    }
    [[nodiscard]] Sights now() const {
        const std::lock_guard lock(mutex);
        return sights;
    }

    void lookAtDisks() {
        saw(&Sights::disks, readDisks(options.sysfs));
        saw(&Sights::arrays, readArrays(options.sysfs, *options.tools));
    }
    void lookAtContents();
    void lookAtSmart();
    void lookAtController() {
        auto reading = readController(*options.tools);
        if (reading) {
            saw(&Sights::controller, std::move(*reading));
        } else {
            failed(&Sights::controller, reading.error());
        }
    }
    void lookAtGateways() {
        const auto links = now().links.value.value_or(std::vector<LinkSight>());
        saw(&Sights::gateways, readGateways(*options.tools, options.board, links));
        if (auto routes = readRoutes(*options.tools)) {
            saw(&Sights::routes, std::move(*routes));
        } else {
            failed(&Sights::routes, std::move(routes.error()));
        }
    }
    void lookAtRest() {
        saw(&Sights::machine, readMachine(options.sysfs));
        saw(&Sights::memory, readMemory(options.sysfs));
        if (auto watchdog = readWatchdog(options.sysfs)) {
            saw(&Sights::watchdog, std::move(*watchdog));
        } else {
            failed(&Sights::watchdog, "/dev/watchdog");
        }
        if (const auto reading = readClock()) saw(&Sights::clock, *reading);
    }

    const EyesOptions options;
    const Clock& clock;
    Upsd upsd;
    UpsUnits units;
    mutable std::mutex mutex;
    Sights sights;
};

// Of disks that are nobody's, again and again: what is put on one makes it somebody's.
void Eyes::Shared::lookAtContents() {
    const auto seen = now();
    if (!seen.disks.value || !seen.arrays.value) return;
    std::set<std::string, std::less<>> members;
    for (const auto& array : *seen.arrays.value) {
        // What cannot be read may have any of them.
        if (!array.reading) return;
        for (const auto& member : array.reading->members) members.emplace(diskOfPartition(member.device));
    }
    std::map<std::string, ContentSight> contents;
    for (const auto& disk : *seen.disks.value) {
        if (!disk.isInUse && !members.contains(disk.device))
            contents.emplace(disk.device, readContent(*options.tools, disk));
    }
    const std::lock_guard lock(mutex);
    sights.contents = std::move(contents);
}

// Each disk in its turn when its time has come; a new one at once.
void Eyes::Shared::lookAtSmart() {
    const auto seen = now();
    if (!seen.disks.value) return;
    for (const auto& disk : *seen.disks.value) {
        const auto found = seen.smart.find(disk.device);
        const bool isOld = found == seen.smart.end() || clock.steady() - found->second.read >= options.smart;
        const bool isOfAnother = found != seen.smart.end() && found->second.reading && !disk.serial.empty() &&
                                 found->second.reading->serial != disk.serial;
        if (!isOld && !isOfAnother) continue;
        auto sight = readSmart(*options.tools, disk.device);
        const std::lock_guard lock(mutex);
        sight.read = clock.steady();
        sights.smart.insert_or_assign(disk.device, std::move(sight));
    }
    const std::lock_guard lock(mutex);
    std::erase_if(sights.smart, [&](const auto& entry) {
        return !std::ranges::contains(*seen.disks.value, entry.first, &DiskSight::device);
    });
}

Eyes::Eyes(EyesOptions options, const Clock& clock) : shared_(std::make_shared<Shared>(std::move(options), clock)) {
    const auto& paces = shared_->options;
    const auto add = [&](const char* name, std::chrono::milliseconds every, void (Shared::*look)()) {
        pollers_.add(name, every, [shared = shared_, look] { (shared.get()->*look)(); });
    };
    add("disks", paces.disks, &Shared::lookAtDisks);
    add("contents", paces.disks * 2, &Shared::lookAtContents);
    // The thread looks often whose turn it is.
    add("smart", std::min(paces.smart, paces.disks * 2), &Shared::lookAtSmart);
    add("rest", paces.rest, &Shared::lookAtRest);
    pollers_.add("sensors", paces.sensors,
                 [shared = shared_] { shared->saw(&Sights::sensors, readSensors(shared->options.sysfs)); });
    pollers_.add("links", paces.links, [shared = shared_] {
        shared->saw(&Sights::links, readLinks(shared->options.sysfs, *shared->options.tools));
    });
    if (!paces.board.gateways.empty()) add("gateways", paces.gateways, &Shared::lookAtGateways);
    if (paces.board.hasController) add("controller", paces.controller, &Shared::lookAtController);
    if (paces.hasUpsd)
        pollers_.add("units", paces.units, [shared = shared_] { shared->saw(&Sights::ups, shared->units.read()); });
}

void Eyes::hurry() {
    for (const auto* name : {"disks", "contents", "smart"}) pollers_.wake(name);
}

void Eyes::take(ProcessReport report) {
    const std::lock_guard lock(shared_->mutex);
    auto& reports = shared_->sights.reports;
    if (!reports.contains(report.process) && reports.size() >= limits::hal::reporters) return;
    const auto process = report.process;
    reports.insert_or_assign(process, ReportSight{std::move(report), shared_->clock.steady()});
}

Sights Eyes::sights() const {
    return shared_->now();
}

}  // namespace tram::hal
