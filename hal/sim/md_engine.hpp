// What Linux md does when disks fail, come and go, and as time passes. [Linux drivers/md/md.c, raid1.c, raid10.c
// of 6.12; Documentation/admin-guide/md.rst]
//
// RAID1 and RAID10 (two near copies) only. A last copy is never given up: the member stays, the array becomes "broken".
#pragma once

#include <chrono>
#include <string_view>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

// Whether a copy of every block is there.
[[nodiscard]] bool hasEveryBlock(const Array& array);
[[nodiscard]] unsigned degradedOf(const Array& array);
// The word of md/array_state.
[[nodiscard]] std::string_view stateOf(const Array& array);
// The words of md/dev-X/state, with commas.
[[nodiscard]] std::string statesOf(const Member& member);
// Sectors that the pass under way covers.
[[nodiscard]] std::uint64_t passSectors(const Array& array);
// KiB a second, as md/sync_speed shows it.
[[nodiscard]] std::uint64_t speedOf(const Array& array);

// What a member's metadata say of the array now.
void writeSuperblock(const Array& array, Disk& disk, std::optional<unsigned> slot);

// An I/O error on it, or "faulty" written. False where the kernel keeps it (EBUSY): it is the last copy.
bool failMember(Machine& machine, Array& array, Member& member);
// The disk is gone: what held it fails at the next I/O.
void detachDisk(Machine& machine, unsigned bay);
// Takes a disk in as a spare, or in its old place (from the bitmap) where keepsPlace.
void addMember(Machine& machine, Array& array, Bay& bay, bool keepsPlace);
// Takes faulty members and spares out; false where it is at work (EBUSY).
bool removeMember(Machine& machine, Array& array, std::string_view device);

// Starts what was put together of too few disks.
void startArray(Machine& machine, Array& array);

// A word written into md/sync_action or md/dev-X/state; unknown ones change nothing, as EINVAL does.
void writeAction(Machine& machine, Array& array, std::string_view word);
void writeMemberState(Machine& machine, Array& array, std::string_view device, std::string_view word);
// The rebuild under way ends without having rebuilt.
void abortRebuild(Machine& machine, Array& array);

// Spares are taken, replacements begun: what md does whenever it is idle.
void considerSpares(Machine& machine, Array& array);
void advanceArrays(Machine& machine, std::chrono::milliseconds time);

}  // namespace tram::hal::sim
