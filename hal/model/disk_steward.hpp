// Disks: which stand in which bay, how they are by their own word and by how their figures grow, and which are gone.
//
// Pure; not for several threads at a time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hal/model/board.hpp"
#include "hal/model/disk_health.hpp"
#include "hal/model/look.hpp"
#include "hal/model/self_test_schedule.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

// A disk as others need to know it.
struct DiskPlace {
    std::string id;  // "disk:3"
    std::string label;
    std::string labelVietnamese;
    std::string device;  // "" of one that is gone
    std::string serial;
    std::uint64_t octets = 0;
    bool isInUse = false;
    bool isFailing = false;  // about to fail, by its own word or its figures
};

// What is kept of disks while tram-hal does not run.
struct DiskMemory {
    std::map<std::string, DiskTrends> trends;    // by serial number
    std::map<std::string, SelfTests> selfTests;  // likewise
};

class DiskSteward {
public:
    // `known` are the components of an earlier run.
    DiskSteward(const Board& board, std::vector<Component> known, DiskMemory memory);

    void look(const Sights& sights, Look& look);
    // After look(): the disks' own tests. `mayStart` as SelfTestSchedule has it.
    void testThemselves(bool mayStart, Look& look) { schedule_.look(testable_, mayStart, look); }

    // Of what stands there now. A partition is its disk's: "sda2".
    [[nodiscard]] const DiskPlace* ofDevice(std::string_view device) const;
    // Of one that was there, too: what md still calls by a name that has no device any more.
    [[nodiscard]] const DiskPlace* ofMember(std::string_view device) const;
    [[nodiscard]] const DiskPlace* find(std::string_view id) const;
    [[nodiscard]] const std::vector<DiskPlace>& present() const { return present_; }
    [[nodiscard]] DiskMemory memory() const { return {trends_, schedule_.memory()}; }
    // It will not come back.
    void forget(const std::string& id);

private:
    struct Asked {
        SteadyTime read{};
        std::vector<Finding> findings;  // of the last answer
        Health hot = Health::ok;
        bool isFailing = false;
    };
    void lookAt(const DiskSight& disk, const Sights& sights, Look& look);
    [[nodiscard]] DiskPlace placeOf(const DiskSight& disk) const;

    const Board& board_;
    std::map<std::string, DiskTrends> trends_;  // by serial number
    SelfTestSchedule schedule_;
    std::vector<SelfTestSchedule::Disk> testable_;
    std::map<std::string, Asked> asked_;  // by serial number, or id where there is none
    std::vector<DiskPlace> present_;
    std::map<std::string, DiskPlace> known_;      // by id: all that were ever there
    std::map<std::string, std::string> devices_;  // the last id behind each device's name
};

// "sda" of "sda2", "nvme0n1" of "nvme0n1p2".
[[nodiscard]] std::string_view diskOfPartition(std::string_view device);

}  // namespace tram::hal
