#include "hal/model/ipmi.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

constexpr std::size_t mostSensors = 1'000;
constexpr std::size_t wordOctets = 64;

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

// The part up to the mark, which is taken away with it.
std::string_view takeUntil(std::string_view& text, char mark) {
    const auto end = std::min(text.find(mark), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

// "42 degrees C"; nothing where it does not begin with a number.
std::optional<double> takeNumber(std::string_view& text) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
    const auto rest = text.substr(static_cast<std::size_t>(stop - text.data()));
    if (!rest.empty() && rest.front() != ' ' && rest.front() != '%') return std::nullopt;
    text = trimmed(rest);
    return value;
}

std::optional<ControllerSensor> sensorOf(std::string_view line) {
    std::array<std::string_view, 5> fields;
    for (auto& field : fields) field = trimmed(takeUntil(line, '|'));
    if (fields[2].empty()) return std::nullopt;
    ControllerSensor sensor;
    sensor.name = lineOf(fields[0], wordOctets);
    if (sensor.name.empty()) return std::nullopt;
    sensor.status = lineOf(fields[2], wordOctets);
    // "unc", "lcr": which side is told by the value.
    const bool isSided = sensor.status.size() == 3 && (sensor.status[0] == 'u' || sensor.status[0] == 'l');
    if (isSided) sensor.status.erase(0, 1);
    auto reading = fields[4];
    if (const auto value = takeNumber(reading)) {
        sensor.value = value;
        sensor.unit = lineOf(reading, wordOctets);
        return sensor;
    }
    while (!reading.empty() && sensor.states.size() < 32) {
        if (const auto state = trimmed(takeUntil(reading, ',')); !state.empty())
            sensor.states.insert(lineOf(state, wordOctets));
    }
    return sensor;
}

}  // namespace

bool ControllerSensor::has(std::string_view state) const {
    return std::ranges::any_of(states, [&](const std::string& each) { return each.starts_with(state); });
}

const ControllerSensor* ControllerReading::find(std::string_view name) const {
    const auto found = std::ranges::find(sensors, name, &ControllerSensor::name);
    return found == sensors.end() ? nullptr : &*found;
}

std::vector<ControllerSensor> parseSensorList(std::string_view text) {
    std::vector<ControllerSensor> sensors;
    while (!text.empty() && sensors.size() < mostSensors) {
        if (auto sensor = sensorOf(takeUntil(text, '\n'))) sensors.push_back(std::move(*sensor));
    }
    return sensors;
}

std::optional<double> parseLogUsed(std::string_view text) {
    while (!text.empty()) {
        auto line = takeUntil(text, '\n');
        if (trimmed(takeUntil(line, ':')) != "Percent Used") continue;
        line = trimmed(line);
        const auto percent = takeNumber(line);
        return percent && *percent >= 0 && *percent <= 100 ? percent : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace tram::hal
