#include <array>
#include <cmath>

#include "hal/model/ups.hpp"
#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/rows.hpp"
#include "hal/snmp/tables/standard_modules.hpp"

namespace tram::snmp {

namespace {

using Words = std::set<std::string, std::less<>>;

// DisplayString (SIZE (0..31)) and (0..63): ASCII.
Value displayString(std::string_view text, std::size_t most) {
    auto value = textValue(text, most);
    std::ranges::replace_if(value.octets, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    return value;
}

enum class BatteryStatus : int { unknown = 1, normal = 2, low = 3, depleted = 4 };
enum class OutputSource : int { other = 1, none = 2, normal = 3, bypass = 4, battery = 5, booster = 6, reducer = 7 };

BatteryStatus batteryStatus(const Words& status, std::string_view supply) {
    if (supply == "exhausted" || supply == "forced") return BatteryStatus::depleted;
    if (status.contains("LB")) return BatteryStatus::low;
    return status.contains("OL") || status.contains("OB") ? BatteryStatus::normal : BatteryStatus::unknown;
}

OutputSource outputSource(const Words& status) {
    if (status.contains("OFF")) return OutputSource::none;
    if (status.contains("BYPASS")) return OutputSource::bypass;
    if (status.contains("OB")) return OutputSource::battery;
    if (status.contains("BOOST")) return OutputSource::booster;
    if (status.contains("TRIM")) return OutputSource::reducer;
    return status.contains("OL") ? OutputSource::normal : OutputSource::other;
}

// A condition of ours, and the number that the standard gives it below upsWellKnownAlarms.
struct WellKnown {
    hal::Condition condition;
    std::uint32_t number;
};
constexpr std::array wellKnown{
    WellKnown{hal::Condition::upsReplaceBattery, 1},  // upsAlarmBatteryBad
    WellKnown{hal::Condition::upsOnBattery, 2},       // upsAlarmOnBattery
    WellKnown{hal::Condition::upsLowBattery, 3},      // upsAlarmLowBattery
    WellKnown{hal::Condition::upsOverload, 8},        // upsAlarmOutputOverload
    WellKnown{hal::Condition::upsBypass, 9},          // upsAlarmOnBypass
    WellKnown{hal::Condition::upsAlarm, 18},          // upsAlarmGeneralFault
    WellKnown{hal::Condition::upsLost, 20},           // upsAlarmCommunicationsLost
};

class Objects {
public:
    explicit Objects(ObjectMap& map) : map_(map) {}
    void put(std::initializer_list<std::uint32_t> below, std::optional<Value> value) {
        // upsObjects
        map_.put(oidOf(oidOf(mib2, {33, 1}), below), std::move(value));
    }

private:
    ObjectMap& map_;
};

void putAlarms(Objects& objects, const View& view, const hal::ComponentState& unit) {
    std::uint32_t present = 0;
    for (const auto& alarm : view.snapshot.alarms) {
        if (alarm.component != unit.component.id) continue;
        const auto known = std::ranges::find(wellKnown, alarm.condition, &WellKnown::condition);
        // One that the standard does not know is named by our own notification.
        auto name = known != wellKnown.end()
                        ? oidOf(mib2, {33, 1, 6, 3, known->number})
                        : oidOf(tramRoot, {raisedBranch, 0, static_cast<std::uint32_t>(alarm.condition)});
        const auto id = static_cast<std::uint32_t>(alarm.id) & 0x7fff'ffffU;
        objects.put({6, 2, 1, 2, id}, oidValue(std::move(name)));
        objects.put({6, 2, 1, 3, id}, timeStamp(view, alarm.raised));
        ++present;
    }
    objects.put({6, 1, 0}, gaugeValue(present));
}

double secondsOnBattery(const View& view, const hal::ComponentState& unit) {
    for (const auto& alarm : view.snapshot.alarms) {
        if (alarm.component == unit.component.id && alarm.condition == hal::Condition::upsOnBattery)
            return std::chrono::duration<double>(view.snapshot.time - std::max(alarm.raised, view.uptimeStart)).count();
    }
    return 0;
}

std::string_view wordAt(const hal::ComponentState& state, std::string_view word) {
    const auto found = state.words.find(word);
    return found == state.words.end() ? std::string_view() : std::string_view(found->second);
}

void putBattery(Objects& objects, const View& view, const hal::ComponentState& unit, const Words& status) {
    const auto supply = wordAt(unit, "supply");
    objects.put({2, 1, 0}, integerValue(static_cast<int>(batteryStatus(status, supply))));
    objects.put({2, 2, 0}, integerValue(std::max(0.0, secondsOnBattery(view, unit))));
    // PositiveInteger: less than a minute is still one.
    objects.put({2, 3, 0}, made(figureOf(unit, "runtime_seconds"),
                                [](double seconds) { return integerValue(std::max(1.0, std::floor(seconds / 60))); }));
    objects.put({2, 4, 0}, made(figureOf(unit, "charge_percent"),
                                [](double percent) { return integerValue(std::clamp(percent, 0.0, 100.0)); }));
    objects.put({2, 5, 0},
                made(figureOf(unit, "battery_volts"), [](double volts) { return integerValue(volts * 10); }));
}

void putLines(Objects& objects, const hal::ComponentState& unit, const Words& status) {
    const auto inputVolts = figureOf(unit, "input_volts");
    objects.put({3, 2, 0}, integerValue(inputVolts ? 1 : 0));
    objects.put({3, 3, 1, 3, 1}, made(inputVolts, integerValue));
    objects.put({4, 1, 0}, integerValue(static_cast<int>(outputSource(status))));
    const auto load = figureOf(unit, "load_percent");
    const auto outputVolts = figureOf(unit, "output_volts");
    objects.put({4, 3, 0}, integerValue(load || outputVolts ? 1 : 0));
    objects.put({4, 4, 1, 2, 1}, made(outputVolts, integerValue));
    objects.put({4, 4, 1, 5, 1},
                made(load, [](double percent) { return integerValue(std::clamp(percent, 0.0, 200.0)); }));
}

}  // namespace

void putUps(ObjectMap& map, const View& view) {
    const hal::ComponentState* unit = nullptr;
    for (const auto& state : view.snapshot.components) {
        if (state.component.kind == hal::Kind::ups && (unit == nullptr || state.component.id < unit->component.id))
            unit = &state;
    }
    if (unit == nullptr) return;
    const auto status = hal::parseUpsStatus(wordAt(*unit, "status"));
    Objects objects(map);
    objects.put({1, 1, 0}, displayString(unit->component.vendor, 31));
    objects.put({1, 2, 0}, displayString(unit->component.model, 63));
    objects.put({1, 3, 0}, displayString(unit->component.firmware, 63));
    objects.put({1, 4, 0}, displayString("NUT", 63));
    objects.put({1, 5, 0}, displayString(unit->component.label, 63));
    objects.put({1, 6, 0}, displayString(view.snapshot.hostname, 63));
    putBattery(objects, view, *unit, status);
    putLines(objects, *unit, status);
    putAlarms(objects, view, *unit);
}

}  // namespace tram::snmp
