#include "hal/model/disk_steward.hpp"

#include <algorithm>
#include <format>

namespace tram::hal {

namespace {

using std::chrono::seconds;

// The disks' list is read every few seconds.
constexpr auto listFresh = seconds(60);

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view wordOf(const SmartReading& reading) {
    if (!reading.passed) return "unknown";
    return *reading.passed ? "passed" : "failed";
}

std::string_view nameOf(DiskProtocol protocol) {
    switch (protocol) {
        case DiskProtocol::ata:
            return "ATA";
        case DiskProtocol::nvme:
            return "NVMe";
        case DiskProtocol::scsi:
            return "SCSI";
        case DiskProtocol::unknown:
            break;
    }
    return "";
}

void addFigures(const SmartReading& reading, ComponentState& state) {
    const auto add = [&](const char* figure, const auto& value) {
        if (value) state.figures.emplace(figure, static_cast<double>(*value));
    };
    add("temperature_celsius", reading.celsius);
    add("power_on_hours", reading.powerOnHours);
    add("reallocated_sectors", reading.reallocatedSectors);
    add("pending_sectors", reading.pendingSectors);
    add("offline_uncorrectable", reading.offlineUncorrectable);
    add("reported_uncorrectable", reading.reportedUncorrectable);
    add("command_timeouts", reading.commandTimeouts);
    add("interface_errors", reading.interfaceErrors);
    add("used_percent", reading.used);
    add("spare_percent", reading.spare);
    add("media_errors", reading.mediaErrors);
    add("grown_defects", reading.grownDefects);
    add("uncorrected_errors", reading.uncorrected);
    state.words["smart"] = wordOf(reading);
    if (reading.selfTestRuns) {
        state.words["self_test"] = "running";
    } else if (reading.selfTestPassed) {
        state.words["self_test"] = *reading.selfTestPassed ? "passed" : "failed";
    }
    if (const auto protocol = nameOf(reading.protocol); !protocol.empty()) state.words["protocol"] = protocol;
}

}  // namespace

std::string_view diskOfPartition(std::string_view device) {
    auto end = device.size();
    while (end > 0 && isDigit(device[end - 1])) --end;
    if (end == 0 || end == device.size()) return device;
    // Names that end in a number of their own have a "p" before the partition's.
    if (device[end - 1] == 'p' && end >= 2 && isDigit(device[end - 2])) return device.substr(0, end - 1);
    if (device.starts_with("sd") || device.starts_with("vd") || device.starts_with("hd")) return device.substr(0, end);
    return device;
}

DiskSteward::DiskSteward(const Board& board, std::vector<Component> known, DiskMemory memory)
    : board_(board), trends_(std::move(memory.trends)), schedule_(std::move(memory.selfTests)) {
    for (auto& component : known) {
        if (component.kind != Kind::disk) continue;
        known_.emplace(component.id, DiskPlace{component.id, component.label, component.labelVietnamese, "",
                                               component.serial, 0, false, false});
    }
}

DiskPlace DiskSteward::placeOf(const DiskSight& disk) const {
    DiskPlace place;
    place.device = disk.device;
    place.octets = disk.octets;
    place.isInUse = disk.isInUse;
    place.serial = disk.serial;
    if (const auto bay = board_.bayAt(disk.place)) {
        place.id = std::format("disk:{}", *bay);
        place.label = std::format("bay {}", *bay);
        place.labelVietnamese = std::format("khay {}", *bay);
    } else {
        place.label = disk.place.empty() ? disk.device : disk.place;
        place.id = "disk:" + place.label;
    }
    return place;
}

void DiskSteward::lookAt(const DiskSight& disk, const Sights& sights, Look& look) {
    auto place = placeOf(disk);
    const auto smart = sights.smart.find(disk.device);
    const auto* answer = smart == sights.smart.end() ? nullptr : &smart->second;
    // An answer of the disk that stood there before says nothing of this one.
    const bool isOfAnother = answer != nullptr && answer->reading && !answer->reading->serial.empty() &&
                             !disk.serial.empty() && answer->reading->serial != disk.serial;
    if (isOfAnother) answer = nullptr;
    const SmartReading* reading = answer != nullptr && answer->reading ? &*answer->reading : nullptr;
    if (place.serial.empty() && reading != nullptr) place.serial = reading->serial;

    auto& state = look.add({place.id, Kind::disk, "chassis", place.label, disk.vendor, disk.model, place.serial,
                            disk.firmware, true, place.labelVietnamese});
    state.words["device"] = disk.device;
    state.words["place"] = disk.place;
    if (const auto bay = board_.bayAt(disk.place)) state.words["bay"] = std::to_string(*bay);
    state.figures["size_octets"] = static_cast<double>(disk.octets);
    if (reading != nullptr) {
        // SCSI cuts a model's name after sixteen characters.
        if (reading->model.starts_with(state.component.model)) state.component.model = reading->model;
        if (state.component.vendor.empty()) state.component.vendor = reading->vendor;
        if (!reading->firmware.empty()) state.component.firmware = reading->firmware;
        addFigures(*reading, state);
    }

    const auto key = place.serial.empty() ? place.id : place.serial;
    auto& asked = asked_[key];
    if (reading != nullptr && answer->read != asked.read) {
        asked.read = answer->read;
        auto& trends = trends_[key];
        follow(trends, *reading, look.now.system);
        asked.findings = diskFindings(place.id, *reading, trends, asked.hot, look.now.system);
        asked.isFailing = std::ranges::contains(asked.findings, Condition::diskFailing, &Finding::condition);
    }
    // A disk that was moved has its history with it.
    for (auto finding : asked.findings) {
        finding.component = place.id;
        look.findings.push_back(std::move(finding));
    }
    using Fault = SmartSight::Fault;
    if (answer != nullptr && (answer->fault == Fault::unresponsive || answer->fault == Fault::notUnderstood))
        look.find(Condition::diskUnresponsive, place.id, {{"reason", answer->detail}});
    place.isFailing = asked.isFailing;
    if (reading != nullptr && reading->hasSelfTests && !place.serial.empty())
        testable_.push_back({place.id, place.device, place.serial, reading->selfTestRuns, place.isFailing});
    devices_[disk.device] = place.id;
    known_[place.id] = place;
    present_.push_back(std::move(place));
}

void DiskSteward::look(const Sights& sights, Look& look) {
    if (!sights.disks.isFresh(look.now.steady, listFresh)) {
        for (const auto& [id, place] : known_) look.unreadable.insert(id);
        return;
    }
    present_.clear();
    testable_.clear();
    for (const auto& disk : *sights.disks.value) lookAt(disk, sights, look);
    for (auto& [id, place] : known_) {
        if (find(id) != nullptr) continue;
        place.device.clear();
        // That stays its name until the alarm is over, though another stands there by then.
        look.find(Condition::diskMissing, id, {{"serial", place.serial}});
    }
    for (std::size_t i = 0; i < present_.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (present_[i].serial.empty() || present_[i].serial != present_[j].serial) continue;
            look.find(
                Condition::diskTwice, present_[i].id,
                {{"other", present_[j].label},
                 {"other.vi", present_[j].labelVietnamese.empty() ? present_[j].label : present_[j].labelVietnamese}});
        }
    }
}

const DiskPlace* DiskSteward::ofDevice(std::string_view device) const {
    const auto disk = diskOfPartition(device);
    const auto found = std::ranges::find(present_, disk, &DiskPlace::device);
    return found == present_.end() ? nullptr : &*found;
}

const DiskPlace* DiskSteward::ofMember(std::string_view device) const {
    if (const auto* place = ofDevice(device)) return place;
    const auto id = devices_.find(std::string(diskOfPartition(device)));
    if (id == devices_.end()) return nullptr;
    const auto place = known_.find(id->second);
    return place == known_.end() ? nullptr : &place->second;
}

const DiskPlace* DiskSteward::find(std::string_view id) const {
    const auto found = std::ranges::find(present_, id, &DiskPlace::id);
    return found == present_.end() ? nullptr : &*found;
}

void DiskSteward::forget(const std::string& id) {
    if (find(id) == nullptr) known_.erase(id);
}

}  // namespace tram::hal
