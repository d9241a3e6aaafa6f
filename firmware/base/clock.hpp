// Time is handed in, never taken: pure rooms are told what time it is, tests set it.
#pragma once

#include <chrono>

namespace tram {

using SystemTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual SystemTime now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

class RealClock final : public Clock {
public:
    [[nodiscard]] SystemTime now() const override {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

// A clock that stands until it is told to move. Not for use from several threads.
class ManualClock final : public Clock {
public:
    explicit ManualClock(SystemTime start = SystemTime{std::chrono::seconds{1'700'000'000}}) : now_(start) {}
    [[nodiscard]] SystemTime now() const override { return now_; }
    [[nodiscard]] SteadyTime steady() const override { return steady_; }
    void advance(std::chrono::microseconds by) {
        now_ += by;
        steady_ += by;
    }

private:
    SystemTime now_;
    SteadyTime steady_{};
};

}  // namespace tram
