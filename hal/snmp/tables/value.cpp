#include "hal/snmp/tables/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "hal/model/json_value.hpp"

namespace tram::snmp {

namespace {

// Rounded and held within the bounds; of what is no number the lower one.
double held(double number, double least, double most) {
    return std::isnan(number) ? least : std::clamp(std::round(number), least, most);
}

constexpr double most32 = std::numeric_limits<std::uint32_t>::max();

Value numberValue(Syntax syntax, std::uint64_t number) {
    return {syntax, number, {}, {}};
}

}  // namespace

Value integerValue(double number) {
    constexpr double least = std::numeric_limits<std::int32_t>::min();
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    const double whole = std::isnan(number) ? 0 : held(number, least, most);
    return numberValue(Syntax::integer32, static_cast<std::uint64_t>(static_cast<std::int64_t>(whole)));
}

Value gaugeValue(double number) {
    return numberValue(Syntax::gauge32, static_cast<std::uint64_t>(held(number, 0, most32)));
}

Value counter64Value(double number) {
    // The largest double below 2^64.
    constexpr double most = 18'446'744'073'709'549'568.0;
    return numberValue(Syntax::counter64, static_cast<std::uint64_t>(held(number, 0, most)));
}

Value counter32Value(double number) {
    return numberValue(Syntax::counter32, counter64Value(number).number & 0xffff'ffffU);
}

Value ticksValue(std::chrono::microseconds duration) {
    const auto ticks = std::max<std::int64_t>(0, duration.count() / 10'000);
    return numberValue(Syntax::timeTicks, static_cast<std::uint64_t>(ticks) & 0xffff'ffffU);
}

Value truthValue(bool truth) {
    return integerValue(truth ? 1 : 2);
}

Value textValue(std::string_view text, std::size_t most) {
    return octetsValue(hal::lineOf(text, most));
}

Value octetsValue(std::string octets) {
    return {Syntax::octets, 0, std::move(octets), {}};
}

Value oidValue(Oid oid) {
    return {Syntax::objectIdentifier, 0, {}, std::move(oid)};
}

std::optional<Value> timeValue(SystemTime time) {
    if (time <= SystemTime{}) return std::nullopt;
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
    const auto year = std::clamp(static_cast<int>(date.year()), 0, 65'535);
    const std::array<unsigned, 11> parts{static_cast<unsigned>(year) >> 8U,
                                         static_cast<unsigned>(year) & 0xffU,
                                         static_cast<unsigned>(date.month()),
                                         static_cast<unsigned>(date.day()),
                                         static_cast<unsigned>(clock.hours().count()),
                                         static_cast<unsigned>(clock.minutes().count()),
                                         static_cast<unsigned>(clock.seconds().count()),
                                         static_cast<unsigned>(clock.subseconds().count() / 100),
                                         '+',
                                         0,
                                         0};
    std::string octets;
    for (const auto part : parts) octets += static_cast<char>(part);
    return octetsValue(std::move(octets));
}

}  // namespace tram::snmp
