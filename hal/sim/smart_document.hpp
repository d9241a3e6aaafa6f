// What `smartctl --json=c -x` of smartmontools 7.4 prints of a disk, with the keys in its order. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

// Bits of the exit status. [smartctl(8) "EXIT STATUS"]
namespace smart_bit {
constexpr int open = 2;
constexpr int command = 4;
constexpr int failing = 8;
constexpr int prefail = 16;
constexpr int errorLog = 64;
constexpr int selfTestLog = 128;
}  // namespace smart_bit

struct SmartAnswer {
    boost::json::object document;  // what follows "device"
    int status = 0;
};

[[nodiscard]] SmartAnswer ataDocument(const Disk& disk);
[[nodiscard]] SmartAnswer nvmeDocument(const Disk& disk);
[[nodiscard]] SmartAnswer scsiDocument(const Disk& disk);

// Of the disk's figures; 0 where it has none of this name.
[[nodiscard]] std::uint64_t figure(const Disk& disk, std::string_view name);
// The test under way; null where there is none.
[[nodiscard]] const SelfTest* runningTest(const Disk& disk);
// Of the test under way, by how long one of its kind takes.
[[nodiscard]] unsigned remainingPercent(const SelfTest& test);

}  // namespace tram::hal::sim
