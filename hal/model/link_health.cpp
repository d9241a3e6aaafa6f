#include "hal/model/link_health.hpp"

#include <algorithm>

namespace tram::hal {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto window = minutes(10);
// More carrier changes than these within the window: a loose plug, or two ports that do not agree.
constexpr std::uint64_t calmChanges = 5;
// Some errors are ordinary, as when a cable is plugged in.
constexpr std::uint64_t calmErrors = 10;

constexpr Patience carrierPatience{seconds(3), seconds(3), 2};
constexpr Patience speedPatience{seconds(30), seconds(10), 2};

}  // namespace

void Growth::update(std::uint64_t value, SteadyTime now) {
    if (last_ && value > *last_) {
        grown_.emplace_back(now, value - *last_);
        sum_ += value - *last_;
    }
    last_ = value;
    while (!grown_.empty() && now - grown_.front().first >= window_) {
        sum_ -= grown_.front().second;
        grown_.pop_front();
    }
}

LinkWatch::LinkWatch(std::string component, std::optional<std::int64_t> expected)
    : component_(std::move(component)),
      expected_(expected),
      down_(carrierPatience),
      slow_(speedPatience),
      changes_(window),
      errors_(window) {}

std::vector<Finding> LinkWatch::update(const LinkReading& reading, SteadyTime now) {
    std::vector<Finding> findings;
    const auto find = [&](Condition condition, Arguments arguments = {}) {
        findings.push_back({condition, component_, std::move(arguments), {}});
    };
    changes_.update(reading.carrierChanges, now);
    errors_.update(reading.errors, now);
    if (down_.update(!reading.carrier, now)) find(Condition::linkDown);
    if (changes_.within() > calmChanges) find(Condition::linkFlapping, {{"value", std::to_string(changes_.within())}});
    // Without a carrier there is no speed to judge.
    if (reading.carrier && reading.megabits) {
        const bool isSlow = slow_.update(expected_ && *reading.megabits < *expected_, now);
        const auto text = [](std::int64_t megabits) { return std::to_string(megabits) + " Mbit/s"; };
        if (isSlow) find(Condition::linkSlow, {{"value", text(*reading.megabits)}, {"limit", text(*expected_)}});
    }
    if (errors_.within() > calmErrors) find(Condition::linkErrors, {{"value", std::to_string(errors_.within())}});
    return findings;
}

}  // namespace tram::hal
