// How long the box takes to stop in order, as it was last measured: from the moment when tram-hal is asked to end until
// tram-stopped.service, which ends after all of ours, says so by a file's time.
//
// A tram-hal that is started anew alone leaves no such pair of times. Threads: one.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

namespace tram::hal {

class StopClock {
public:
    // What lies further apart is no stop.
    static constexpr std::chrono::seconds longest{1800};

    // `folder` is tram-hal's own; it exists.
    explicit StopClock(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // At the start: what the last orderly stop took, rounded up. Nothing where none was ever measured.
    [[nodiscard]] std::optional<std::chrono::seconds> last() const;
    // At the end.
    void begin() const;

private:
    std::filesystem::path folder_;
};

}  // namespace tram::hal
