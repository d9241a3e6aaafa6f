#include "hal/sim/machine_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>
#include <concepts>

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

// Every structure names its fields once; a visitor writes or reads them.
template <class V>
void describe(V& v, SelfTest& x) {
    v("kind", x.kind), v("result", x.result), v("remaining", x.remaining), v("whole", x.whole), v("hours", x.hours);
}
template <class V>
void describe(V& v, Disk& x) {
    v("bus", x.bus), v("vendor", x.vendor), v("model", x.model), v("serial", x.serial), v("firmware", x.firmware);
    v("wwn", x.wwn), v("octets", x.octets), v("rotation", x.rotation), v("name", x.name), v("signature", x.signature);
    v("array_uuid", x.arrayUuid), v("array_name", x.arrayName), v("array_level", x.arrayLevel);
    v("array_disks", x.arrayDisks), v("array_sectors", x.arraySectors), v("member_uuid", x.memberUuid);
    v("events", x.events), v("last_slot", x.lastSlot), v("dead", x.dead), v("vanished", x.vanished);
    v("smart_tool", x.smartTool), v("smart_exit", x.smartExit), v("figures", x.figures), v("passed", x.passed);
    v("celsius", x.celsius), v("self_test", x.selfTest), v("tests", x.tests), v("reads", x.reads),
        v("writes", x.writes);
}
template <class V>
void describe(V& v, Bay& x) {
    v("number", x.number), v("bus", x.bus), v("disk", x.disk), v("pulled", x.pulled), v("locate", x.locate);
}
template <class V>
void describe(V& v, Member& x) {
    v("device", x.device), v("bay", x.bay), v("detached", x.detached), v("slot", x.slot), v("saved_slot", x.savedSlot);
    v("faulty", x.faulty), v("in_sync", x.inSync), v("want_replacement", x.wantReplacement);
    v("replacement", x.replacement), v("write_mostly", x.writeMostly), v("errors", x.errors),
        v("bad_blocks", x.badBlocks);
}
template <class V>
void describe(V& v, Array& x) {
    v("name", x.name), v("label", x.label), v("uuid", x.uuid), v("level", x.level), v("disks", x.disks);
    v("sectors", x.sectors), v("members", x.members), v("condition", x.condition), v("broken", x.broken);
    v("recovery_disabled", x.recoveryDisabled), v("action", x.action), v("fast", x.fast), v("done", x.done);
    v("mismatches", x.mismatches), v("hidden", x.hidden), v("sync_min", x.syncMin), v("sync_max", x.syncMax);
    v("speed_min", x.speedMin), v("speed_max", x.speedMax), v("events", x.events);
}
template <class V>
void describe(V& v, Link& x) {
    v("name", x.name), v("zone", x.zone), v("address", x.address), v("gateway", x.gateway), v("mac", x.mac);
    v("up", x.up), v("has_address", x.hasAddress), v("gateway_up", x.gatewayUp), v("has_route", x.hasRoute),
        v("bond", x.bond), v("is_out", x.isOut), v("megabits", x.megabits);
    v("carrier_changes", x.carrierChanges), v("errors", x.errors), v("octets_in", x.octetsIn),
        v("octets_out", x.octetsOut);
}
template <class V>
void describe(V& v, Fan& x) {
    v("name", x.name), v("turns", x.turns), v("state", x.state);
}
template <class V>
void describe(V& v, Thermometer& x) {
    v("name", x.name), v("label", x.label), v("celsius", x.celsius), v("max", x.max), v("critical", x.critical);
    v("readable", x.readable);
}
template <class V>
void describe(V& v, Dimm& x) {
    v("label", x.label), v("corrected", x.corrected), v("uncorrected", x.uncorrected);
}
template <class V>
void describe(V& v, SelEvent& x) {
    v("time", x.time), v("text", x.text);
}
template <class V>
void describe(V& v, Ups& x) {
    v("name", x.name), v("serial", x.serial), v("fault", x.fault), v("words", x.words), v("supply", x.supply);
    v("low_battery", x.lowBattery), v("replace_battery", x.replaceBattery), v("overload", x.overload);
    v("forced", x.forced), v("alarm", x.alarm), v("charge", x.charge), v("charge_low", x.chargeLow);
    v("full_runtime", x.fullRuntime), v("load", x.load);
}
template <class V>
void describe(V& v, Machine& x) {
    v("serial", x.serial), v("born", x.born), v("elapsed", x.elapsed), v("rebuild_seconds", x.rebuildSeconds);
    v("self_test_seconds", x.selfTestSeconds), v("starts", x.starts), v("inserted", x.inserted), v("bays", x.bays);
    v("arrays", x.arrays), v("links", x.links), v("fans", x.fans), v("thermometers", x.thermometers);
    v("dimms", x.dimms), v("supplies", x.supplies), v("units", x.units), v("upsd", x.upsd);
    v("bmc_answers", x.bmcAnswers), v("sel_percent", x.selPercent), v("sel", x.sel), v("watchdog", x.watchdog),
        v("was_reset", x.wasReset);
    v("light", x.light);
    v("journal", x.journal);
}

class Writer {
public:
    template <class T>
    void operator()(std::string_view key, T& field) {
        out[key] = of(field);
    }
    json::object out;

private:
    template <class T>
    static json::value of(T& field) {
        if constexpr (std::same_as<T, Bus>) {
            return static_cast<unsigned>(field);
        } else if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::string>) {
            return json::value(field);
        } else {
            return compound(field);
        }
    }
    template <class T>
    static json::value compound(std::optional<T>& field) {
        return field ? of(*field) : json::value();
    }
    template <class T>
    static json::value compound(std::vector<T>& field) {
        json::array list;
        for (auto& each : field) list.push_back(of(each));
        return list;
    }
    static json::value compound(std::map<std::string, std::uint64_t, std::less<>>& field) {
        json::object object;
        for (const auto& [key, value] : field) object[key] = value;
        return object;
    }
    template <class T>
    static json::value compound(T& field) {
        Writer writer;
        describe(writer, field);
        return std::move(writer.out);
    }
};

class Reader {
public:
    explicit Reader(const json::value& value) : object_(value.if_object()) { isWhole = object_ != nullptr; }

    template <class T>
    void operator()(std::string_view key, T& field) {
        const auto* value = object_ != nullptr ? object_->if_contains(key) : nullptr;
        isWhole = isWhole && value != nullptr && read(*value, field);
    }
    bool isWhole = true;

private:
    template <class T>
    static bool read(const json::value& value, T& field) {
        if constexpr (std::same_as<T, Bus>) {
            unsigned number = 0;
            if (!read(value, number) || number > 2) return false;
            field = static_cast<Bus>(number);
            return true;
        } else if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::string>) {
            const auto result = json::try_value_to<T>(value);
            if (result) field = *result;
            return result.has_value();
        } else {
            return compound(value, field);
        }
    }
    template <class T>
    static bool compound(const json::value& value, std::optional<T>& field) {
        field.reset();
        if (value.is_null()) return true;
        return read(value, field.emplace());
    }
    template <class T>
    static bool compound(const json::value& value, std::vector<T>& field) {
        field.clear();
        if (!value.is_array()) return false;
        for (const auto& each : value.get_array()) {
            T made{};
            if (!read(each, made)) return false;
            field.push_back(std::move(made));
        }
        return true;
    }
    static bool compound(const json::value& value, std::map<std::string, std::uint64_t, std::less<>>& field) {
        field.clear();
        if (!value.is_object()) return false;
        for (const auto& [key, each] : value.get_object()) {
            std::uint64_t number = 0;
            if (!read(each, number)) return false;
            field.emplace(key, number);
        }
        return true;
    }
    template <class T>
    static bool compound(const json::value& value, T& field) {
        Reader reader(value);
        describe(reader, field);
        return reader.isWhole;
    }

    const json::object* object_;
};

// What the rest of the room takes for granted.
bool isSound(const Machine& machine) {
    const auto fresh = makeMachine();
    if (machine.bays.size() != fresh.bays.size() || machine.supplies.size() != fresh.supplies.size()) return false;
    for (const auto& array : machine.arrays) {
        for (const auto& member : array.members) {
            if (member.bay < 1 || member.bay > machine.bays.size()) return false;
        }
    }
    return true;
}

}  // namespace

json::value toJson(const Machine& machine) {
    Writer writer;
    auto copy = machine;
    describe(writer, copy);
    return std::move(writer.out);
}

std::optional<Machine> machineOf(const json::value& value) {
    Reader reader(value);
    Machine machine;
    describe(reader, machine);
    if (!reader.isWhole || !isSound(machine)) return std::nullopt;
    return machine;
}

}  // namespace tram::hal::sim
