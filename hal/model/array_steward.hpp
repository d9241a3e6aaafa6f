// Arrays: how they are, and which disks they may have.
//
// What is done without asking: a disk that was pulled and put back is taken back; a blank disk of the right size in the
// bay of a disk that the array had takes its place; a disk that is about to fail is copied to a spare while it still
// helps; what is gone is taken off the list; each array is read whole once a month. All else waits for a word
// (`tram hal adopt`), and a disk with anything on it is never touched without one. Nothing is done while any array
// cannot be read.
//
// Pure; not for several threads at a time.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hal/model/disk_steward.hpp"

namespace tram::hal {

// What is kept of arrays while tram-hal does not run.
struct ArrayMemory {
    struct One {
        std::optional<SystemTime> lastCheck;         // read whole
        std::map<std::string, std::string> members;  // the disks that it has or had: serial numbers by ids of bays
    };
    std::map<std::string, One> arrays;  // by name
};

class ArraySteward {
public:
    ArraySteward(const Board& board, ArrayMemory memory) : board_(board), memory_(std::move(memory)) {}

    // After the disks. `mayCheck`: the hour is quiet, and power is there.
    void look(const Sights& sights, const DiskSteward& disks, bool mayCheck, Look& look);

    // An operator's word that a disk may be taken, whatever is on it. The reason where it may not.
    [[nodiscard]] std::expected<void, std::string> adopt(const DiskPlace& disk);
    // Reads an array whole now, or stops doing so.
    [[nodiscard]] bool check(const std::string& component, bool on);
    // One is checked or rebuilt.
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] const ArrayMemory& memory() const { return memory_; }

private:
    struct Placed {
        ArraySight sight;
        std::string id;
        unsigned spares = 0;  // that it should have
        [[nodiscard]] bool lacksMembers() const;
        [[nodiscard]] bool lacksSpares() const;
        [[nodiscard]] unsigned standingBy() const;
    };
    void lookAt(const Placed& array, const DiskSteward& disks, Look& look);
    void follow(const Placed& array, const DiskSteward& disks, SystemTime now);
    void care(const Placed& array, const DiskSteward& disks, bool mayCheck, Look& look);
    void lookAtFree(const DiskPlace& disk, const Sights& sights, Look& look);
    [[nodiscard]] const Placed* wants(const DiskPlace& disk, bool adopted) const;
    // Whether it is time to try: what is tried is not tried again at once.
    bool isDue(const std::string& attempt, std::chrono::nanoseconds pause, SteadyTime now);

    const Board& board_;
    ArrayMemory memory_;
    std::vector<Placed> arrays_;
    std::set<std::string> taken_;    // devices that are members
    std::set<std::string> adopted_;  // serial numbers
    std::map<std::string, SteadyTime> attempts_;
    std::map<std::string, SyncAction> before_;  // by id
    std::map<std::string, bool> wanted_;        // checks, by id, that an operator asked to start or to stop
    std::set<std::string> hurried_;             // ids
};

}  // namespace tram::hal
