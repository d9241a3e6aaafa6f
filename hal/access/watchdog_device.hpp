// The hardware watchdog: once opened it resets the box where it is not fed in time. [Linux watchdog-api]
//
// One thread.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>

#include "net/unique_fd.hpp"

namespace tram::hal {

class WatchdogDevice {
public:
    // Opens and so starts it. It is asked for that time; which it takes is timeout(). The error is the kernel's word:
    // somebody else has it, there is none, it is none.
    [[nodiscard]] static std::expected<WatchdogDevice, std::string> open(const std::filesystem::path& path,
                                                                         std::chrono::seconds timeout);

    // False where the device refused.
    [[nodiscard]] bool feed();
    [[nodiscard]] std::chrono::seconds timeout() const { return timeout_; }
    // Before an orderly end: it stops, where its driver lets it. Without this it goes on when the process is gone.
    void disarm();

private:
    WatchdogDevice(net::UniqueFd fd, std::chrono::seconds timeout) : fd_(std::move(fd)), timeout_(timeout) {}

    net::UniqueFd fd_;
    std::chrono::seconds timeout_;
};

}  // namespace tram::hal
