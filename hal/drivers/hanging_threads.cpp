#include "hal/drivers/hanging_threads.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>

namespace tram::hal {

namespace {

namespace fs = std::filesystem;

// What ends a process: the service manager sends them to one that hangs, the second where the first does not help.
constexpr std::uint64_t endingSignals = (std::uint64_t{1} << (SIGABRT - 1)) | (std::uint64_t{1} << (SIGKILL - 1));

bool isNumber(std::string_view name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

// "D (disk sleep)" of "State:\tD (disk sleep)".
std::string_view fieldOf(std::string_view status, std::string_view field) {
    while (!status.empty()) {
        const auto end = std::min(status.find('\n'), status.size());
        auto line = status.substr(0, end);
        status.remove_prefix(std::min(end + 1, status.size()));
        if (!line.starts_with(field) || line.substr(field.size(), 2) != ":\t") continue;
        return line.substr(field.size() + 2);
    }
    return {};
}

std::uint64_t signalsOf(std::string_view status, std::string_view field) {
    const auto text = fieldOf(status, field);
    std::uint64_t signals = 0;
    std::from_chars(text.data(), text.data() + text.size(), signals, 16);
    return signals;
}

bool hangs(std::string_view status) {
    const auto pending = signalsOf(status, "SigPnd") | signalsOf(status, "ShdPnd");
    return fieldOf(status, "State").starts_with('D') && (pending & endingSignals) != 0;
}

}  // namespace

std::set<HangingThread> readHangingThreads(const Sysfs& sysfs, std::span<const std::string> processes) {
    std::set<HangingThread> hanging;
    for (const auto& process : sysfs.names("proc")) {
        if (!isNumber(process)) continue;
        const auto folder = fs::path("proc") / process;
        const auto name = sysfs.read(folder / "comm");
        if (!name || !std::ranges::contains(processes, *name)) continue;
        for (const auto& thread : sysfs.names(folder / "task")) {
            const auto status = sysfs.read(folder / "task" / thread / "status");
            if (!status || !hangs(*status)) continue;
            HangingThread found{*name, 0};
            std::from_chars(thread.data(), thread.data() + thread.size(), found.thread);
            hanging.insert(found);
        }
    }
    return hanging;
}

}  // namespace tram::hal
