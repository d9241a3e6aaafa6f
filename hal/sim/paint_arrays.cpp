#include <algorithm>
#include <format>

#include "hal/sim/md_engine.hpp"
#include "hal/sim/picture.hpp"

namespace tram::hal::sim {

namespace {

void paintMember(const Machine& machine, const Array& array, const Member& member, Picture& picture) {
    const auto md = arrayPath(array) + "/md";
    const auto folder = md + "/dev-" + member.device;
    picture.writable(folder + "/state", statesOf(member));
    picture.writable(folder + "/slot", member.slot ? std::to_string(*member.slot) : "none");
    picture.writable(folder + "/errors", std::to_string(member.errors));
    picture.bare(folder + "/bad_blocks", member.badBlocks ? "40215552 8\n" : "");
    picture.bare(folder + "/unacknowledged_bad_blocks", "");
    picture.number(folder + "/offset", 264'192);
    picture.count(folder + "/size", array.sectors / 2);
    picture.file(folder + "/recovery_start",
                 member.slot && !member.inSync ? std::to_string(static_cast<std::uint64_t>(array.done)) : "none");
    // It leads nowhere when the disk is gone, as the kernel's does.
    const auto& bay = machine.bays[member.bay - 1];
    picture.linkTo(folder + "/block", diskPath(bay, member.device));
    if (member.slot && !member.replacement)
        picture.link(std::format("{}/rd{}", md, *member.slot), "dev-" + member.device);
}

std::string speedText(std::optional<std::uint64_t> own, std::uint64_t systems) {
    return own ? std::format("{} (local)", *own) : std::format("{} (system)", systems);
}

// What only an array has that was started and keeps copies.
void paintRedundancy(const Array& array, Picture& picture) {
    const auto md = arrayPath(array) + "/md";
    const bool works = array.action != "idle" && array.action != "frozen";
    picture.count(md + "/degraded", degradedOf(array));
    picture.writable(md + "/sync_action", array.action);
    picture.file(md + "/last_sync_action", "check");
    picture.file(md + "/sync_completed",
                 works ? std::format("{} / {}", static_cast<std::uint64_t>(array.done), passSectors(array)) : "none");
    picture.file(md + "/sync_speed", works ? std::to_string(speedOf(array)) : "none");
    picture.writable(md + "/sync_speed_min", speedText(array.speedMin, 1'000));
    picture.writable(md + "/sync_speed_max", speedText(array.speedMax, 200'000));
    picture.writable(md + "/sync_min", std::to_string(array.syncMin));
    picture.writable(md + "/sync_max", array.syncMax ? std::to_string(*array.syncMax) : "max");
    picture.count(md + "/mismatch_cnt", array.mismatches);
    picture.number(md + "/suspend_lo", 0);
    picture.number(md + "/suspend_hi", 0);
}

}  // namespace

std::string arrayPath(const Array& array) {
    return "sys/devices/virtual/block/" + array.name;
}

void paintArrays(const Machine& machine, Picture& picture) {
    for (const auto& array : machine.arrays) {
        if (array.condition == "stopped") continue;
        const auto block = arrayPath(array);
        const auto md = block + "/md";
        const bool runs = array.condition == "running";
        const auto sectors = array.level == "raid10" ? array.sectors * array.disks / 2 : array.sectors;
        picture.linkTo("sys/block/" + array.name, block);
        picture.linkTo("sys/class/block/" + array.name, block);
        picture.count(block + "/size", runs ? sectors : 0);
        picture.number(block + "/ro", 0);
        picture.file(block + "/stat",
                     "       0        0        0        0        0        0        0        0        0"
                     "        0        0        0        0        0        0        0        0");
        picture.number(block + "/queue/rotational", array.level == "raid10" ? 1 : 0);
        picture.writable(md + "/array_state", std::string(stateOf(array)));
        // What is not started yet does not know what it is.
        if (runs) {
            picture.file(md + "/level", array.level);
        } else {
            picture.bare(md + "/level", "");
        }
        picture.count(md + "/raid_disks", runs ? array.disks : 0);
        picture.count(md + "/chunk_size", runs && array.level == "raid10" ? 524'288 : 0);
        picture.count(md + "/layout", runs && array.level == "raid10" ? 258 : 0);
        picture.count(md + "/component_size", runs ? array.sectors / 2 : 0);
        picture.file(md + "/metadata_version", "1.2");
        picture.file(md + "/consistency_policy", runs ? "bitmap" : "unknown");
        picture.file(md + "/resync_start", "none");
        picture.file(md + "/reshape_position", "none");
        picture.file(md + "/safe_mode_delay", "0.201");
        picture.file(md + "/bitmap/location", "+8");
        picture.number(md + "/max_read_errors", 20);
        picture.file(md + "/uuid", dashedUuid(array.uuid));
        if (runs) paintRedundancy(array, picture);
        for (const auto& member : array.members) paintMember(machine, array, member, picture);
        if (!runs) continue;
        for (const auto& member : array.members) {
            if (!member.detached)
                picture.linkTo(block + "/slaves/" + member.device,
                               diskPath(machine.bays[member.bay - 1], member.device));
        }
    }
}

}  // namespace tram::hal::sim
