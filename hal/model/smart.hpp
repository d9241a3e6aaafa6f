// What a disk says of itself, as `smartctl --json` prints it (ATA, NVMe and SCSI), in the figures that tell a failure
// before it comes.
//
// A figure that a disk does not have is absent, which is ordinary: of a hundred ATA disks a third do not count
// "reported uncorrectable errors". Pure. The text comes from a tool that asked a device: hostile.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace tram::hal {

enum class DiskProtocol : std::uint8_t { unknown, ata, nvme, scsi };

struct SmartReading {
    DiskProtocol protocol = DiskProtocol::unknown;
    std::string vendor;
    std::string model;
    std::string serial;  // "" where the disk gives none
    std::string firmware;
    std::optional<std::uint64_t> octets;
    std::optional<bool> passed;  // the disk's own verdict
    std::optional<double> celsius;
    std::optional<double> celsiusWarning;  // the disk's own limits
    std::optional<double> celsiusCritical;
    std::optional<std::uint64_t> powerOnHours;
    // ATA attributes, by their numbers; of packed ones the low count.
    std::optional<std::uint64_t> reallocatedSectors;     // 5
    std::optional<std::uint64_t> reportedUncorrectable;  // 187
    std::optional<std::uint64_t> commandTimeouts;        // 188
    std::optional<std::uint64_t> pendingSectors;         // 197
    std::optional<std::uint64_t> offlineUncorrectable;   // 198
    std::optional<std::uint64_t> interfaceErrors;        // 199
    // NVMe
    std::optional<std::uint64_t> criticalWarning;  // bits of the health log
    std::optional<std::uint64_t> spare;            // per cent
    std::optional<std::uint64_t> spareThreshold;
    std::optional<std::uint64_t> used;  // per cent of its life
    std::optional<std::uint64_t> mediaErrors;
    // SCSI
    std::optional<std::uint64_t> grownDefects;
    std::optional<std::uint64_t> uncorrected;  // of reading, writing and verifying
    // Of the newest self-test that came to an end; nothing where none did.
    std::optional<bool> selfTestPassed;
    bool selfTestRuns = false;
    bool hasSelfTests = false;  // it says that it can
};

enum class SmartError : std::uint8_t {
    notJson,     // empty, cut off, or no object
    tooLarge,    // more than smartOctets
    newer,       // a format that is not known
    noDevice,    // smartctl could not open the disk
    asleep,      // the disk sleeps and was not woken
    toolFailed,  // smartctl was called wrongly, or a command to the disk failed and nothing is known
};
[[nodiscard]] std::string_view name(SmartError error) noexcept;

// What one disk can have to say.
constexpr std::size_t smartOctets = 1024 * 1024;

[[nodiscard]] std::expected<SmartReading, SmartError> parseSmart(std::string_view json);

}  // namespace tram::hal
