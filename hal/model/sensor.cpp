#include "hal/model/sensor.hpp"

#include <cmath>
#include <format>

namespace tram::hal {

namespace {

using std::chrono::seconds;

// A fan stands still for one poll, a bus gives nonsense for one: three in a row are believed.
constexpr Patience limitPatience{{}, {}, 3};
constexpr Patience silencePatience{seconds(60), {}, 3};
constexpr Patience emergencyPatience{seconds(30), seconds(30), 3};

struct Range {
    double least, most;
};

Range rangeOf(Kind kind) {
    return kind == Kind::fan ? Range{0, 100'000} : Range{-60, 200};
}

}  // namespace

std::optional<double> plausible(Kind kind, std::optional<double> value) {
    const auto range = rangeOf(kind);
    if (!value || !std::isfinite(*value) || *value < range.least || *value > range.most) return std::nullopt;
    return value;
}

SensorWatch::SensorWatch(std::string component, Kind kind, Limits limits)
    : component_(std::move(component)),
      kind_(kind),
      limits_(limits),
      warning_(limitPatience),
      critical_(limitPatience),
      unreadable_(silencePatience),
      emergency_(emergencyPatience) {}

std::vector<Finding> SensorWatch::update(std::optional<double> value, SteadyTime now) {
    const auto read = plausible(kind_, value);
    const bool isSilent = unreadable_.update(!read, now);
    if (read) {
        value_ = *read;
        judged_ = judge(limits_, *read, judged_);
        critical_.update(judged_ == Health::critical, now);
        warning_.update(judged_ == Health::critical || judged_ == Health::warning, now);
        emergency_.update(kind_ == Kind::temperature && judged_ == Health::critical, now);
    }
    std::vector<Finding> findings;
    if (isSilent) findings.push_back({Condition::unreadable, component_, {{"reason", "no reading"}}, {}});
    if (!critical_.holds() && !warning_.holds()) return findings;
    const auto severity = critical_.holds() ? Health::critical : Health::warning;
    const bool isHigh = kind_ == Kind::temperature;
    const auto& critical = isHigh ? limits_.criticalAbove : limits_.criticalBelow;
    const auto& warning = isHigh ? limits_.warningAbove : limits_.warningBelow;
    const auto limit = severity == Health::critical && critical ? critical : warning;
    findings.push_back({isHigh ? Condition::tooHot : Condition::fanFailed,
                        component_,
                        {{"value", std::format("{:.0f}", value_)}, {"limit", std::format("{:.0f}", limit.value_or(0))}},
                        severity});
    return findings;
}

}  // namespace tram::hal
