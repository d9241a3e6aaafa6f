// Where rows come from, and how columns look at them: the words and figures of components and of processes' reports.
// Pure.
#pragma once

#include <algorithm>
#include <set>

#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

// Names of rows are cut here: ids and zones are short, certificates' names may not be.
constexpr std::size_t nameOctets = 64;

// A row without an index of its own, for scalars.
[[nodiscard]] std::vector<Row> onlyRow(const View& view);
// tram-hal has each zone among the links, as what they are together.
[[nodiscard]] bool isZone(const hal::Component& component);
[[nodiscard]] std::vector<Row> componentRows(const View& view, std::optional<hal::Kind> kind);
// A row for each name, indexed by it.
[[nodiscard]] std::vector<Row> namedRows(const View& view, const std::set<std::string, std::less<>>& names);

// A process as the figures and the components name it; sorted.
[[nodiscard]] std::vector<Row> processRows(const View& view);
[[nodiscard]] bool isUp(const Row& process);

// The values that a label has on any of these figures.
[[nodiscard]] std::set<std::string, std::less<>> labelsOf(const hal::Snapshot& snapshot,
                                                          std::initializer_list<std::string_view> figures,
                                                          std::string_view label);
// Every figure of the name whose labels hold all of these; nothing where there is none.
using Wanted = std::initializer_list<std::pair<std::string_view, std::string_view>>;
[[nodiscard]] std::optional<double> sumOf(const hal::Snapshot& snapshot, std::string_view figure, Wanted labels = {});
[[nodiscard]] std::optional<double> mostOf(const hal::Snapshot& snapshot, std::string_view figure, Wanted labels = {});

[[nodiscard]] std::optional<Value> wordOf(const hal::ComponentState& state, std::string_view word);
[[nodiscard]] std::optional<double> figureOf(const hal::ComponentState& state, std::string_view figure);

// Of a "..._timestamp_seconds".
[[nodiscard]] SystemTime ofTimestamp(double seconds);

// 1 to 4, as TramHealth has them.
[[nodiscard]] Value healthValue(hal::Health health);

template <class Make>
[[nodiscard]] std::optional<Value> made(const std::optional<double>& number, Make make) {
    return number ? std::optional(make(*number)) : std::nullopt;
}

// A name in a template's argument.
template <std::size_t N>
struct Named {
    // NOLINTNEXTLINE(google-explicit-constructor): a literal stands for it.
    constexpr Named(const char (&literal)[N]) { std::copy_n(literal, N, text); }
    char text[N];
    [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

// Columns of components.
template <Named name>
std::optional<Value> word(const Row& row) {
    return wordOf(*row.state, name.view());
}
template <Named name>
std::optional<Value> gaugeFigure(const Row& row) {
    return made(figureOf(*row.state, name.view()), gaugeValue);
}
template <Named name>
std::optional<Value> integerFigure(const Row& row) {
    return made(figureOf(*row.state, name.view()), integerValue);
}
template <Named name>
std::optional<Value> counterFigure(const Row& row) {
    return made(figureOf(*row.state, name.view()), counter64Value);
}
template <Named name>
std::optional<Value> truthFigure(const Row& row) {
    return made(figureOf(*row.state, name.view()), [](double number) { return truthValue(number > 0); });
}
// SMIv2 has no 64-bit gauge: sizes are in units of a million or a thousand octets.
constexpr double megabyte = 1e6;
constexpr double kilobyte = 1e3;
template <Named name>
std::optional<Value> megabytesFigure(const Row& row) {
    return made(figureOf(*row.state, name.view()), [](double octets) { return gaugeValue(octets / megabyte); });
}
template <Named name>
std::optional<Value> totalMegabytes(const Row& row) {
    return made(sumOf(row.view.snapshot, name.view()), [](double octets) { return gaugeValue(octets / megabyte); });
}
// Columns of processes' figures: all of them, or those of the row's key.
template <Named name>
std::optional<Value> totalCounter(const Row& row) {
    return made(sumOf(row.view.snapshot, name.view()), counter64Value);
}
template <Named name>
std::optional<Value> totalGauge(const Row& row) {
    return made(sumOf(row.view.snapshot, name.view()), gaugeValue);
}
template <Named name, Named label>
std::optional<Value> keyedGauge(const Row& row) {
    return made(sumOf(row.view.snapshot, name.view(), {{label.view(), row.key}}), gaugeValue);
}
template <Named name, Named label>
std::optional<Value> keyedCounter(const Row& row) {
    return made(sumOf(row.view.snapshot, name.view(), {{label.view(), row.key}}), counter64Value);
}

}  // namespace tram::snmp
