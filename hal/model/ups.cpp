#include "hal/model/ups.hpp"

#include <charconv>
#include <cmath>
#include <format>

namespace tram::hal {

namespace {

// A unit says "low battery" for a moment, or one poll goes astray: neither stops a box.
constexpr unsigned pollsToBelieve = 2;
// Above this no unit means it: some come with 100, and call a full battery low.
constexpr double sensibleChargeLow = 80;
constexpr double overload = 95;  // per cent

}  // namespace

std::set<std::string, std::less<>> parseUpsStatus(std::string_view text) {
    std::set<std::string, std::less<>> result;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) result.emplace(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::optional<double> parseUpsNumber(std::string_view text, double most) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(value) || value < 0 || value > most) return std::nullopt;
    return value;
}

void UpsState::update(const UpsReading& reading) {
    if (supply_ == Supply::forced) {
        if (reading.fault.empty()) reading_ = reading;
        return;
    }
    if (!reading.fault.empty()) {
        const auto known = std::move(reading_);
        reading_ = reading;
        // What it said last says what to fear: on battery it may be dying.
        reading_.status = known.status;
        reading_.runtime = known.runtime;
        reading_.charge = known.charge;
        if (++lost_ < pollsToBelieve) return;
        if (supply_ == Supply::battery) supply_ = Supply::exhausted;
        if (supply_ == Supply::mains) supply_ = Supply::unknown;
        return;
    }
    lost_ = 0;
    reading_ = reading;
    if (reading.has("FSD")) {
        supply_ = Supply::forced;
        return;
    }
    // Where it says both, the mains are there.
    const bool onMains = reading.has("OL");
    const bool onBattery = reading.has("OB") && !onMains;
    // While it measures its battery it empties it by intent, and takes the mains back by itself.
    low_ = onBattery && reading.has("LB") && !reading.has("CAL") ? low_ + 1 : 0;
    if (low_ >= pollsToBelieve) {
        supply_ = Supply::exhausted;
    } else if (onBattery) {
        supply_ = Supply::battery;
    } else if (onMains) {
        supply_ = Supply::mains;
    }
    // WAIT, OFF and words of later units change nothing.
}

std::vector<Finding> upsFindings(const UpsState& state) {
    const auto& reading = state.reading();
    std::vector<Finding> findings;
    const auto find = [&](Condition condition, Arguments arguments = {}) {
        findings.push_back({condition, reading.id, std::move(arguments), {}});
    };
    if (!reading.fault.empty()) find(Condition::upsLost, {{"reason", reading.fault}});
    using enum UpsState::Supply;
    if (state.supply() == battery) {
        const auto minutes = reading.runtime ? std::format("{:.0f}", std::floor(*reading.runtime / 60)) : "?";
        find(Condition::upsOnBattery, {{"value", minutes}});
    }
    if (state.supply() == exhausted || state.supply() == forced) find(Condition::upsLowBattery);
    if (!reading.fault.empty()) return findings;
    if (reading.has("RB")) find(Condition::upsReplaceBattery);
    if (reading.has("OVER") || reading.load.value_or(0) >= overload)
        find(Condition::upsOverload, {{"value", reading.load ? std::format("{:.0f}", *reading.load) : "100"}});
    if (reading.has("BYPASS")) find(Condition::upsBypass);
    if (reading.has("ALARM") || !reading.alarm.empty())
        find(Condition::upsAlarm, {{"reason", reading.alarm.empty() ? "ALARM" : reading.alarm}});
    if (reading.chargeLow.value_or(0) > sensibleChargeLow)
        find(Condition::upsBadSettings, {{"value", std::format("{:.0f}", *reading.chargeLow)}});
    return findings;
}

}  // namespace tram::hal
