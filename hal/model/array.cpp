#include "hal/model/array.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tram::hal {

namespace {

template <class Number>
std::optional<Number> parseWhole(std::string_view text) {
    Number value{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string_view withoutOld(std::string_view text) {
    return trimmed(text.substr(0, text.find('(')));
}

bool isRunning(const ArrayReading& reading) {
    constexpr std::string_view running[] = {"clean",     "active",        "active-idle", "readonly",
                                            "read-auto", "write-pending", "suspended"};
    return std::ranges::find(running, reading.state) != std::end(running);
}

}  // namespace

std::optional<unsigned> parseRaidDisks(std::string_view text) {
    return parseWhole<unsigned>(withoutOld(text));
}

std::string parseLevel(std::string_view text) {
    return std::string(withoutOld(text));
}

SyncAction parseSyncAction(std::string_view text) {
    if (text == "idle") return SyncAction::idle;
    if (text == "resync") return SyncAction::resync;
    if (text == "recover") return SyncAction::recover;
    if (text == "check") return SyncAction::check;
    if (text == "repair") return SyncAction::repair;
    if (text == "reshape") return SyncAction::reshape;
    if (text == "frozen") return SyncAction::frozen;
    return SyncAction::other;
}

std::optional<double> parseSyncCompleted(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto done = parseWhole<std::uint64_t>(trimmed(text.substr(0, slash)));
    const auto total = parseWhole<std::uint64_t>(trimmed(text.substr(slash + 1)));
    if (!done || !total || *total == 0 || *done > *total) return std::nullopt;
    return static_cast<double>(*done) / static_cast<double>(*total);
}

std::set<std::string, std::less<>> parseMemberStates(std::string_view text) {
    std::set<std::string, std::less<>> result;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (const auto word = trimmed(text.substr(0, end)); !word.empty()) result.emplace(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::vector<Finding> arrayFindings(const ArrayReading& reading, const ArrayPlace& place) {
    std::vector<Finding> findings;
    const auto find = [&](Condition condition, Arguments arguments = {}) {
        findings.push_back({condition, place.id, std::move(arguments), {}});
    };
    const auto working = static_cast<unsigned>(std::ranges::count_if(reading.members, &ArrayMember::isWorking));
    if (!isRunning(reading)) {
        find(Condition::arrayFailed, {{"reason", reading.state}});
    } else if (!reading.members.empty() && working == 0) {
        find(Condition::arrayFailed, {{"reason", "0/" + std::to_string(reading.disks)}});
    } else if (reading.degraded.value_or(0) > 0) {
        find(Condition::arrayDegraded, {{"value", std::to_string(*reading.degraded)}});
    }
    if (reading.action == SyncAction::recover || reading.action == SyncAction::resync ||
        reading.action == SyncAction::reshape) {
        // What is delayed behind another array has not begun.
        const auto percent = std::floor(100 * reading.progress.value_or(0));
        find(Condition::arrayRebuilding, {{"value", std::to_string(static_cast<int>(percent))}});
    }
    // A check that is under way has counted only some of them.
    if (reading.action == SyncAction::idle && reading.mismatches > 0)
        find(Condition::arrayMismatch, {{"value", std::to_string(reading.mismatches)}});
    const auto spares = static_cast<unsigned>(std::ranges::count_if(reading.members, &ArrayMember::isSpare));
    if (spares < place.spares) find(Condition::arrayNoSpare);
    for (std::size_t i = 0; i < reading.members.size(); ++i) {
        const auto& member = reading.members[i];
        const auto named = [&](const std::vector<std::string>& labels, const std::string& otherwise) {
            return i < labels.size() && !labels[i].empty() ? labels[i] : otherwise;
        };
        Arguments other{{"other", named(place.labels, member.device)}};
        if (const auto vietnamese = named(place.labelsVietnamese, ""); !vietnamese.empty())
            other["other.vi"] = vietnamese;
        if (member.isFaulty() && i < place.disks.size() && !place.disks[i].empty())
            findings.push_back({Condition::diskFailed, place.disks[i], {}, {}});
        if (member.hasBadBlocks) find(Condition::arrayBadBlocks, other);
        if (member.correctedReads > 0 && !member.isFaulty()) {
            other["value"] = std::to_string(member.correctedReads);
            find(Condition::arrayReadErrors, other);
        }
    }
    return findings;
}

}  // namespace tram::hal
