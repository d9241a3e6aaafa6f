#include "hal/drivers/md_arrays.hpp"

#include <algorithm>
#include <tuple>

namespace tram::hal {

namespace {

namespace fs = std::filesystem;

// Looks at an array that is changing.
constexpr int attempts = 3;

template <class T>
using Result = std::expected<T, SysfsError>;

// A file that only some arrays have.
template <class T>
Result<std::optional<T>> orNone(Result<T> result) {
    if (result) return std::optional(std::move(*result));
    if (result.error() == SysfsError::absent) return std::optional<T>();
    return std::unexpected(result.error());
}

// What tells whether the array stood still while it was read.
struct Mark {
    std::string state;
    std::optional<std::int64_t> degraded;
    std::string action;
    friend bool operator==(const Mark&, const Mark&) = default;
};

Result<Mark> readMark(const Sysfs& sysfs, const fs::path& md) {
    auto state = sysfs.read(md / "array_state");
    if (!state) return std::unexpected(state.error());
    auto degraded = orNone(sysfs.number(md / "degraded"));
    if (!degraded) return std::unexpected(degraded.error());
    auto action = orNone(sysfs.read(md / "sync_action"));
    if (!action) return std::unexpected(action.error());
    return Mark{std::move(*state), *degraded, action->value_or("idle")};
}

Result<ArrayMember> readMember(const Sysfs& sysfs, const fs::path& folder) {
    ArrayMember member;
    member.device = folder.filename().string().substr(4);
    auto states = sysfs.read(folder / "state");
    if (!states) return std::unexpected(states.error());
    member.states = parseMemberStates(*states);
    // "none", and of a reshape more than a number.
    if (const auto slot = sysfs.number(folder / "slot"); slot && *slot >= 0) member.slot = static_cast<unsigned>(*slot);
    if (const auto errors = sysfs.number(folder / "errors")) member.correctedReads = *errors;
    if (const auto blocks = sysfs.read(folder / "bad_blocks")) member.hasBadBlocks = !blocks->empty();
    member.path = sysfs.resolved(folder / "block").value_or("");
    return member;
}

// Members come and go, which is no error of the array.
Result<std::vector<ArrayMember>> readMembers(const Sysfs& sysfs, const fs::path& md) {
    std::vector<ArrayMember> members;
    for (const auto& name : sysfs.names(md)) {
        if (!name.starts_with("dev-")) continue;
        auto member = readMember(sysfs, md / name);
        if (!member && member.error() == SysfsError::absent) continue;
        if (!member) return std::unexpected(member.error());
        members.push_back(std::move(*member));
    }
    return members;
}

}  // namespace

std::vector<std::string> arrayNames(const Sysfs& sysfs) {
    std::vector<std::string> result;
    for (auto& name : sysfs.names("sys/block")) {
        if (name.starts_with("md") && !sysfs.names(fs::path("sys/block") / name / "md").empty())
            result.push_back(std::move(name));
    }
    return result;
}

std::expected<ArrayReading, SysfsError> readArray(const Sysfs& sysfs, const std::string& name) {
    const auto md = fs::path("sys/block") / name / "md";
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto before = readMark(sysfs, md);
        if (!before) return std::unexpected(before.error());
        ArrayReading reading;
        reading.name = name;
        reading.state = before->state;
        reading.action = parseSyncAction(before->action);
        if (before->degraded) reading.degraded = static_cast<unsigned>(std::max<std::int64_t>(*before->degraded, 0));
        const auto level = sysfs.read(md / "level");
        if (!level) return std::unexpected(level.error());
        reading.level = parseLevel(*level);
        const auto disks = sysfs.read(md / "raid_disks");
        if (!disks) return std::unexpected(disks.error());
        const auto count = parseRaidDisks(*disks);
        if (!count) return std::unexpected(SysfsError::malformed);
        reading.disks = *count;
        if (const auto completed = sysfs.read(md / "sync_completed")) reading.progress = parseSyncCompleted(*completed);
        reading.kilobytesPerSecond = sysfs.number(md / "sync_speed").value_or(0);
        reading.mismatches = sysfs.number(md / "mismatch_cnt").value_or(0);
        auto members = readMembers(sysfs, md);
        if (!members) return std::unexpected(members.error());
        reading.members = std::move(*members);
        const auto after = readMark(sysfs, md);
        if (!after) return std::unexpected(after.error());
        if (*after == *before) return reading;
    }
    return std::unexpected(SysfsError::unreadable);
}

}  // namespace tram::hal
