#include "hal/model/power_steward.hpp"

#include <format>
#include <utility>

namespace tram::hal {

namespace {

// For NUT to start.
constexpr auto grace = std::chrono::seconds(60);

std::string_view name(UpsState::Supply supply) {
    switch (supply) {
        case UpsState::Supply::unknown:
            return "unknown";
        case UpsState::Supply::mains:
            return "mains";
        case UpsState::Supply::battery:
            return "battery";
        case UpsState::Supply::exhausted:
            return "exhausted";
        case UpsState::Supply::forced:
            return "forced";
    }
    return "?";
}

std::string joined(const std::set<std::string, std::less<>>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

// What each stage asks for; what a better one takes back.
void PowerSteward::follow(PowerPlan::Stage stage, Look& look) {
    using enum PowerPlan::Stage;
    using What = Action::What;
    const auto act = [&](What what) { look.actions.push_back({what, "", "", "chassis"}); };
    const auto before = std::exchange(stage_, stage);
    if (stage == before || before == stopping) return;
    if (before == normal && stage >= shedding) act(What::shed);
    if (before < draining && stage >= draining) act(What::drain);
    if (stage == stopping) act(What::stop);
    if (before == draining && stage < draining) act(What::undrain);
    if (stage == normal) act(What::unshed);
}

void PowerSteward::look(const Sights& sights, bool isTooHot, Look& look) {
    if (sights.ups.value && sights.ups.read != read_) {
        read_ = sights.ups.read;
        for (const auto& sight : *sights.ups.value) units_[sight.reading.id].update(sight.reading);
    }
    std::vector<UpsState> states;
    for (const auto& [id, state] : units_) states.push_back(state);
    Redundancy units{"chassis", {}, 1};
    if (sights.ups.value) {
        for (const auto& sight : *sights.ups.value) {
            units.members.push_back("ups:" + sight.reading.id);
            Component component;
            component.id = "ups:" + sight.reading.id;
            component.kind = Kind::ups;
            component.parent = "chassis";
            component.label = "UPS " + sight.reading.id;
            component.vendor = sight.vendor;
            component.model = sight.model;
            component.serial = sight.serial;
            component.firmware = sight.firmware;
            const auto& state = units_[sight.reading.id];
            const auto& reading = state.reading();
            auto& told = look.add(std::move(component));
            told.words["status"] = joined(reading.status);
            told.words["supply"] = name(state.supply());
            if (!reading.fault.empty()) told.words["fault"] = reading.fault;
            if (!reading.alarm.empty()) told.words["alarm"] = reading.alarm;
            if (reading.charge) told.figures["charge_percent"] = *reading.charge;
            if (reading.runtime) told.figures["runtime_seconds"] = *reading.runtime;
            if (reading.load) told.figures["load_percent"] = *reading.load;
            if (reading.fault.empty()) heard_.insert(reading.id);
            // NUT may start later than this.
            if (!heard_.contains(reading.id) && look.awake < grace) {
                look.unreadable.insert("ups:" + reading.id);
                continue;
            }
            for (auto& finding : upsFindings(state)) {
                finding.component = "ups:" + finding.component;
                look.findings.push_back(std::move(finding));
            }
        }
    }
    if (units.members.size() > 1) look.redundancies.push_back(std::move(units));
    auto stage = plan_.update(states, look.now.steady);
    reason_ = stage == PowerPlan::Stage::normal ? "" : std::string(hal::name(plan_.reason()));
    if (isTooHot || (stage_ == PowerPlan::Stage::stopping && stage != stage_)) {
        stage = PowerPlan::Stage::stopping;
        if (isTooHot) reason_ = "temperature";
    }
    follow(stage, look);
    for (auto& state : look.components) {
        if (state.component.id == "chassis")
            state.figures["stop_seconds"] = static_cast<double>(rules_.measuredStop.count());
    }
    if (stage_ == PowerPlan::Stage::draining) {
        const auto left = plan_.remaining();
        look.find(Condition::powerDraining, "chassis",
                  {{"value", left ? std::to_string(left->count()) : "?"},
                   {"limit", std::to_string(rules_.reserve().count())}});
    }
    if (stage_ == PowerPlan::Stage::stopping) look.find(Condition::powerStopping, "chassis", {{"reason", reason_}});
}

}  // namespace tram::hal
