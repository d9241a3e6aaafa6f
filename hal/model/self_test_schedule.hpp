// When each disk tests itself: the short test once a week, the long one once a month, both in the quiet hours.
//
// One disk at a time, since a test takes from the disk's speed, and a second one would break off the first. A long test
// counts as a short one. Pure; not for several threads at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "hal/model/look.hpp"

namespace tram::hal {

// What is kept of a disk's tests while tram-hal does not run.
struct SelfTests {
    SystemTime lastShort{};  // when it was started
    SystemTime lastLong{};

    friend bool operator==(const SelfTests&, const SelfTests&) = default;
};

class SelfTestSchedule {
public:
    static constexpr auto shortEvery = std::chrono::days(7);
    static constexpr auto longEvery = std::chrono::days(30);
    // After a start, until the disk is known to say that it is at it.
    static constexpr auto pause = std::chrono::minutes(30);

    struct Disk {
        std::string id;  // "disk:3"
        std::string device;
        std::string serial;
        bool isRunning = false;
        bool isFailing = false;  // what is known of it is enough
    };

    explicit SelfTestSchedule(std::map<std::string, SelfTests> memory) : memory_(std::move(memory)) {}

    // The disks that can test themselves. A disk that is seen for the first time has its short test in the next quiet
    // hours, its long one in a month. `mayStart`: the hours are quiet, and nothing else reads the disks whole.
    void look(std::span<const Disk> disks, bool mayStart, Look& look);

    // By serial number.
    [[nodiscard]] const std::map<std::string, SelfTests>& memory() const { return memory_; }

private:
    std::map<std::string, SelfTests> memory_;
    std::optional<SteadyTime> started_;
};

}  // namespace tram::hal
