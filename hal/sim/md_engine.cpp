#include "hal/sim/md_engine.hpp"

#include <algorithm>
#include <utility>

namespace tram::hal::sim {

namespace {

// What the disks of this machine do when nothing else wants them. KiB a second.
constexpr std::uint64_t fullSpeed = 204'800;
// A recovery from the bitmap copies what was written while the member was away.
constexpr double bitmapFraction = 0.05;

bool isWorking(const Member& member) {
    return member.inSync && !member.faulty;
}

const Member* activeAt(const Array& array, unsigned slot) {
    for (const auto& member : array.members) {
        if (member.slot == slot && !member.replacement) return &member;
    }
    return nullptr;
}

// Whether every block is there, on others than one member.
bool isEnoughWithout(const Array& array, const Member* gone) {
    const auto works = [&](unsigned slot) {
        return std::ranges::any_of(array.members, [&](const Member& member) {
            return &member != gone && member.slot == slot && isWorking(member) && !member.detached;
        });
    };
    const unsigned copies = array.level == "raid10" ? 2 : array.disks;
    for (unsigned first = 0; first < array.disks; first += copies) {
        bool any = false;
        for (unsigned slot = first; slot < std::min(first + copies, array.disks); ++slot) any = any || works(slot);
        if (!any) return false;
    }
    return true;
}

Disk* diskOf(Machine& machine, const Member& member) {
    auto* bay = member.detached ? nullptr : findBay(machine, member.bay);
    return bay != nullptr && bay->disk ? &*bay->disk : nullptr;
}

bool isSpare(const Member& member) {
    return !member.faulty && !member.slot && !member.inSync;
}

bool isRebuilding(const Member& member) {
    return member.slot && !member.inSync && !member.faulty;
}

// Metadata of those that work are written whenever something changes.
void update(Machine& machine, Array& array) {
    ++array.events;
    for (const auto& member : array.members) {
        auto* disk = diskOf(machine, member);
        if (disk != nullptr && !member.faulty && !disk->dead) writeSuperblock(array, *disk, member.slot);
    }
}

void begin(Array& array, std::string action) {
    array.action = std::move(action);
    array.done = array.action == "check" || array.action == "repair" ? static_cast<double>(array.syncMin) : 0;
}

void rest(Array& array) {
    array.action = "idle";
    array.done = 0;
    array.fast = false;
}

// One that cannot be written fails at its first block.
Member* takeSpare(Machine& machine, Array& array) {
    for (auto& member : array.members) {
        if (!isSpare(member) || member.detached) continue;
        const auto* disk = diskOf(machine, member);
        if (disk != nullptr && !disk->dead) return &member;
        member.faulty = true;
    }
    return nullptr;
}

void endRecovery(Machine& machine, Array& array) {
    for (auto& member : array.members) {
        if (!isRebuilding(member)) continue;
        member.inSync = true;
        if (!member.replacement) continue;
        // The old one has done its part and is given up. [raid1_spare_active]
        for (auto& old : array.members) {
            if (&old == &member || old.slot != member.slot) continue;
            old.savedSlot = old.slot;
            old.slot.reset();
            old.faulty = true;
            old.inSync = false;
            old.wantReplacement = false;
        }
        member.replacement = false;
    }
    rest(array);
    update(machine, array);
}

void endCheck(Machine& machine, Array& array) {
    if (array.action == "repair") array.hidden = 0;
    array.syncMin = 0;
    rest(array);
    update(machine, array);
}

}  // namespace

bool hasEveryBlock(const Array& array) {
    return isEnoughWithout(array, nullptr);
}

unsigned degradedOf(const Array& array) {
    unsigned working = 0;
    for (unsigned slot = 0; slot < array.disks; ++slot) {
        const auto* member = activeAt(array, slot);
        if (member != nullptr && isWorking(*member)) ++working;
    }
    return array.disks - working;
}

std::string_view stateOf(const Array& array) {
    if (array.condition == "inactive") return "inactive";
    if (array.broken) return "broken";
    return "clean";
}

// In the kernel's order. [md.c state_show]
std::string statesOf(const Member& member) {
    std::string text;
    const auto add = [&](bool is, std::string_view word) {
        if (!is) return;
        if (!text.empty()) text += ',';
        text += word;
    };
    add(member.faulty, "faulty");
    add(member.inSync && !member.faulty, "in_sync");
    add(member.writeMostly, "write_mostly");
    add(!member.faulty && !member.inSync, "spare");
    add(member.wantReplacement, "want_replacement");
    add(member.replacement, "replacement");
    return text;
}

std::uint64_t passSectors(const Array& array) {
    // A check of RAID10 counts the array's sectors, a recovery those of the member.
    const bool whole = array.action == "check" || array.action == "repair" || array.action == "resync";
    return whole && array.level == "raid10" ? array.sectors * array.disks / 2 : array.sectors;
}

std::uint64_t speedOf(const Array& array) {
    return std::min(fullSpeed, std::max(array.speedMax.value_or(fullSpeed), array.speedMin.value_or(0)));
}

void writeSuperblock(const Array& array, Disk& disk, std::optional<unsigned> slot) {
    if (disk.arrayUuid != array.uuid || disk.signature != "linux_raid_member") {
        disk.memberUuid = uuidOf(array.uuid + disk.serial);
        disk.lastSlot.reset();
    }
    disk.signature = "linux_raid_member";
    disk.arrayUuid = array.uuid;
    disk.arrayName = "tram:" + array.label;
    disk.arrayLevel = array.level;
    disk.arrayDisks = array.disks;
    disk.arraySectors = array.sectors;
    disk.events = array.events;
    disk.lastSlot = slot;
}

bool failMember(Machine& machine, Array& array, Member& member) {
    if (member.faulty) return true;
    if (array.condition != "running") return true;
    if (isWorking(member) && !isEnoughWithout(array, &member)) {
        array.broken = true;
        if (array.action != "idle") rest(array);
        return false;
    }
    const bool interrupts = isRebuilding(member) || isWorking(member);
    member.faulty = true;
    member.inSync = false;
    member.savedSlot = member.slot;
    member.slot.reset();
    member.wantReplacement = false;
    member.replacement = false;
    // What was to replace it takes its place.
    for (auto& other : array.members) {
        if (other.slot == member.savedSlot && other.replacement) other.replacement = false;
    }
    const bool stillRebuilds = std::ranges::any_of(array.members, isRebuilding);
    if (interrupts && array.action != "frozen" && (array.action != "recover" || !stillRebuilds)) rest(array);
    update(machine, array);
    considerSpares(machine, array);
    return true;
}

void detachDisk(Machine& machine, unsigned bay) {
    for (auto& array : machine.arrays) {
        for (auto& member : array.members) {
            if (member.bay != bay || member.detached) continue;
            member.detached = true;
            failMember(machine, array, member);
        }
    }
}

void addMember(Machine& machine, Array& array, Bay& bay, bool keepsPlace) {
    Member member;
    member.bay = bay.number;
    member.device = bay.disk->name;
    array.recoveryDisabled = false;
    const auto slot = bay.disk->lastSlot;
    if (keepsPlace && slot && bay.disk->arrayUuid == array.uuid && activeAt(array, *slot) == nullptr) {
        member.slot = slot;
        array.fast = array.action == "idle";
        if (array.action == "idle") begin(array, "recover");
    }
    array.members.push_back(member);
    // A disk that gives only errors takes no metadata and is out again.
    if (bay.disk->dead) {
        failMember(machine, array, array.members.back());
        return;
    }
    update(machine, array);
    considerSpares(machine, array);
}

bool removeMember(Machine& machine, Array& array, std::string_view device) {
    const auto at = std::ranges::find(array.members, device, &Member::device);
    if (at == array.members.end()) return true;
    if (at->slot) return false;
    array.members.erase(at);
    update(machine, array);
    considerSpares(machine, array);
    return true;
}

void startArray(Machine& machine, Array& array) {
    array.condition = "running";
    for (auto& member : array.members) {
        if (member.slot || !member.savedSlot || member.faulty) continue;
        member.slot = std::exchange(member.savedSlot, std::nullopt);
        member.inSync = true;
    }
    considerSpares(machine, array);
}

void writeAction(Machine& machine, Array& array, std::string_view word) {
    if (array.condition != "running") return;
    const bool busy = array.action != "idle" && array.action != "frozen";
    if (word == "idle" || word == "frozen") {
        // A check that is stopped can be taken up again where it was.
        if (array.action == "check" || array.action == "repair") array.syncMin = static_cast<std::uint64_t>(array.done);
        if (array.action != "recover") rest(array);
        if (word == "frozen") array.action = "frozen";
        considerSpares(machine, array);
    } else if ((word == "check" || word == "repair") && !busy) {
        array.mismatches = 0;
        begin(array, std::string(word));
    } else if (word == "recover" || word == "resync") {
        if (busy) return;
        rest(array);
        array.recoveryDisabled = false;
        considerSpares(machine, array);
    }
}

void writeMemberState(Machine& machine, Array& array, std::string_view device, std::string_view word) {
    const auto at = std::ranges::find(array.members, device, &Member::device);
    if (at == array.members.end() || array.condition != "running") return;
    if (word == "faulty") {
        failMember(machine, array, *at);
    } else if (word == "remove") {
        removeMember(machine, array, device);
    } else if (word == "want_replacement") {
        if (at->slot && !at->replacement) at->wantReplacement = true;
        considerSpares(machine, array);
    } else if (word == "-want_replacement") {
        at->wantReplacement = false;
    } else if (word == "writemostly" || word == "-writemostly") {
        at->writeMostly = word.front() != '-';
    } else if (word == "re-add" && at->faulty && at->savedSlot && diskOf(machine, *at) != nullptr) {
        auto& bay = machine.bays[at->bay - 1];
        bay.disk->lastSlot = at->savedSlot;
        array.members.erase(at);
        addMember(machine, array, bay, true);
    }
}

void abortRebuild(Machine& machine, Array& array) {
    for (auto& member : array.members) {
        if (!isRebuilding(member)) continue;
        member.slot.reset();
        member.replacement = false;
    }
    array.recoveryDisabled = true;
    rest(array);
    update(machine, array);
}

void considerSpares(Machine& machine, Array& array) {
    if (array.condition != "running" || array.broken || array.recoveryDisabled || array.action != "idle") return;
    bool takes = false;
    for (unsigned slot = 0; slot < array.disks; ++slot) {
        const auto* active = activeAt(array, slot);
        const bool isWanted = active != nullptr && active->wantReplacement && isWorking(*active) &&
                              std::ranges::none_of(array.members, [&](const Member& other) {
                                  return other.slot == slot && other.replacement;
                              });
        if (active != nullptr && !isWanted) continue;
        auto* spare = takeSpare(machine, array);
        if (spare == nullptr) break;
        spare->slot = slot;
        spare->replacement = isWanted;
        takes = true;
    }
    if (std::ranges::any_of(array.members, isRebuilding)) begin(array, "recover");
    if (takes) update(machine, array);
}

void advanceArrays(Machine& machine, std::chrono::milliseconds time) {
    for (auto& array : machine.arrays) {
        if (array.condition != "running" || array.action == "idle" || array.action == "frozen") continue;
        const auto total = passSectors(array);
        const auto speed = static_cast<double>(speedOf(array)) / static_cast<double>(fullSpeed);
        const auto fraction = array.fast ? bitmapFraction : 1.0;
        const auto seconds = std::chrono::duration<double>(time).count();
        const auto before = array.done;
        array.done += static_cast<double>(total) * speed * seconds / (machine.rebuildSeconds * fraction);
        const bool checks = array.action == "check" || array.action == "repair";
        if (checks && before < static_cast<double>(total) / 2 && array.done >= static_cast<double>(total) / 2)
            array.mismatches = array.hidden;
        const auto end = static_cast<double>(checks && array.syncMax ? std::min(total, *array.syncMax) : total);
        if (array.done < end) continue;
        if (checks && array.syncMax && *array.syncMax < total) {
            // It waits there until the end is moved.
            array.done = end;
            continue;
        }
        if (checks) {
            endCheck(machine, array);
        } else {
            endRecovery(machine, array);
        }
        considerSpares(machine, array);
    }
}

}  // namespace tram::hal::sim
