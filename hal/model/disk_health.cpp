#include "hal/model/disk_health.hpp"

#include <algorithm>
#include <cmath>
#include <format>

#include "hal/model/debounce.hpp"

namespace tram::hal {

namespace {

constexpr std::size_t growthsKept = 16;

// Bits of NVMe's "critical warning": spare used up, reliability degraded, read-only, backup of its memory failed; the
// temperature is judged by itself. [NVM Express Base 2.0, 5.16.1.3]
constexpr std::uint64_t nvmeFailing = 0x01 | 0x04 | 0x08 | 0x10;

constexpr std::uint64_t wornPercent = 90;

struct Figure {
    std::string_view name;  // as the tools call it, in every language
    std::optional<std::uint64_t> SmartReading::* count;
    enum class Means { looks, fails, cable } aboveZero;
    enum class Grows { no, once, twice } fails;  // how often within trendTime until it is about to fail
};

constexpr Figure figures[] = {
    {"Reallocated_Sector_Ct", &SmartReading::reallocatedSectors, Figure::Means::looks, Figure::Grows::no},
    {"Reported_Uncorrect", &SmartReading::reportedUncorrectable, Figure::Means::looks, Figure::Grows::no},
    {"Current_Pending_Sector", &SmartReading::pendingSectors, Figure::Means::looks, Figure::Grows::twice},
    {"Offline_Uncorrectable", &SmartReading::offlineUncorrectable, Figure::Means::looks, Figure::Grows::twice},
    {"media_errors", &SmartReading::mediaErrors, Figure::Means::looks, Figure::Grows::once},
    {"total_uncorrected_errors", &SmartReading::uncorrected, Figure::Means::looks, Figure::Grows::once},
    {"grown_defects", &SmartReading::grownDefects, Figure::Means::looks, Figure::Grows::no},
};
// These mean something only where they grow.
constexpr Figure growingFigures[] = {
    {"Command_Timeout", &SmartReading::commandTimeouts, Figure::Means::looks, Figure::Grows::no},
    {"UDMA_CRC_Error_Count", &SmartReading::interfaceErrors, Figure::Means::cable, Figure::Grows::no},
};

// As it was last read: a reading that lacks it takes nothing back.
std::uint64_t lastOf(const DiskTrends& trends, std::string_view figure) {
    const auto found = trends.counts.find(figure);
    return found == trends.counts.end() ? 0 : found->second.value;
}

std::size_t growthsOf(const DiskTrends& trends, std::string_view figure, SystemTime now) {
    const auto found = trends.counts.find(figure);
    if (found == trends.counts.end()) return 0;
    return static_cast<std::size_t>(
        std::ranges::count_if(found->second.growths, [&](SystemTime at) { return now - at <= trendTime; }));
}

void followOne(DiskTrends& trends, const Figure& figure, const SmartReading& reading, SystemTime now) {
    const auto& count = reading.*figure.count;
    if (!count) return;
    const auto [found, isNew] = trends.counts.try_emplace(std::string(figure.name), CountTrend{*count, {}});
    auto& trend = found->second;
    if (*count > trend.value) trend.growths.push_back(now);
    if (*count < trend.value) trend.growths.clear();
    if (trend.growths.size() > growthsKept) trend.growths.pop_front();
    trend.value = *count;
}

// What the disk itself, or one figure of it, calls a failure.
std::vector<std::string> failures(const SmartReading& reading, const DiskTrends& trends, SystemTime now) {
    std::vector<std::string> reasons;
    if (reading.passed == false) reasons.emplace_back("SMART: FAILED");
    if (const auto bits = reading.criticalWarning.value_or(0) & nvmeFailing; bits != 0)
        reasons.push_back(std::format("critical_warning 0x{:02x}", bits));
    if (reading.spare && reading.spareThreshold && *reading.spare < *reading.spareThreshold)
        reasons.push_back(std::format("available_spare {} % < {} %", *reading.spare, *reading.spareThreshold));
    if (reading.selfTestPassed == false) reasons.emplace_back("self-test: FAILED");
    for (const auto& figure : figures) {
        const auto growths = growthsOf(trends, figure.name, now);
        const auto enough = figure.fails == Figure::Grows::once ? 1U : 2U;
        if (figure.fails != Figure::Grows::no && growths >= enough)
            reasons.push_back(std::format("{} {}, +{}×/7 d", figure.name, lastOf(trends, figure.name), growths));
    }
    return reasons;
}

std::string joined(const std::vector<std::string>& reasons) {
    std::string text;
    for (const auto& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
    return text;
}

}  // namespace

void follow(DiskTrends& trends, const SmartReading& reading, SystemTime now) {
    for (const auto& figure : figures) followOne(trends, figure, reading, now);
    for (const auto& figure : growingFigures) followOne(trends, figure, reading, now);
}

std::vector<Finding> diskFindings(const std::string& component, const SmartReading& reading, const DiskTrends& trends,
                                  Health& hot, SystemTime now) {
    std::vector<Finding> findings;
    const auto failing = failures(reading, trends, now);
    if (!failing.empty()) findings.push_back({Condition::diskFailing, component, {{"reason", joined(failing)}}, {}});

    std::vector<std::string> suspicious;
    for (const auto& figure : figures) {
        if (const auto count = lastOf(trends, figure.name); count > 0)
            suspicious.push_back(std::format("{} {}", figure.name, count));
    }
    for (const auto& figure : growingFigures) {
        if (growthsOf(trends, figure.name, now) == 0) continue;
        const auto count = std::to_string(lastOf(trends, figure.name));
        if (figure.aboveZero == Figure::Means::cable) {
            findings.push_back({Condition::diskCable, component, {{"value", count}}, {}});
        } else {
            suspicious.push_back(std::format("{} {}", figure.name, count));
        }
    }
    // Of a disk that is about to fail its first signs are no news.
    if (failing.empty() && !suspicious.empty())
        findings.push_back({Condition::diskSuspect, component, {{"reason", joined(suspicious)}}, {}});
    if (reading.used.value_or(0) >= wornPercent)
        findings.push_back({Condition::diskWorn, component, {{"value", std::to_string(*reading.used)}}, {}});

    if (reading.celsius) {
        Limits limits;
        limits.warningAbove = reading.celsiusWarning.value_or(
            std::min(usualWarningCelsius, reading.celsiusCritical.value_or(usualCriticalCelsius) - celsiusHysteresis));
        limits.criticalAbove = reading.celsiusCritical.value_or(std::max(usualCriticalCelsius, *limits.warningAbove));
        limits.hysteresis = celsiusHysteresis;
        hot = judge(limits, *reading.celsius, hot);
        if (hot == Health::warning || hot == Health::critical) {
            const auto limit = hot == Health::critical ? *limits.criticalAbove : *limits.warningAbove;
            findings.push_back(
                {Condition::diskHot,
                 component,
                 {{"value", std::format("{:.0f}", *reading.celsius)}, {"limit", std::format("{:.0f}", limit)}},
                 hot});
        }
    }
    return findings;
}

}  // namespace tram::hal
