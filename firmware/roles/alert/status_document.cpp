#include "roles/alert/status_document.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <format>

#include "roles/alert/alarm_words.hpp"
#include "roles/alert/rfc3339.hpp"

namespace tram::roles {

namespace {

namespace json = boost::json;

// The last words of figures' names that are units.
constexpr std::array units{std::string_view("celsius"), std::string_view("octets"),  std::string_view("seconds"),
                           std::string_view("volts"),   std::string_view("amperes"), std::string_view("watts"),
                           std::string_view("ratio"),   std::string_view("percent"), std::string_view("rpm"),
                           std::string_view("hours")};

json::object textsOf(const std::string& vietnamese, const std::string& english) {
    return {{"vi", vietnamese}, {"en", english}};
}

json::object alarmOf(const hal::Alarm& alarm) {
    const auto vietnamese = textOf(alarm, Language::vietnamese);
    const auto english = textOf(alarm, Language::english);
    json::object object{{"id", alarm.id},
                        {"code", hal::infoOf(alarm.condition).name},
                        {"severity", name(alarm.severity)},
                        {"component", alarm.component},
                        {"label", textsOf(labelOf(alarm, Language::vietnamese), labelOf(alarm, Language::english))},
                        {"serial", argumentOf(alarm, "serial")},
                        {"since", rfc3339(alarm.raised)},
                        {"what", textsOf(vietnamese.what, english.what)},
                        {"todo", textsOf(vietnamese.todo, english.todo)},
                        {"acknowledged", !alarm.acknowledgedBy.empty()}};
    if (!alarm.acknowledgedBy.empty()) object.emplace("acknowledgedBy", alarm.acknowledgedBy);
    return object;
}

json::object componentOf(const hal::ComponentState& state) {
    const auto& component = state.component;
    const auto& vietnamese = component.labelVietnamese.empty() ? component.label : component.labelVietnamese;
    json::object object{
        {"id", component.id},          {"kind", name(component.kind)}, {"label", textsOf(vietnamese, component.label)},
        {"parent", component.parent},  {"serial", component.serial},   {"present", component.present},
        {"health", name(state.health)}};
    if (state.since) object.emplace("since", rfc3339(*state.since));
    return object;
}

// Why a component is not well: the alarms' own words.
std::string outputOf(const hal::Snapshot& snapshot, std::string_view component) {
    std::string output;
    for (const auto& alarm : snapshot.alarms) {
        if (alarm.component != component) continue;
        if (!output.empty()) output += ' ';
        output += textOf(alarm, Language::english).what;
    }
    return output;
}

// Keys in the order of their first components; the draft has a list under each.
class Checks {
public:
    void add(const std::string& key, json::object check) {
        auto& list = checks_[key];
        if (!list.is_array()) list = json::array();
        list.get_array().push_back(std::move(check));
    }
    [[nodiscard]] json::object take() { return std::move(checks_); }

private:
    json::object checks_;
};

void addComponent(Checks& checks, const hal::Snapshot& snapshot, const hal::ComponentState& state) {
    const std::string kind(name(state.component.kind));
    const auto status = name(statusOf(state.health));
    const auto check = [&] {
        return json::object{{"componentId", state.component.id},
                            {"componentType", "system"},
                            {"status", status},
                            {"time", rfc3339(snapshot.time)}};
    };
    auto whole = check();
    whole.emplace("observedValue", name(state.health));
    if (auto output = outputOf(snapshot, state.component.id); !output.empty()) whole.emplace("output", output);
    checks.add(kind + ":health", std::move(whole));
    for (const auto& [figure, value] : state.figures) {
        const auto measurement = measurementOf(figure);
        auto one = check();
        one.emplace("observedValue", value);
        if (!measurement.unit.empty()) one.emplace("observedUnit", measurement.unit);
        checks.add(kind + ":" + std::string(measurement.name), std::move(one));
    }
}

json::object checksOf(const HealthView& view) {
    Checks checks;
    json::object store{{"componentId", "store"},
                       {"componentType", "datastore"},
                       {"observedValue", view.store.problem.empty()},
                       {"status", name(view.store.problem.empty() ? HealthStatus::pass : HealthStatus::fail)},
                       {"time", rfc3339(view.store.answered)}};
    if (!view.store.problem.empty()) store.emplace("output", view.store.problem);
    checks.add("store:writable", std::move(store));
    const auto& hardware = view.hardware;
    json::object hal{{"componentId", "tram-hal"},
                     {"componentType", "component"},
                     {"status", name(hardware.problem.empty() ? HealthStatus::pass : HealthStatus::warn)},
                     {"time", rfc3339(view.now)}};
    if (hardware.age) {
        hal.emplace("observedValue", static_cast<double>(hardware.age->count()) / 1000);
        hal.emplace("observedUnit", "seconds");
    }
    if (!hardware.problem.empty()) hal.emplace("output", hardware.problem);
    checks.add("hardware:snapshotAge", std::move(hal));
    for (const auto& path : view.paths) {
        json::object check{{"componentId", path.name},
                           {"componentType", "component"},
                           {"observedValue", path.waiting},
                           {"observedUnit", "events"},
                           {"status", name(path.problem.empty() ? HealthStatus::pass : HealthStatus::warn)},
                           {"time", rfc3339(view.now)}};
        if (!path.problem.empty()) check.emplace("output", path.problem);
        checks.add("alert:waiting", std::move(check));
    }
    if (hardware.snapshot) {
        for (const auto& state : hardware.snapshot->components) addComponent(checks, *hardware.snapshot, state);
    }
    return checks.take();
}

void addSentence(std::string& text, const std::string& more) {
    if (more.empty()) return;
    if (!text.empty()) text += ' ';
    text += more;
}

}  // namespace

std::string_view name(HealthStatus status) noexcept {
    constexpr std::array names{std::string_view("pass"), std::string_view("warn"), std::string_view("fail")};
    return names[static_cast<std::size_t>(status)];
}

HealthStatus statusOf(hal::Health health) noexcept {
    switch (health) {
        case hal::Health::ok:
            return HealthStatus::pass;
        case hal::Health::unknown:
        case hal::Health::warning:
            return HealthStatus::warn;
        case hal::Health::critical:
            break;
    }
    return HealthStatus::fail;
}

HealthStatus statusOf(const HealthView& view) noexcept {
    auto status = view.store.problem.empty() ? HealthStatus::pass : HealthStatus::fail;
    if (!view.hardware.problem.empty() || !view.hardware.snapshot) status = std::max(status, HealthStatus::warn);
    // Whoever relies on being told should know that he is not.
    if (std::ranges::any_of(view.paths, [](const PathView& path) { return !path.problem.empty(); }))
        status = std::max(status, HealthStatus::warn);
    // What was last heard of a fault holds until something else is heard.
    if (view.hardware.snapshot) status = std::max(status, statusOf(view.hardware.snapshot->overall));
    return status;
}

std::string outputOf(const HealthView& view) {
    std::string output;
    if (!view.store.problem.empty()) output = "The store takes no mail: " + view.store.problem + ".";
    const auto& hardware = view.hardware;
    if (!hardware.problem.empty() || !hardware.snapshot) {
        auto silence = "tram-hal does not answer" + (hardware.problem.empty() ? "" : " (" + hardware.problem + ")");
        silence += hardware.age && hardware.snapshot
                       ? std::format("; what is known is {} s old.",
                                     std::chrono::floor<std::chrono::seconds>(*hardware.age).count())
                       : std::string("; nothing is known yet.");
        addSentence(output, silence);
    }
    for (const auto& path : view.paths) {
        if (!path.problem.empty())
            addSentence(output, "Alarms do not get through to " + path.name + ": " + path.problem + ".");
    }
    if (hardware.snapshot) {
        for (const auto& alarm : hardware.snapshot->alarms) addSentence(output, textOf(alarm, Language::english).what);
        if (output.empty() && hardware.snapshot->overall != hal::Health::ok)
            output = "The state of some components is " + std::string(name(hardware.snapshot->overall)) + ".";
    }
    return output;
}

std::string statusDocument(const HealthView& view, std::string_view version) {
    json::object document{{"status", name(statusOf(view))},
                          {"version", version.substr(0, version.find('.'))},
                          {"releaseId", version},
                          {"serviceId", view.hostname},
                          {"description", "Trạm mail appliance"}};
    if (auto output = outputOf(view); !output.empty()) document.emplace("output", std::move(output));
    document.emplace("checks", checksOf(view));
    const auto* snapshot = view.hardware.snapshot.get();
    document.emplace("overall", name(snapshot == nullptr ? hal::Health::unknown : snapshot->overall));
    json::array components;
    json::array alarms;
    if (snapshot != nullptr) {
        for (const auto& state : snapshot->components) components.push_back(componentOf(state));
        for (const auto& alarm : snapshot->alarms) alarms.push_back(alarmOf(alarm));
        document.emplace("time", rfc3339(snapshot->time));
    }
    document.emplace("components", std::move(components));
    document.emplace("alarms", std::move(alarms));
    return json::serialize(document);
}

Measurement measurementOf(std::string_view figure) noexcept {
    const auto at = figure.rfind('_');
    if (at == std::string_view::npos || at == 0) return {figure, {}};
    const auto last = figure.substr(at + 1);
    if (!std::ranges::contains(units, last)) return {figure, {}};
    return {figure.substr(0, at), last};
}

}  // namespace tram::roles
