#include "roles/health_report/counters.hpp"

#include <utility>

namespace tram::roles {

namespace {

template <class Figures>
auto& findOrMake(Figures& figures, std::string name, hal::Labels labels) {
    for (auto& each : figures) {
        if (each.name == name && each.labels == labels) return each.value;
    }
    return figures.emplace_back(std::move(name), std::move(labels)).value;
}

}  // namespace

Counter& Counters::counter(std::string name, hal::Labels labels) {
    return findOrMake(counters_, std::move(name), std::move(labels));
}

Gauge& Counters::gauge(std::string name, hal::Labels labels) {
    return findOrMake(gauges_, std::move(name), std::move(labels));
}

void Counters::ask(std::string name, hal::Labels labels, std::function<std::optional<double>()> value) {
    askAll([name = std::move(name), labels = std::move(labels),
            value = std::move(value)](std::vector<hal::Figure>& figures) {
        if (const auto known = value()) figures.push_back({name, labels, *known});
    });
}

void Counters::askAll(Source source) {
    sources_.push_back(std::move(source));
}

std::vector<hal::Figure> Counters::figures() const {
    std::vector<hal::Figure> figures;
    for (const auto& each : counters_)
        figures.push_back({each.name, each.labels, static_cast<double>(each.value.value())});
    for (const auto& each : gauges_)
        figures.push_back({each.name, each.labels, static_cast<double>(each.value.value())});
    for (const auto& source : sources_) source(figures);
    return figures;
}

}  // namespace tram::roles
