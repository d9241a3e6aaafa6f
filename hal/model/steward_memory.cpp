#include "hal/model/steward_memory.hpp"

#include <boost/json.hpp>

#include "hal/model/json_value.hpp"
#include "hal/model/snapshot.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;

std::int64_t microseconds(SystemTime time) {
    return time.time_since_epoch().count();
}

json::object toJson(const DiskTrends& trends) {
    json::object counts;
    for (const auto& [figure, trend] : trends.counts) {
        json::array growths;
        for (const auto time : trend.growths) growths.push_back(microseconds(time));
        counts.emplace(figure, json::object{{"value", trend.value}, {"growths", std::move(growths)}});
    }
    return counts;
}

const json::object& objectOf(const json::value* value) {
    static const json::object none;
    return value != nullptr && value->is_object() ? value->get_object() : none;
}

DiskTrends trendsOf(const json::value& value) {
    DiskTrends trends;
    for (const auto& [figure, told] : objectOf(&value)) {
        CountTrend trend;
        trend.value = countOf(at(told, "value")).value_or(0);
        for (const auto& time : elementsOf(at(told, "growths"))) {
            if (const auto known = timeOf(&time)) trend.growths.push_back(*known);
        }
        trends.counts.emplace(figure, std::move(trend));
    }
    return trends;
}

}  // namespace

std::string encodeMemory(const StewardMemory& memory) {
    Snapshot box;
    for (const auto& component : memory.components) box.components.push_back({component, {}, {}, {}, {}});
    box.alarms = memory.alarms;
    box.sequence = memory.sequence;
    box.replacements = memory.replacements;
    json::object disks;
    for (const auto& [serial, trends] : memory.disks.trends) disks.emplace(serial, toJson(trends));
    json::object arrays;
    for (const auto& [name, array] : memory.arrays.arrays) {
        json::object members;
        for (const auto& [id, serial] : array.members) members.emplace(id, serial);
        json::object told{{"members", std::move(members)}};
        if (array.lastCheck) told.emplace("last_check", microseconds(*array.lastCheck));
        arrays.emplace(name, std::move(told));
    }
    json::object selfTests;
    for (const auto& [serial, tests] : memory.disks.selfTests)
        selfTests.emplace(serial, json::object{{"last_short", microseconds(tests.lastShort)},
                                               {"last_long", microseconds(tests.lastLong)}});
    return json::serialize(json::object{{"box", encodeSnapshot(box)},
                                        {"disks", std::move(disks)},
                                        {"self_tests", std::move(selfTests)},
                                        {"arrays", std::move(arrays)},
                                        {"signalled", memory.signalled}});
}

std::optional<StewardMemory> parseMemory(std::string_view text) {
    const auto root = parseJson(text);
    if (!root) return std::nullopt;
    const auto box = parseSnapshot(viewOf(at(*root, "box")));
    if (!box) return std::nullopt;
    StewardMemory memory;
    for (const auto& state : box->components) memory.components.push_back(state.component);
    memory.alarms = box->alarms;
    memory.sequence = box->sequence;
    memory.replacements = box->replacements;
    for (const auto& [serial, trends] : objectOf(at(*root, "disks")))
        memory.disks.trends.emplace(serial, trendsOf(trends));
    for (const auto& [serial, told] : objectOf(at(*root, "self_tests"))) {
        const auto lastShort = timeOf(at(told, "last_short"));
        const auto lastLong = timeOf(at(told, "last_long"));
        if (lastShort && lastLong) memory.disks.selfTests.emplace(serial, SelfTests{*lastShort, *lastLong});
    }
    memory.signalled = static_cast<std::size_t>(countOf(at(*root, "signalled")).value_or(0));
    for (const auto& [name, told] : objectOf(at(*root, "arrays"))) {
        auto& array = memory.arrays.arrays[name];
        array.lastCheck = timeOf(at(told, "last_check"));
        for (const auto& [id, serial] : objectOf(at(told, "members"))) array.members.emplace(id, viewOf(&serial));
    }
    return memory;
}

}  // namespace tram::hal
