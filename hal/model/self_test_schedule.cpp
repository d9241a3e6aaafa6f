#include "hal/model/self_test_schedule.hpp"

#include <algorithm>

namespace tram::hal {

void SelfTestSchedule::look(std::span<const Disk> disks, bool mayStart, Look& look) {
    const auto now = look.now.system;
    for (const auto& disk : disks) memory_.try_emplace(disk.serial, SelfTests{now - shortEvery, now});
    if (!mayStart || std::ranges::any_of(disks, &Disk::isRunning)) return;
    if (started_ && look.now.steady - *started_ < pause) return;

    const auto start = [&](SystemTime SelfTests::* last, std::chrono::days every, Action::What what) {
        const Disk* longestAgo = nullptr;
        for (const auto& disk : disks) {
            const auto begun = memory_.at(disk.serial).*last;
            if (disk.isFailing || now - begun < every) continue;
            if (longestAgo == nullptr || begun < memory_.at(longestAgo->serial).*last) longestAgo = &disk;
        }
        if (longestAgo == nullptr) return false;
        // A disk that refuses is not asked every half-hour.
        auto& tests = memory_.at(longestAgo->serial);
        tests.lastShort = now;
        tests.*last = now;
        started_ = look.now.steady;
        look.actions.push_back({what, longestAgo->device, "", longestAgo->id});
        return true;
    };
    if (!start(&SelfTests::lastLong, longEvery, Action::What::startLongSelfTest))
        start(&SelfTests::lastShort, shortEvery, Action::What::startSelfTest);
}

}  // namespace tram::hal
