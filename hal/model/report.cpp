#include "hal/model/report.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// [Prometheus data model]: letters, digits and "_", not a digit first.
bool isName(std::string_view text) {
    if (text.empty() || text.size() > limits::hal::figureName || !isLetter(text.front())) return false;
    return std::ranges::all_of(text, [](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

std::expected<Figure, ReportError> figureOf(const json::value& value) {
    const auto name = viewOf(at(value, "name"));
    const auto number = realOf(at(value, "value"));
    if (!number) return std::unexpected(ReportError::malformed);
    if (!isName(name)) return std::unexpected(ReportError::badName);
    Figure figure{std::string(name), {}, *number};
    const auto* labels = at(value, "labels");
    if (labels == nullptr) return figure;
    if (!labels->is_object()) return std::unexpected(ReportError::malformed);
    if (labels->get_object().size() > limits::hal::figureLabels) return std::unexpected(ReportError::tooLarge);
    for (const auto& [label, text] : labels->get_object()) {
        if (!isName(label)) return std::unexpected(ReportError::badName);
        if (!text.is_string()) return std::unexpected(ReportError::malformed);
        figure.labels.emplace(label, lineOf(viewOf(&text), limits::hal::figureName));
    }
    return figure;
}

// "tram-smtp"
bool isProcess(std::string_view text) {
    return !text.empty() && text.size() <= limits::hal::figureName &&
           std::ranges::all_of(text, [](char c) { return isLetter(c) || c == '-'; });
}

}  // namespace

std::optional<double> ProcessReport::find(std::string_view name) const {
    const auto found = std::ranges::find(figures, name, &Figure::name);
    return found == figures.end() ? std::nullopt : std::optional(found->value);
}

json::value toJson(const ProcessReport& report) {
    json::array figures;
    for (const auto& figure : report.figures) {
        json::object object{{"name", figure.name}, {"value", figure.value}};
        if (!figure.labels.empty()) {
            json::object labels;
            for (const auto& [label, text] : figure.labels) labels.emplace(label, text);
            object.emplace("labels", std::move(labels));
        }
        figures.push_back(std::move(object));
    }
    return json::object{{"process", report.process},
                        {"started", report.started.time_since_epoch().count()},
                        {"time", report.time.time_since_epoch().count()},
                        {"figures", std::move(figures)}};
}

std::expected<ProcessReport, ReportError> reportOf(const json::value& value) {
    const auto process = viewOf(at(value, "process"));
    const auto started = timeOf(at(value, "started"));
    const auto time = timeOf(at(value, "time"));
    if (!started || !time) return std::unexpected(ReportError::malformed);
    if (!isProcess(process)) return std::unexpected(ReportError::badName);
    ProcessReport report{std::string(process), *started, *time, {}};
    const auto& figures = elementsOf(at(value, "figures"));
    if (figures.size() > limits::hal::reportFigures) return std::unexpected(ReportError::tooLarge);
    for (const auto& each : figures) {
        auto figure = figureOf(each);
        if (!figure) return std::unexpected(figure.error());
        report.figures.push_back(std::move(*figure));
    }
    return report;
}

std::string encodeReport(const ProcessReport& report) {
    return json::serialize(toJson(report));
}

std::expected<ProcessReport, ReportError> parseReport(std::string_view datagram) {
    if (datagram.size() > limits::hal::reportOctets) return std::unexpected(ReportError::tooLarge);
    const auto value = parseJson(datagram);
    if (!value) return std::unexpected(ReportError::malformed);
    return reportOf(*value);
}

}  // namespace tram::hal
