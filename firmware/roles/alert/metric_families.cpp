#include "roles/alert/metric_families.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "base/utf8.hpp"
#include "roles/alert/metric_help.hpp"

namespace tram::roles {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

bool isCounter(std::string_view name) {
    return name.ends_with("_total");
}

double secondsOf(SystemTime time) {
    return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

double truth(bool value) {
    return value ? 1 : 0;
}

// The families by name; a sample that is there already is not added again.
class Families {
public:
    // `help` and the type are those of the first.
    void add(const std::string& name, const std::string& help, Labels labels, double value) {
        auto& [family, seen] = families_[name];
        if (family.name.empty()) {
            family.name = name;
            family.help = help;
            family.type = isCounter(name) ? MetricType::Counter : MetricType::Gauge;
        }
        auto key = labels;
        std::sort(key.begin(), key.end());
        if (!seen.insert(std::move(key)).second) return;
        ClientMetric metric;
        metric.label = std::move(labels);
        (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
        family.metric.push_back(std::move(metric));
    }
    [[nodiscard]] std::vector<MetricFamily> take() {
        std::vector<MetricFamily> result;
        for (auto& [name, each] : families_) result.push_back(std::move(each.family));
        return result;
    }

private:
    struct Entry {
        MetricFamily family;
        std::set<Labels> seen;
    };
    std::map<std::string, Entry, std::less<>> families_;
};

// A label's value must be UTF-8.
std::string textOf(std::string_view value) {
    return isUtf8(value) ? std::string(value) : std::string("?");
}

// The kind as part of a name: "power_supply".
std::string nameOf(hal::Kind kind) {
    std::string result(name(kind));
    std::ranges::replace(result, '-', '_');
    return result;
}

// Names of figures inside the appliance are made of these; others would end in a line that is none.
bool isName(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && text.size() <= 200 && std::ranges::all_of(text, allowed);
}

void addReport(Families& families, const hal::ProcessReport& report) {
    families.add("tram_process_start_timestamp_seconds", "When the process started, in seconds since 1970.",
                 {{"process", report.process}}, secondsOf(report.started));
    families.add("tram_process_report_timestamp_seconds", "When the process was last heard of, in seconds since 1970.",
                 {{"process", report.process}}, secondsOf(report.time));
    for (const auto& figure : report.figures) {
        if (!isName(figure.name)) continue;
        Labels labels{{"process", report.process}};
        for (const auto& [label, value] : figure.labels) {
            if (label == "process" || label.starts_with("__")) continue;
            labels.push_back({label, textOf(value)});
        }
        families.add("tram_" + figure.name, helpOfReport(figure.name), std::move(labels), figure.value);
    }
}

Labels labelsOf(const hal::Component& component) {
    return {{"component", textOf(component.id)}, {"label", textOf(component.label)}};
}

void addHealth(Families& families, const hal::ComponentState& state) {
    using enum hal::Health;
    for (const auto health : {ok, unknown, warning, critical}) {
        families.add("tram_component_health", "1 for the state in which the component is.",
                     {{"component", textOf(state.component.id)},
                      {"kind", std::string(name(state.component.kind))},
                      {"state", std::string(name(health))}},
                     truth(state.health == health));
    }
    families.add("tram_component_present", "1 where the component is there.",
                 {{"component", textOf(state.component.id)}, {"kind", std::string(name(state.component.kind))}},
                 truth(state.component.present));
}

// "OL CHRG"
void addUpsStatus(Families& families, const hal::ComponentState& state) {
    const auto found = state.words.find("status");
    if (found == state.words.end()) return;
    std::istringstream words(found->second);
    for (std::string word; words >> word;) {
        families.add("tram_ups_status", "1 for each word of the supply's status, as NUT has them.",
                     {{"component", textOf(state.component.id)}, {"state", textOf(word)}}, 1);
    }
}

// Prometheus' base units for those that people say.
struct Conversion {
    std::string_view from;
    std::string_view to;
    double times;
    double over;
};
constexpr std::array conversions{
    Conversion{"percent", "ratio", 1, 100}, Conversion{"megabits", "octets_per_second", 125'000, 1},
    Conversion{"hours", "seconds", 3'600, 1}, Conversion{"days_left", "left_seconds", 86'400, 1}};

struct BaseFigure {
    std::string name;
    double value;
};
BaseFigure inBaseUnits(const std::string& figure, double value) {
    for (const auto& each : conversions) {
        if (!figure.ends_with(each.from)) continue;
        return {figure.substr(0, figure.size() - each.from.size()) + std::string(each.to),
                value * each.times / each.over};
    }
    return {figure, value};
}

// How many of an array's disks work, lack, and stand by.
void addArrayDisks(Families& families, const hal::ComponentState& state) {
    const auto add = [&](const char* which, double count) {
        families.add("tram_array_disks", "Disks of the array by their state.",
                     {{"component", textOf(state.component.id)}, {"state", which}}, count);
    };
    const auto figure = [&](const char* name) {
        const auto found = state.figures.find(name);
        return found == state.figures.end() ? std::nullopt : std::optional(found->second);
    };
    const auto missing = figure("degraded");
    if (const auto disks = figure("disks")) add("working", *disks - missing.value_or(0));
    if (missing) add("missing", *missing);
    if (const auto spares = figure("spares")) add("spare", *spares);
}

// Told by addArrayDisks.
bool isDiskCount(hal::Kind kind, std::string_view figure) {
    return kind == hal::Kind::array && (figure == "disks" || figure == "degraded" || figure == "spares");
}

void addComponent(Families& families, const hal::ComponentState& state) {
    addHealth(families, state);
    const auto& component = state.component;
    if (component.kind == hal::Kind::ups) addUpsStatus(families, state);
    if (component.kind == hal::Kind::array) addArrayDisks(families, state);
    for (const auto& [figure, value] : state.figures) {
        if (!isName(figure) || isDiskCount(component.kind, figure)) continue;
        const auto base = inBaseUnits(figure, value);
        families.add("tram_" + nameOf(component.kind) + "_" + base.name, helpOfComponent(component.kind, base.name),
                     labelsOf(component), base.value);
    }
}

void addAlarms(Families& families, const hal::Snapshot& snapshot) {
    families.add("tram_alarm_events_total", "Events of alarms that there ever were: raised, changed and cleared.", {},
                 static_cast<double>(snapshot.sequence));
    for (const auto severity : {hal::Health::warning, hal::Health::critical}) {
        const auto count = std::ranges::count(snapshot.alarms, severity, &hal::Alarm::severity);
        families.add("tram_alarms", "Alarms that are active.", {{"severity", std::string(name(severity))}},
                     static_cast<double>(count));
    }
    for (const auto& alarm : snapshot.alarms) {
        families.add("tram_condition_active", "1 for each condition that a component is in.",
                     {{"code", std::string(hal::infoOf(alarm.condition).name)},
                      {"component", textOf(alarm.component)},
                      {"severity", std::string(name(alarm.severity))}},
                     1);
    }
}

void addSnapshot(Families& families, const hal::Snapshot& snapshot) {
    families.add("tram_hal_start_timestamp_seconds", "When tram-hal started, in seconds since 1970.", {},
                 secondsOf(snapshot.started));
    using enum hal::Health;
    for (const auto health : {ok, unknown, warning, critical}) {
        families.add("tram_health", "1 for the state in which the appliance is.",
                     {{"state", std::string(name(health))}}, truth(snapshot.overall == health));
    }
    for (const std::string stage : {"normal", "shedding", "draining", "stopping"})
        families.add("tram_power_stage", "1 for the step that the power plan is at.", {{"stage", stage}},
                     truth(snapshot.stage == stage));
    if (snapshot.remainingSeconds)
        families.add("tram_power_remaining_seconds", "Seconds that the batteries last.", {},
                     *snapshot.remainingSeconds);
    addAlarms(families, snapshot);
    for (const auto& state : snapshot.components) addComponent(families, state);
    for (const auto& report : snapshot.reports) addReport(families, report);
}

void addPaths(Families& families, const HealthView& view) {
    for (const auto& path : view.paths) {
        const Labels labels{{"path", textOf(path.name)}};
        const auto add = [&](const char* name, const char* help, double value) {
            families.add(name, help, labels, value);
        };
        add("tram_alert_delivered_total", "Events of alarms that a way out delivered.",
            static_cast<double>(path.delivered));
        add("tram_alert_failures_total", "Attempts of a way out that failed.", static_cast<double>(path.failures));
        add("tram_alert_dropped_total",
            "Events of alarms that a way out gave up: its spool was full, or they were refused.",
            static_cast<double>(path.dropped));
        add("tram_alert_waiting", "Events of alarms that wait for a way out.", static_cast<double>(path.waiting));
        add("tram_alert_path_up", "1 where the last attempt of a way out went well.", truth(path.problem.empty()));
        if (path.lastDelivery)
            add("tram_alert_last_delivery_timestamp_seconds", "When a way out last delivered, in seconds since 1970.",
                secondsOf(*path.lastDelivery));
    }
}

}  // namespace

std::vector<MetricFamily> metricFamilies(const HealthView& view, std::string_view version) {
    Families families;
    // First, so that a process's figure cannot take their names.
    families.add("tram_build_info", "1; which release this is.", {{"version", std::string(version)}}, 1);
    families.add("tram_ready", "1 where this box is active and its store takes mail.", {}, truth(view.ready()));
    families.add("tram_hal_up", "1 where tram-hal answers.", {}, truth(view.hardware.problem.empty()));
    if (view.hardware.age)
        families.add("tram_hal_snapshot_age_seconds", "Age of what is known of the hardware.", {},
                     static_cast<double>(view.hardware.age->count()) / 1000);
    addPaths(families, view);
    if (view.hardware.snapshot) addSnapshot(families, *view.hardware.snapshot);
    return families.take();
}

std::string metricsText(const HealthView& view, std::string_view version) {
    return prometheus::TextSerializer().Serialize(metricFamilies(view, version));
}

}  // namespace tram::roles
