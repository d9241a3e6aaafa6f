#include "hal/snmp/tables/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tram::snmp {

namespace {

struct NumberRow {
    const char* name;
    Value value;
    Syntax syntax;
    std::int64_t expected;
};

TEST(Value, NumbersOutsideTheirRangeBecomeTheNearest) {
    const double infinite = std::numeric_limits<double>::infinity();
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<NumberRow> rows{
        {"an integer", integerValue(-12.6), Syntax::integer32, -13},
        {"too large an integer", integerValue(1e12), Syntax::integer32, 2'147'483'647},
        {"too small an integer", integerValue(-infinite), Syntax::integer32, -2'147'483'648LL},
        {"no number", integerValue(none), Syntax::integer32, 0},
        {"a gauge", gaugeValue(4'000'000'000), Syntax::gauge32, 4'000'000'000},
        {"too large a gauge", gaugeValue(1e10), Syntax::gauge32, 4'294'967'295},
        {"a gauge below 0", gaugeValue(-1), Syntax::gauge32, 0},
        {"a counter that wraps", counter32Value(4'294'967'296.0 + 5), Syntax::counter32, 5},
        {"a large counter", counter64Value(5e12), Syntax::counter64, 5'000'000'000'000},
        {"a counter that is none", counter64Value(none), Syntax::counter64, 0},
        {"ticks", ticksValue(std::chrono::milliseconds(1234)), Syntax::timeTicks, 123},
        {"ticks below 0", ticksValue(std::chrono::seconds(-1)), Syntax::timeTicks, 0},
        {"true", truthValue(true), Syntax::integer32, 1},
        {"false", truthValue(false), Syntax::integer32, 2},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(row.value.syntax, row.syntax) << row.name;
        EXPECT_EQ(static_cast<std::int64_t>(row.value.number), row.expected) << row.name;
    }
    EXPECT_EQ(counter64Value(infinite).number, 18'446'744'073'709'549'568U);
}

TEST(Value, TextsAreCutAtACharacterAndHaveNoControls) {
    EXPECT_EQ(textValue("a\nb").octets, "a?b");
    EXPECT_EQ(textValue("Tr\u1ea1m", 4).octets, "Tr") << "the third character has three octets";
}

TEST(Value, TimesAreInUtcWithTenths) {
    using namespace std::chrono_literals;
    const auto at = SystemTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 27)) + 13h + 5min + 7s + 890ms;
    ASSERT_TRUE(timeValue(at));
    EXPECT_EQ(timeValue(at)->octets, std::string("\x07\xea\x0b\x1b\x0d\x05\x07\x08+\0\0", 11));
    EXPECT_FALSE(timeValue(SystemTime{})) << "never set";
    EXPECT_TRUE(timeValue(SystemTime::max()));
}

}  // namespace

}  // namespace tram::snmp
