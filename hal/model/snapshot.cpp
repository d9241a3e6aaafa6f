#include "hal/model/snapshot.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;

std::int64_t microseconds(SystemTime time) {
    return time.time_since_epoch().count();
}

template <class Map>
json::object objectOf(const Map& map) {
    json::object object;
    for (const auto& [key, value] : map) object.emplace(key, value);
    return object;
}

json::object toJson(const ComponentState& state) {
    const auto& component = state.component;
    json::object object{
        {"id", component.id},           {"kind", name(component.kind)},       {"parent", component.parent},
        {"label", component.label},     {"vendor", component.vendor},         {"model", component.model},
        {"serial", component.serial},   {"firmware", component.firmware},     {"present", component.present},
        {"health", name(state.health)}, {"figures", objectOf(state.figures)}, {"words", objectOf(state.words)}};
    if (!component.labelVietnamese.empty()) object.emplace("label_vi", component.labelVietnamese);
    if (state.since) object.emplace("since", microseconds(*state.since));
    return object;
}

json::object toJson(const Alarm& alarm) {
    return {{"id", alarm.id},
            {"condition", infoOf(alarm.condition).name},
            {"component", alarm.component},
            {"severity", name(alarm.severity)},
            {"arguments", objectOf(alarm.arguments)},
            {"raised", microseconds(alarm.raised)},
            {"changed", microseconds(alarm.changed)},
            {"acknowledged_by", alarm.acknowledgedBy}};
}

json::object toJson(const Replacement& replacement) {
    return {{"component", replacement.component},
            {"label", replacement.label},
            {"before", replacement.before},
            {"after", replacement.after},
            {"time", microseconds(replacement.time)}};
}

std::string textAt(const json::value& value, std::string_view key) {
    return std::string(viewOf(at(value, key)));
}

SystemTime timeAt(const json::value& value, std::string_view key) {
    return timeOf(at(value, key)).value_or(SystemTime{});
}

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<Enum, N>& values, std::string_view text) {
    const auto found = std::ranges::find_if(values, [&](Enum value) { return name(value) == text; });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

// A state that this release does not know is not well.
Health healthAt(const json::value& value, std::string_view key) {
    constexpr std::array all{Health::ok, Health::unknown, Health::warning, Health::critical};
    return named(all, viewOf(at(value, key))).value_or(Health::unknown);
}

std::optional<Kind> kindOf(std::string_view text) {
    for (int number = 0; number < kinds; ++number) {
        if (name(static_cast<Kind>(number)) == text) return static_cast<Kind>(number);
    }
    return std::nullopt;
}

std::map<std::string, std::string, std::less<>> wordsAt(const json::value& value, std::string_view key) {
    std::map<std::string, std::string, std::less<>> words;
    const auto* object = at(value, key);
    if (object == nullptr || !object->is_object()) return words;
    for (const auto& [word, text] : object->get_object()) words.emplace(word, viewOf(&text));
    return words;
}

std::optional<ComponentState> componentOf(const json::value& value) {
    const auto kind = kindOf(viewOf(at(value, "kind")));
    if (!kind) return std::nullopt;
    ComponentState state;
    state.component = {textAt(value, "id"),
                       *kind,
                       textAt(value, "parent"),
                       textAt(value, "label"),
                       textAt(value, "vendor"),
                       textAt(value, "model"),
                       textAt(value, "serial"),
                       textAt(value, "firmware"),
                       truthOf(at(value, "present")).value_or(true),
                       textAt(value, "label_vi")};
    state.health = healthAt(value, "health");
    state.since = timeOf(at(value, "since"));
    state.words = wordsAt(value, "words");
    if (const auto* figures = at(value, "figures"); figures != nullptr && figures->is_object()) {
        for (const auto& [figure, number] : figures->get_object()) {
            if (const auto real = realOf(&number)) state.figures.emplace(figure, *real);
        }
    }
    return state;
}

std::optional<Alarm> alarmOf(const json::value& value) {
    const auto condition = conditionNamed(viewOf(at(value, "condition")));
    if (!condition) return std::nullopt;
    return Alarm{countOf(at(value, "id")).value_or(0),
                 *condition,
                 textAt(value, "component"),
                 healthAt(value, "severity"),
                 wordsAt(value, "arguments"),
                 timeAt(value, "raised"),
                 timeAt(value, "changed"),
                 textAt(value, "acknowledged_by")};
}

}  // namespace

const ComponentState* Snapshot::find(std::string_view id) const {
    const auto found = std::ranges::find_if(components, [&](const auto& state) { return state.component.id == id; });
    return found == components.end() ? nullptr : &*found;
}

std::string encodeSnapshot(const Snapshot& snapshot) {
    json::array components;
    for (const auto& state : snapshot.components) components.push_back(toJson(state));
    json::array alarms;
    for (const auto& alarm : snapshot.alarms) alarms.push_back(toJson(alarm));
    json::array replacements;
    for (const auto& replacement : snapshot.replacements) replacements.push_back(toJson(replacement));
    json::array reports;
    for (const auto& report : snapshot.reports) reports.push_back(toJson(report));
    json::object object{{"hostname", snapshot.hostname},
                        {"time", microseconds(snapshot.time)},
                        {"started", microseconds(snapshot.started)},
                        {"overall", name(snapshot.overall)},
                        {"stage", snapshot.stage},
                        {"reason", snapshot.reason},
                        {"components", std::move(components)},
                        {"alarms", std::move(alarms)},
                        {"replacements", std::move(replacements)},
                        {"sequence", snapshot.sequence},
                        {"reports", std::move(reports)}};
    if (snapshot.remainingSeconds) object.emplace("remaining_seconds", *snapshot.remainingSeconds);
    return json::serialize(object);
}

std::expected<Snapshot, SnapshotError> parseSnapshot(std::string_view text) {
    if (text.size() > limits::hal::snapshotOctets) return std::unexpected(SnapshotError::tooLarge);
    const auto root = parseJson(text);
    const auto time = root ? timeOf(at(*root, "time")) : std::nullopt;
    if (!time) return std::unexpected(SnapshotError::malformed);
    Snapshot snapshot;
    snapshot.hostname = textAt(*root, "hostname");
    snapshot.time = *time;
    snapshot.started = timeAt(*root, "started");
    snapshot.overall = healthAt(*root, "overall");
    snapshot.stage = textAt(*root, "stage");
    snapshot.reason = textAt(*root, "reason");
    snapshot.remainingSeconds = realOf(at(*root, "remaining_seconds"));
    snapshot.sequence = countOf(at(*root, "sequence")).value_or(0);
    for (const auto& value : elementsOf(at(*root, "components"))) {
        if (auto state = componentOf(value)) snapshot.components.push_back(std::move(*state));
    }
    for (const auto& value : elementsOf(at(*root, "alarms"))) {
        if (auto alarm = alarmOf(value)) snapshot.alarms.push_back(std::move(*alarm));
    }
    for (const auto& value : elementsOf(at(*root, "replacements")))
        snapshot.replacements.push_back({textAt(value, "component"), textAt(value, "label"), textAt(value, "before"),
                                         textAt(value, "after"), timeAt(value, "time")});
    for (const auto& value : elementsOf(at(*root, "reports"))) {
        if (auto report = reportOf(value)) snapshot.reports.push_back(std::move(*report));
    }
    return snapshot;
}

json::value toJson(const AlarmEvent& event) {
    return json::object{{"what", name(event.what)},
                        {"sequence", event.sequence},
                        {"time", microseconds(event.time)},
                        {"alarm", toJson(event.alarm)}};
}

std::expected<AlarmEvent, SnapshotError> eventOf(const json::value& value) {
    constexpr std::array all{AlarmEvent::What::raised, AlarmEvent::What::changed, AlarmEvent::What::cleared};
    const auto what = named(all, viewOf(at(value, "what")));
    const auto sequence = countOf(at(value, "sequence"));
    const auto* told = at(value, "alarm");
    auto alarm = told != nullptr ? alarmOf(*told) : std::nullopt;
    if (!what || !sequence || !alarm) return std::unexpected(SnapshotError::malformed);
    return AlarmEvent{*what, *sequence, timeAt(value, "time"), std::move(*alarm)};
}

std::string encodeEvent(const AlarmEvent& event) {
    return json::serialize(toJson(event));
}

std::expected<AlarmEvent, SnapshotError> parseEvent(std::string_view text) {
    const auto value = parseJson(text);
    if (!value) return std::unexpected(SnapshotError::malformed);
    return eventOf(*value);
}

AlarmText textOf(const Alarm& alarm, Language language) {
    const auto& info = infoOf(alarm.condition);
    auto arguments = alarm.arguments;
    if (language == Language::vietnamese) {
        constexpr std::string_view suffix = ".vi";
        for (const auto& [key, text] : alarm.arguments) {
            if (key.ends_with(suffix)) arguments[key.substr(0, key.size() - suffix.size())] = text;
        }
    }
    return {render(info.what.in(language), arguments), render(info.todo.in(language), arguments)};
}

}  // namespace tram::hal
