#include "hal/snmp/tables/rows.hpp"

#include <functional>

#include "hal/model/json_value.hpp"

namespace tram::snmp {

namespace {

// A process says something every few seconds; after so long without a word it does not run.
constexpr std::chrono::seconds silence{60};

Oid indexOf(std::string_view name) {
    Oid index;
    appendText(index, hal::lineOf(name, nameOctets));
    return index;
}

bool has(const hal::Figure& figure, std::string_view name, Wanted labels) {
    return figure.name == name && std::ranges::all_of(labels, [&](const auto& wanted) {
               const auto found = figure.labels.find(wanted.first);
               return found != figure.labels.end() && found->second == wanted.second;
           });
}

template <class Fold>
std::optional<double> folded(const hal::Snapshot& snapshot, std::string_view name, Wanted labels, Fold fold) {
    std::optional<double> result;
    for (const auto& report : snapshot.reports) {
        for (const auto& figure : report.figures) {
            if (has(figure, name, labels)) result = result ? fold(*result, figure.value) : figure.value;
        }
    }
    return result;
}

// "process:tram-smtp"
std::string processOf(const hal::Component& component) {
    constexpr std::string_view prefix = "process:";
    return component.id.starts_with(prefix) ? component.id.substr(prefix.size()) : component.id;
}

}  // namespace

std::vector<Row> onlyRow(const View& view) {
    return {Row{view, {0}}};
}

bool isZone(const hal::Component& component) {
    return component.id.starts_with("zone:");
}

std::vector<Row> componentRows(const View& view, std::optional<hal::Kind> kind) {
    std::vector<Row> rows;
    for (const auto& state : view.snapshot.components) {
        if (!kind || state.component.kind == *kind) rows.push_back({view, indexOf(state.component.id), &state});
    }
    return rows;
}

std::vector<Row> namedRows(const View& view, const std::set<std::string, std::less<>>& names) {
    std::vector<Row> rows;
    for (const auto& name : names) {
        Row row{view, indexOf(name)};
        row.key = name;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Row> processRows(const View& view) {
    std::set<std::string, std::less<>> names;
    for (const auto& report : view.snapshot.reports) names.insert(report.process);
    for (const auto& state : view.snapshot.components) {
        if (state.component.kind == hal::Kind::process) names.insert(processOf(state.component));
    }
    auto rows = namedRows(view, names);
    for (auto& row : rows) {
        for (const auto& report : view.snapshot.reports) {
            if (report.process == row.key) row.report = &report;
        }
        for (const auto& state : view.snapshot.components) {
            if (state.component.kind == hal::Kind::process && processOf(state.component) == row.key) row.state = &state;
        }
    }
    return rows;
}

bool isUp(const Row& process) {
    if (process.state != nullptr)
        return process.state->component.present && process.state->health != hal::Health::critical;
    return process.report != nullptr && process.view.snapshot.time - process.report->time < silence;
}

std::set<std::string, std::less<>> labelsOf(const hal::Snapshot& snapshot,
                                            std::initializer_list<std::string_view> figures, std::string_view label) {
    std::set<std::string, std::less<>> values;
    for (const auto& report : snapshot.reports) {
        for (const auto& figure : report.figures) {
            const auto found = figure.labels.find(label);
            if (found != figure.labels.end() && std::ranges::find(figures, figure.name) != figures.end())
                values.insert(found->second);
        }
    }
    return values;
}

std::optional<double> sumOf(const hal::Snapshot& snapshot, std::string_view figure, Wanted labels) {
    return folded(snapshot, figure, labels, std::plus<>());
}

std::optional<double> mostOf(const hal::Snapshot& snapshot, std::string_view figure, Wanted labels) {
    return folded(snapshot, figure, labels, [](double a, double b) { return std::max(a, b); });
}

std::optional<Value> wordOf(const hal::ComponentState& state, std::string_view word) {
    const auto found = state.words.find(word);
    return found == state.words.end() ? std::nullopt : std::optional(textValue(found->second));
}

std::optional<double> figureOf(const hal::ComponentState& state, std::string_view figure) {
    const auto found = state.figures.find(figure);
    return found == state.figures.end() ? std::nullopt : std::optional(found->second);
}

SystemTime ofTimestamp(double seconds) {
    // Beyond this a time is none.
    constexpr double year9999 = 253'402'300'799.0;
    return SystemTime(std::chrono::microseconds(static_cast<std::int64_t>(std::clamp(seconds, 0.0, year9999) * 1e6)));
}

Value healthValue(hal::Health health) {
    return integerValue(static_cast<int>(health) + 1);
}

}  // namespace tram::snmp
