#include <cmath>
#include <map>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/rows.hpp"
#include "hal/snmp/tables/standard_modules.hpp"

namespace tram::snmp {

namespace {

// IANAPhysicalClass
enum class Class : int {
    chassis = 3,
    powerSupply = 6,
    fan = 7,
    sensor = 8,
    module = 9,
    port = 10,
    energyObject = 13,
    storageDrive = 15
};

// Nothing of what cannot be touched.
std::optional<Class> classOf(hal::Kind kind) {
    switch (kind) {
        case hal::Kind::chassis:
            return Class::chassis;
        case hal::Kind::disk:
            return Class::storageDrive;
        case hal::Kind::powerSupply:
            return Class::powerSupply;
        case hal::Kind::fan:
            return Class::fan;
        case hal::Kind::temperature:
            return Class::sensor;
        case hal::Kind::memory:
        case hal::Kind::watchdog:
            return Class::module;
        case hal::Kind::link:
            return Class::port;
        case hal::Kind::ups:
            return Class::energyObject;
        case hal::Kind::array:
        case hal::Kind::volume:
        case hal::Kind::gateway:
        case hal::Kind::clock:
        case hal::Kind::process:
        case hal::Kind::store:
        case hal::Kind::queue:
        case hal::Kind::certificate:
        case hal::Kind::backup:
            break;
    }
    return std::nullopt;
}

// EntitySensorDataType
enum class Measure : int { celsius = 8, rpm = 10 };

struct Sensor {
    Measure measure{};
    std::optional<double> value;
};

struct Entity {
    std::string id;
    std::string parent;  // id; "" of the chassis
    Class kind{};
    std::string label;
    const hal::ComponentState* state = nullptr;  // its own, or that of the part which the sensor sits in
    std::optional<Sensor> sensor;
    bool isPart = true;  // it stands for the component, and is no sensor of it
};

void addSensor(std::vector<Entity>& entities, const hal::ComponentState& state, std::string_view figure,
               Measure measure, std::string_view what) {
    const auto value = figureOf(state, figure);
    if (!value) return;
    const auto& component = state.component;
    entities.push_back({component.id + "/" + std::string(what), component.id, Class::sensor,
                        component.label + " " + std::string(what), &state, Sensor{measure, value}, false});
}

std::vector<Entity> entitiesOf(const hal::Snapshot& snapshot) {
    std::vector<Entity> entities;
    std::string chassis;
    for (const auto& state : snapshot.components) {
        if (state.component.kind == hal::Kind::chassis && chassis.empty()) chassis = state.component.id;
    }
    if (chassis.empty()) {
        // There is always one for the whole.
        chassis = "chassis";
        entities.push_back({chassis, "", Class::chassis, "chassis", nullptr, std::nullopt, true});
    }
    for (const auto& state : snapshot.components) {
        const auto kind = classOf(state.component.kind);
        if (!kind || isZone(state.component)) continue;
        const auto& component = state.component;
        const auto* parent = snapshot.find(component.parent);
        const bool tangible = parent != nullptr && classOf(parent->component.kind) && !isZone(parent->component);
        Entity entity{component.id, tangible ? component.parent : chassis, *kind, component.label, &state, {}, true};
        if (component.id == chassis) entity.parent.clear();
        if (*kind == Class::sensor) entity.sensor = Sensor{Measure::celsius, figureOf(state, "temperature_celsius")};
        entities.push_back(std::move(entity));
        if (*kind == Class::fan) addSensor(entities, state, "speed_rpm", Measure::rpm, "speed");
        if (*kind == Class::storageDrive)
            addSensor(entities, state, "temperature_celsius", Measure::celsius, "temperature");
    }
    std::ranges::sort(entities, {}, &Entity::id);
    return entities;
}

using Numbers = std::map<std::string, std::uint32_t, std::less<>>;

// entPhysicalTable
void putPhysical(ObjectMap& map, const Entity& entity, const Numbers& numbers, int position) {
    const auto number = numbers.find(entity.id)->second;
    const auto put = [&](std::uint32_t column, Value value) {
        map.put(oidOf(mib2, {47, 1, 1, 1, 1, column, number}), std::move(value));
    };
    const auto text = [&](std::uint32_t column, std::string_view words) {
        put(column, textValue(words, adminStringOctets));
    };
    const hal::Component none;
    const auto& component = entity.state != nullptr && entity.isPart ? entity.state->component : none;
    const auto contained = numbers.find(entity.parent);
    text(2, component.model.empty() ? entity.label : component.vendor + " " + component.model);
    put(3, oidValue({0, 0}));
    put(4, integerValue(contained == numbers.end() ? 0 : contained->second));
    put(5, integerValue(static_cast<int>(entity.kind)));
    put(6, integerValue(contained == numbers.end() ? -1 : position));
    text(7, entity.label);
    text(8, "");
    text(9, entity.kind == Class::chassis ? "" : component.firmware);
    text(10, entity.kind == Class::chassis ? component.firmware : "");
    // SnmpAdminString (SIZE (0..32))
    put(11, textValue(component.serial, 32));
    text(12, component.vendor);
    text(13, component.model);
    text(14, entity.id);
    text(15, "");
    const bool replaceable = entity.kind == Class::storageDrive || entity.kind == Class::powerSupply ||
                             entity.kind == Class::fan || entity.kind == Class::module;
    put(16, truthValue(replaceable));
}

// entPhySensorTable
void putSensor(ObjectMap& map, const View& view, const Entity& entity, std::uint32_t number) {
    const auto put = [&](std::uint32_t column, Value value) {
        map.put(oidOf(mib2, {99, 1, 1, 1, column, number}), std::move(value));
    };
    constexpr int units = 9;  // EntitySensorDataScale
    enum Status : int { ok = 1, unavailable = 2 };
    const auto& sensor = *entity.sensor;
    const bool isCelsius = sensor.measure == Measure::celsius;
    const int precision = isCelsius ? 1 : 0;
    constexpr double most = 999'999'999;
    const double scaled = sensor.value.value_or(0) * (isCelsius ? 10 : 1);
    put(1, integerValue(static_cast<int>(sensor.measure)));
    put(2, integerValue(units));
    put(3, integerValue(precision));
    put(4, integerValue(std::clamp(std::isfinite(scaled) ? scaled : 0, -most, most)));
    put(5, integerValue(sensor.value && view.known ? ok : unavailable));
    put(6, textValue(isCelsius ? "\u00b0C" : "rpm", adminStringOctets));
    put(7, timeStamp(view, view.snapshot.time));
    put(8, gaugeValue(0));
}

std::string bits(unsigned octet) {
    return {static_cast<char>(octet)};
}

// EntityAlarmStatus, of its own alarms.
std::string alarmBits(const hal::Snapshot& snapshot, const hal::ComponentState& state) {
    constexpr unsigned unknown = 0x80, critical = 0x20, warning = 0x04;
    unsigned octet = state.health == hal::Health::unknown ? unknown : 0;
    for (const auto& alarm : snapshot.alarms) {
        if (alarm.component == state.component.id)
            octet |= alarm.severity == hal::Health::critical ? critical : warning;
    }
    return bits(octet);
}

// entStateTable
void putState(ObjectMap& map, const View& view, const Entity& entity, std::uint32_t number, bool holdsOthers) {
    const auto put = [&](std::uint32_t column, std::optional<Value> value) {
        map.put(oidOf(mib2, {131, 1, 1, 1, column, number}), std::move(value));
    };
    enum Oper : int { unknown = 1, disabled = 2, enabled = 3 };
    enum Usage : int { active = 3, busy = 4 };
    enum Standby : int { hotStandby = 2, providingService = 4 };
    constexpr int adminUnknown = 1;
    const auto& state = *entity.state;
    const bool gone = !state.component.present;
    const auto oper = gone                                                                     ? disabled
                      : state.health == hal::Health::unknown                                   ? unknown
                      : state.health == hal::Health::critical && entity.kind != Class::chassis ? disabled
                                                                                               : enabled;
    const auto role = state.words.find("role");
    const bool spare = entity.kind == Class::storageDrive && role != state.words.end() && role->second == "spare";
    put(1, timeValue(state.since.value_or(view.snapshot.started)));
    put(2, integerValue(adminUnknown));
    put(3, integerValue(oper));
    put(4, integerValue(holdsOthers ? active : busy));
    put(5, octetsValue(alarmBits(view.snapshot, state)));
    put(6, integerValue(spare ? hotStandby : providingService));
}

}  // namespace

void putEntities(ObjectMap& map, const View& view) {
    const auto entities = entitiesOf(view.snapshot);
    std::vector<std::string> names;
    for (const auto& entity : entities) names.push_back(entity.id);
    const auto given = stableNumbers(names);
    Numbers numbers;
    for (std::size_t i = 0; i < names.size(); ++i) numbers.emplace(names[i], given[i]);
    std::map<std::pair<std::string, Class>, int> siblings;
    std::set<std::string, std::less<>> parents;
    for (const auto& entity : entities) parents.insert(entity.parent);
    for (const auto& entity : entities) {
        const auto number = numbers.find(entity.id)->second;
        putPhysical(map, entity, numbers, ++siblings[{entity.parent, entity.kind}]);
        if (entity.sensor) putSensor(map, view, entity, number);
        if (entity.state != nullptr && entity.isPart) putState(map, view, entity, number, parents.contains(entity.id));
    }
    // entLastChangeTime: the tables are made anew with each look.
    map.put(oidOf(mib2, {47, 1, 4, 1, 0}), timeStamp(view, view.snapshot.time));
}

}  // namespace tram::snmp
