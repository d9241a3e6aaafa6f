// A software RAID array as the kernel shows it, and what is the matter with it. [Linux
// Documentation/admin-guide/md.rst]
//
// Pure: the words of the kernel's files come in, unknown ones are kept and mean nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hal/model/alarm_book.hpp"

namespace tram::hal {

struct ArrayMember {
    std::string device;  // "sda2", until the next start
    std::string path;    // of the device: which bay it is in
    std::set<std::string, std::less<>> states;
    std::optional<unsigned> slot;     // its role; none of a spare
    std::int64_t correctedReads = 0;  // read errors mended from the other copy
    bool hasBadBlocks = false;        // sectors without a second copy

    [[nodiscard]] bool isFaulty() const { return states.contains("faulty"); }
    [[nodiscard]] bool isWorking() const { return states.contains("in_sync") && !isFaulty(); }
    [[nodiscard]] bool isSpare() const { return states.contains("spare") && !isFaulty() && !slot; }
};

enum class SyncAction : std::uint8_t { idle, resync, recover, check, repair, reshape, frozen, other };

struct ArrayReading {
    std::string name;   // "md0", until the next start
    std::string state;  // the kernel's word
    std::string level;
    unsigned disks = 0;
    std::optional<unsigned> degraded;  // members that lack; none of a level without redundancy
    SyncAction action = SyncAction::idle;
    std::optional<double> progress;  // of the action, 0 to 1
    std::int64_t kilobytesPerSecond = 0;
    std::int64_t mismatches = 0;  // of the last check
    std::vector<ArrayMember> members;
};

// "raid_disks", "level" during a reshape: "4 (5)": the first is what it becomes. Nothing where it is no number.
[[nodiscard]] std::optional<unsigned> parseRaidDisks(std::string_view text);
[[nodiscard]] std::string parseLevel(std::string_view text);
[[nodiscard]] SyncAction parseSyncAction(std::string_view text);
// "123 / 456"; nothing for "none", "delayed" and what is no such pair.
[[nodiscard]] std::optional<double> parseSyncCompleted(std::string_view text);
// "in_sync,write_error"
[[nodiscard]] std::set<std::string, std::less<>> parseMemberStates(std::string_view text);

// The array's component, those of its members' disks by the members' place, and what is expected of it.
struct ArrayPlace {
    std::string id;
    std::vector<std::string> disks;   // "" where a member's bay is not known
    std::vector<std::string> labels;  // of these disks
    std::vector<std::string> labelsVietnamese;
    unsigned spares = 0;  // so many should stand by
};

// What one reading says, still to be debounced.
[[nodiscard]] std::vector<Finding> arrayFindings(const ArrayReading& reading, const ArrayPlace& place);

}  // namespace tram::hal
