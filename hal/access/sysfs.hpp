// The kernel's small files below a root: "/" of the machine, or a tree that a test or the simulator made up.
//
// Files may vanish between two reads, and a read may fail for a moment: both are errors of their own, never an empty
// value. Threads: any. A read can block in the kernel where a device hangs, so each driver reads on its own thread.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tram::hal {

enum class SysfsError {
    absent,      // no such file: the device is not there, or does not have it
    unreadable,  // it is there and gives nothing now
    malformed,   // it gives what no such file gives
};
[[nodiscard]] std::string_view name(SysfsError error) noexcept;

class Sysfs {
public:
    // Of one file: sysfs gives a page at most.
    static constexpr std::size_t fileOctets = 64 * 1024;

    explicit Sysfs(std::filesystem::path root = "/") : root_(std::move(root)) {}

    // The content without the white space at its end. Paths are relative to the root: "sys/block/md0/md/level".
    [[nodiscard]] std::expected<std::string, SysfsError> read(const std::filesystem::path& path) const;
    // A decimal number, which may stand alone only.
    [[nodiscard]] std::expected<std::int64_t, SysfsError> number(const std::filesystem::path& path) const;
    // Names in a folder, in order; none where it is not there.
    [[nodiscard]] std::vector<std::string> names(const std::filesystem::path& path) const;
    // Where a link leads, below the root, with all links on the way followed; nothing where it leads nowhere.
    [[nodiscard]] std::optional<std::string> resolved(const std::filesystem::path& path) const;
    // Writes into a file that is there.
    [[nodiscard]] std::expected<void, SysfsError> write(const std::filesystem::path& path, std::string_view text) const;

private:
    std::filesystem::path root_;
};

}  // namespace tram::hal
