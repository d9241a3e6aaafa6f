#include <algorithm>
#include <format>

#include "hal/sim/md_engine.hpp"
#include "hal/sim/script.hpp"

namespace tram::hal::sim {

namespace {

std::expected<Array*, std::string> arrayOf(Machine& machine, Words words) {
    auto* array = words.empty() ? nullptr : findArray(machine, words[0]);
    if (array != nullptr) return array;
    std::vector<std::string_view> names;
    for (const auto& each : machine.arrays) {
        names.push_back(each.name);
        names.push_back(each.label);
    }
    return wrongWord("array", words.empty() ? "" : words[0], names);
}

Outcome mismatch(Machine& machine, Words words) {
    const auto array = arrayOf(machine, words);
    if (!array) return std::unexpected(array.error());
    const auto count = words.size() > 1 ? countOfWord(words[1]) : std::nullopt;
    if (!count) return std::unexpected("COUNT is a number");
    (*array)->hidden = *count;
    // What a check under way would have found is not yet counted.
    if ((*array)->action == "idle") (*array)->mismatches = *count;
    return "";
}

Outcome abort(Machine& machine, Words words) {
    const auto array = arrayOf(machine, words);
    if (!array) return std::unexpected(array.error());
    if ((*array)->action != "recover") return std::unexpected("no rebuild is under way");
    abortRebuild(machine, **array);
    return "";
}

Outcome halfAssembled(Machine& machine, Words words) {
    const auto array = arrayOf(machine, words);
    if (!array) return std::unexpected(array.error());
    auto& half = **array;
    half.condition = "inactive";
    half.action = "idle";
    half.done = 0;
    // Half of the members were found in time; none has a role before the array runs.
    half.members.resize((half.members.size() + 1) / 2);
    for (auto& member : half.members) {
        member.savedSlot = member.slot;
        member.slot.reset();
        member.inSync = false;
    }
    return "";
}

Outcome stop(Machine& machine, Words words) {
    const auto array = arrayOf(machine, words);
    if (!array) return std::unexpected(array.error());
    (*array)->condition = "stopped";
    return "";
}

Outcome renumberAll(Machine& machine, Words) {
    renumber(machine);
    std::string out;
    for (const auto& bay : machine.bays) {
        if (bay.disk) out += std::format("bay {}: {}\n", bay.number, bay.disk->name);
    }
    for (const auto& array : machine.arrays) out += std::format("{}: {}\n", array.label, array.name);
    return out;
}

}  // namespace

std::vector<ScriptCommand> arrayCommands() {
    return {
        {"mismatch", "ARRAY COUNT", "so many blocks differ between the copies; a check finds them, a repair mends them",
         mismatch},
        {"abort-rebuild", "ARRAY", "the rebuild ends without having rebuilt", abort},
        {"half-assembled", "ARRAY", "the array was put together of too few disks and does not run", halfAssembled},
        {"stop-array", "ARRAY", "the array is gone", stop},
        {"renumber", "", "new names sdX, mdN, hwmonN, as after another start", renumberAll},
    };
}

}  // namespace tram::hal::sim
