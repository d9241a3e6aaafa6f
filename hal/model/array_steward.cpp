#include "hal/model/array_steward.hpp"

#include <algorithm>
#include <cmath>
#include <format>

namespace tram::hal {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto listFresh = seconds(60);
constexpr auto retry = seconds(60);
constexpr auto slowRetry = minutes(10);
constexpr auto checkEvery = days(30);
constexpr auto checkOverdue = days(45);

std::string_view nameOf(SyncAction action) {
    switch (action) {
        case SyncAction::idle:
            return "idle";
        case SyncAction::resync:
            return "resync";
        case SyncAction::recover:
            return "recover";
        case SyncAction::check:
            return "check";
        case SyncAction::repair:
            return "repair";
        case SyncAction::reshape:
            return "reshape";
        case SyncAction::frozen:
            return "frozen";
        case SyncAction::other:
            break;
    }
    return "other";
}

bool isRebuilding(SyncAction action) {
    return action == SyncAction::recover || action == SyncAction::resync;
}

// As it stands on a disk's label.
std::string sizeOf(std::uint64_t octets) {
    const auto size = static_cast<double>(octets);
    return size < 1e12 ? std::format("{:.0f} GB", size / 1e9) : std::format("{:.1f} TB", size / 1e12);
}

// So many members of a level's disks keep the mail.
std::size_t neededOf(const ArrayReading& reading) {
    if (reading.level == "raid1") return 1;
    if (reading.level == "raid10") return (reading.disks + 1) / 2;
    if (reading.level == "raid5" || reading.level == "raid4") return reading.disks - std::min(reading.disks, 1U);
    if (reading.level == "raid6") return reading.disks - std::min(reading.disks, 2U);
    return reading.disks;
}

}  // namespace

bool ArraySteward::Placed::lacksMembers() const {
    return sight.reading && sight.reading->degraded.value_or(0) > 0 && !isRebuilding(sight.reading->action);
}

unsigned ArraySteward::Placed::standingBy() const {
    if (!sight.reading) return 0;
    return static_cast<unsigned>(std::ranges::count_if(sight.reading->members, &ArrayMember::isSpare));
}

bool ArraySteward::Placed::lacksSpares() const {
    return sight.reading && standingBy() < spares;
}

bool ArraySteward::isDue(const std::string& attempt, std::chrono::nanoseconds pause, SteadyTime now) {
    const auto [found, isFirst] = attempts_.try_emplace(attempt, now);
    if (isFirst) return true;
    if (now - found->second < pause) return false;
    found->second = now;
    return true;
}

void ArraySteward::lookAt(const Placed& array, const DiskSteward& disks, Look& look) {
    const auto& sight = array.sight;
    auto& state = look.add({array.id, Kind::array, "chassis", sight.name, "", "", sight.uuid, "", true, ""});
    state.words["device"] = sight.device;
    if (!sight.reading) {
        look.cannotRead(array.id, "md");
        return;
    }
    const auto& reading = *sight.reading;
    state.words["level"] = reading.level;
    state.words["state"] = reading.state;
    state.words["action"] = nameOf(reading.action);
    state.figures["disks"] = reading.disks;
    state.figures["degraded"] = reading.degraded.value_or(0);
    state.figures["spares"] = array.standingBy();
    state.figures["mismatches"] = static_cast<double>(reading.mismatches);
    if (reading.progress) state.figures["progress_ratio"] = *reading.progress;
    state.figures["speed_octets_per_second"] = static_cast<double>(reading.kilobytesPerSecond) * 1024;

    ArrayPlace place{array.id, {}, {}, {}, array.spares};
    Redundancy redundancy{array.id, {}, neededOf(reading)};
    for (const auto& member : reading.members) {
        const auto* disk = disks.ofMember(member.device);
        place.disks.push_back(disk == nullptr ? "" : disk->id);
        place.labels.push_back(disk == nullptr ? "" : disk->label);
        place.labelsVietnamese.push_back(disk == nullptr ? "" : disk->labelVietnamese);
        if (disk == nullptr) continue;
        redundancy.members.push_back(disk->id);
        for (auto& other : look.components) {
            if (other.component.id != disk->id) continue;
            other.words["array"] = sight.name;
            other.words["role"] = member.isFaulty() ? "failed" : member.isSpare() ? "spare" : "member";
        }
    }
    for (auto& finding : arrayFindings(reading, place)) {
        // Of a disk that is gone that is what is told.
        if (finding.condition == Condition::diskFailed && disks.find(finding.component) == nullptr) continue;
        look.findings.push_back(std::move(finding));
    }
    look.redundancies.push_back(std::move(redundancy));
}

// Remembers which bays are the array's, and when it was read whole.
void ArraySteward::follow(const Placed& array, const DiskSteward& disks, SystemTime now) {
    auto& memory = memory_.arrays[array.sight.name];
    if (!memory.lastCheck) memory.lastCheck = now;
    if (!array.sight.reading) return;
    for (const auto& member : array.sight.reading->members) {
        if (member.isFaulty()) continue;
        const auto* disk = disks.ofDevice(member.device);
        if (disk == nullptr) continue;
        memory.members[disk->id] = disk->serial;
        adopted_.erase(disk->serial);
    }
    auto& before = before_[array.id];
    const auto action = array.sight.reading->action;
    const auto wanted = wanted_.find(array.id);
    const bool wasStopped = wanted != wanted_.end() && !wanted->second;
    if (before == SyncAction::check && action == SyncAction::idle) {
        if (!wasStopped) memory.lastCheck = now;
        wanted_.erase(array.id);
    }
    before = action;
}

void ArraySteward::care(const Placed& array, const DiskSteward& disks, bool mayCheck, Look& look) {
    if (!array.sight.reading) return;
    const auto& reading = *array.sight.reading;
    const auto& md = array.sight.device;
    const auto now = look.now.steady;
    const auto act = [&](Action::What what, const std::string& device, std::chrono::nanoseconds pause) {
        if (isDue(std::string(name(what)) + " " + array.id + " " + device, pause, now))
            look.actions.push_back({what, device, md, array.id});
    };
    const bool isWhole = reading.degraded.value_or(0) == 0;
    for (const auto& member : reading.members) {
        const auto* disk = disks.ofDevice(member.device);
        if (member.isFaulty() && disk == nullptr) {
            act(Action::What::removeMissing, "", retry);
        } else if (disk != nullptr && disk->isFailing && member.isWorking() && member.slot && isWhole &&
                   reading.action == SyncAction::idle && array.standingBy() > 0 &&
                   !member.states.contains("want_replacement")) {
            act(Action::What::replaceMember, member.device, slowRetry);
        }
    }
    const bool mustHurry = !isWhole && isRebuilding(reading.action);
    if (mustHurry && hurried_.insert(array.id).second)
        look.actions.push_back({Action::What::hurryRebuild, "", md, array.id});
    if (!mustHurry && hurried_.erase(array.id) > 0)
        look.actions.push_back({Action::What::calmRebuild, "", md, array.id});

    const auto wanted = wanted_.find(array.id);
    const bool isWanted = wanted != wanted_.end() && wanted->second;
    const bool isUnwanted = wanted != wanted_.end() && !wanted->second;
    const auto age = look.now.system - memory_.arrays[array.sight.name].lastCheck.value_or(look.now.system);
    if (reading.action == SyncAction::check) {
        if (isUnwanted) act(Action::What::stopCheck, "", retry);
    } else if (reading.action == SyncAction::idle && isWhole && reading.degraded &&
               (isWanted || (age >= checkEvery && mayCheck))) {
        act(Action::What::startCheck, "", retry);
    }
    if (age >= checkOverdue)
        look.find(Condition::arrayScrubOverdue, array.id,
                  {{"value", std::to_string(std::chrono::floor<days>(age).count())}});
}

const ArraySteward::Placed* ArraySteward::wants(const DiskPlace& disk, bool adopted) const {
    const auto isHome = [&](const Placed& array) {
        const auto memory = memory_.arrays.find(array.sight.name);
        return memory != memory_.arrays.end() && memory->second.members.contains(disk.id);
    };
    const auto fits = [&](const Placed& array) { return disk.octets >= array.sight.memberOctets; };
    const Placed* best = nullptr;
    for (const auto& array : arrays_) {
        if (!fits(array) || !(adopted || isHome(array))) continue;
        if (array.lacksMembers()) return &array;
        if (array.lacksSpares() && best == nullptr) best = &array;
    }
    if (best != nullptr || !adopted) return best;
    // Nothing lacks one: a further spare, for the array with the largest disks.
    for (const auto& array : arrays_) {
        if (fits(array) && (best == nullptr || array.sight.memberOctets > best->sight.memberOctets)) best = &array;
    }
    return best;
}

void ArraySteward::lookAtFree(const DiskPlace& disk, const Sights& sights, Look& look) {
    const auto found = sights.contents.find(disk.device);
    if (found == sights.contents.end() || found->second.serial != disk.serial || !found->second.content) return;
    const auto& content = *found->second.content;
    const bool isAdopted = adopted_.contains(disk.serial);
    const auto add = [&](const Placed& array) {
        if (isDue("add " + disk.device + disk.serial, retry, look.now.steady))
            look.actions.push_back({Action::What::addMember, disk.device, array.sight.device, disk.id});
    };
    // The one that was pulled, back in its place.
    for (const auto& array : arrays_) {
        const auto memory = memory_.arrays.find(array.sight.name);
        if (found->second.array.empty() || found->second.array != array.sight.uuid || memory == memory_.arrays.end())
            continue;
        const auto member = memory->second.members.find(disk.id);
        const bool isTheSame = member != memory->second.members.end() && member->second == disk.serial;
        if (isTheSame && !disk.isFailing && (array.lacksMembers() || array.lacksSpares())) return add(array);
    }
    const auto* array = wants(disk, isAdopted);
    if (array == nullptr &&
        std::ranges::any_of(arrays_, [&](const Placed& each) { return each.sight.memberOctets > 0; })) {
        const bool isTooSmall =
            std::ranges::all_of(arrays_, [&](const Placed& each) { return disk.octets < each.sight.memberOctets; });
        const auto homes = std::ranges::find_if(arrays_, [&](const Placed& each) {
            return memory_.arrays[each.sight.name].members.contains(disk.id) && disk.octets < each.sight.memberOctets;
        });
        if (isTooSmall || homes != arrays_.end()) {
            const auto& limit = homes != arrays_.end() ? *homes : arrays_.front();
            return look.find(Condition::diskTooSmall, disk.id,
                             {{"value", sizeOf(disk.octets)}, {"limit", sizeOf(limit.sight.memberOctets)}});
        }
    }
    if (!content.empty()) {
        if (!isAdopted) return look.find(Condition::diskForeign, disk.id, {{"content", content}});
        if (isDue("erase " + disk.device + disk.serial, retry, look.now.steady))
            look.actions.push_back({Action::What::erase, disk.device, "", disk.id});
        return;
    }
    if (array != nullptr) return add(*array);
    look.find(Condition::diskNew, disk.id);
}

void ArraySteward::look(const Sights& sights, const DiskSteward& disks, bool mayCheck, Look& look) {
    if (!sights.arrays.isFresh(look.now.steady, listFresh)) {
        for (const auto& array : arrays_) look.cannotRead(array.id, "md");
        return;
    }
    arrays_.clear();
    taken_.clear();
    bool allRead = true;
    for (const auto& sight : *sights.arrays.value) {
        const auto expected = std::ranges::find(board_.arrays, sight.name, &BoardArray::name);
        arrays_.push_back({sight, "array:" + sight.name, expected == board_.arrays.end() ? 0 : expected->spares});
        allRead = allRead && sight.reading.has_value();
        if (!sight.reading) continue;
        for (const auto& member : sight.reading->members) taken_.emplace(diskOfPartition(member.device));
    }
    for (const auto& array : arrays_) {
        lookAt(array, disks, look);
        follow(array, disks, look.now.system);
    }
    // What is not known may be a member's disk: no hand is laid on anything.
    if (!allRead || !sights.disks.isFresh(look.now.steady, listFresh)) return;
    for (const auto& array : arrays_) care(array, disks, mayCheck, look);
    for (const auto& disk : disks.present()) {
        if (!disk.isInUse && !taken_.contains(disk.device)) lookAtFree(disk, sights, look);
    }
}

std::expected<void, std::string> ArraySteward::adopt(const DiskPlace& disk) {
    if (disk.isInUse || taken_.contains(disk.device)) return std::unexpected("in-use");
    if (disk.serial.empty()) return std::unexpected("no-serial");
    if (arrays_.empty()) return std::unexpected("no-array");
    adopted_.insert(disk.serial);
    return {};
}

bool ArraySteward::isBusy() const {
    return std::ranges::any_of(arrays_, [](const Placed& array) {
        return array.sight.reading && array.sight.reading->action != SyncAction::idle;
    });
}

bool ArraySteward::check(const std::string& component, bool on) {
    if (std::ranges::find(arrays_, component, &Placed::id) == arrays_.end()) return false;
    wanted_[component] = on;
    return true;
}

}  // namespace tram::hal
