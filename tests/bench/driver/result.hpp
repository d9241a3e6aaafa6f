// Figures of a workload, written as one JSON object on one line of the standard output.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tram::bench {

using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double secondsSince(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
}

class Result {
public:
    Result& add(const std::string& name, double value);
    Result& add(const std::string& name, std::uint64_t value);
    // An object that was written already.
    Result& addObject(const std::string& name, const std::string& json);
    [[nodiscard]] std::string json() const { return "{" + fields_ + "}"; }
    void print() const;

private:
    void field(const std::string& name, const std::string& value);
    std::string fields_;
};

}  // namespace tram::bench
