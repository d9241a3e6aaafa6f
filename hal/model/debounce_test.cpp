#include "hal/model/debounce.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

namespace tram::hal {
namespace {

using std::chrono::seconds;

// 's' seen, '-' not seen, ' ' no reading: a second each. The result: '#' where it holds afterwards, '.' where not.
std::string play(Patience patience, std::string_view readings) {
    Debounce debounce(patience);
    SteadyTime now{};
    std::string result;
    for (const char reading : readings) {
        if (reading != ' ') debounce.update(reading == 's', now);
        result += debounce.holds() ? '#' : '.';
        now += seconds(1);
    }
    return result;
}

TEST(Debounce, ByReadingsAndTime) {
    const struct {
        const char* what;
        Patience patience;
        std::string_view readings, holds;
    } rows[] = {
        {"at once", {}, "-s--s-", ".#..#."},
        {"a single reading is not believed", {{}, {}, 3}, "s-ss--s-", "........"},
        {"three in a row are", {{}, {}, 3}, "-sss-sss---s", "...#######.."},
        {"for a time", {seconds(3), seconds(2)}, "ssss--s---s", "...######.."},
        {"a flap begins it anew", {seconds(3), {}}, "sss-ssss-", ".......#."},
        {"without a reading nothing changes", {seconds(2), seconds(2)}, "s    s     -   -", ".....##########."},
        {"never before both", {seconds(4), {}, 2}, "s  s s-", ".....##"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(play(row.patience, row.readings), row.holds) << row.what;
    }
}

TEST(Judge, AssertsAtTheLimitAndClearsBeyondIt) {
    constexpr auto none = std::nullopt;
    const Limits hot{60.0, 70.0, none, none, 5.0};
    const Limits fan{none, none, 600.0, 300.0, 100.0};
    constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
    const struct {
        const Limits& limits;
        double value;
        Health before, health;
    } rows[] = {
        {hot, 59.9, Health::ok, Health::ok},
        {hot, 60, Health::ok, Health::warning},
        {hot, 55.1, Health::warning, Health::warning},
        {hot, 54.9, Health::warning, Health::ok},
        {hot, 70, Health::warning, Health::critical},
        {hot, 66, Health::critical, Health::critical},
        {hot, 64.9, Health::critical, Health::warning},
        {hot, 56, Health::critical, Health::warning},
        {hot, 54, Health::critical, Health::ok},
        {hot, 56, Health::unknown, Health::ok},
        {hot, nan, Health::critical, Health::unknown},
        {hot, std::numeric_limits<double>::infinity(), Health::ok, Health::unknown},
        {fan, 601, Health::ok, Health::ok},
        {fan, 600, Health::ok, Health::warning},
        {fan, 690, Health::warning, Health::warning},
        {fan, 0, Health::ok, Health::critical},
        {fan, 401, Health::critical, Health::warning},
        {{}, 1e9, Health::ok, Health::ok},
    };
    for (const auto& row : rows)
        EXPECT_EQ(judge(row.limits, row.value, row.before), row.health) << row.value << " after " << name(row.before);
}

}  // namespace
}  // namespace tram::hal
