// Tools of the system as the hardware layer runs them: smartctl, mdadm, ledctl, ipmitool, systemctl and others.
//
// A tool may hang, even where it cannot be killed (a process in uninterruptible sleep in the kernel): then it is left
// behind and told as such, and the caller goes on. What it prints is bounded, its input empty, its environment fixed.
// Threads: any; run() blocks up to the patience and a little.
#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"

namespace tram::hal {

struct ToolOutput {
    int status = 0;  // of its exit
    std::string output;
};

enum class ToolError {
    absent,      // no such tool in the folders
    notStarted,  // the system could not make a process of it
    killed,      // it ended by a signal of its own
    tooLong,     // it did not end in time, and was ended
    stuck,       // it did not end in time, and cannot be ended: its device hangs in the kernel
    tooMuch,     // it printed more than limits::hal::toolOctets, and was ended
};
[[nodiscard]] std::string_view name(ToolError error) noexcept;

class Tools {
public:
    virtual ~Tools() = default;
    // The first word is the tool's name, without a path.
    [[nodiscard]] virtual std::expected<ToolOutput, ToolError> run(const std::vector<std::string>& words,
                                                                   std::chrono::milliseconds patience) const = 0;
};

// As processes of their own, from the first of the folders that has the tool.
class ChildTools final : public Tools {
public:
    explicit ChildTools(std::vector<std::filesystem::path> folders = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"})
        : folders_(std::move(folders)) {}

    [[nodiscard]] std::expected<ToolOutput, ToolError> run(const std::vector<std::string>& words,
                                                           std::chrono::milliseconds patience) const override;

private:
    std::vector<std::filesystem::path> folders_;
};

}  // namespace tram::hal
