#include "hal/model/sensor.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "hal/model/findings_fixture.hpp"

namespace tram::hal {
namespace {

using std::chrono::seconds;

using fixture::told;

constexpr auto none = std::nullopt;
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
const Limits hot{75.0, 85.0, none, none, 5.0};
const Limits turning{none, none, 900.0, 400.0, 100.0};

TEST(Sensor, ReadingsInOrder) {
    struct Row {
        const char* what;
        Kind kind;
        const Limits& limits;
        std::vector<std::optional<double>> readings;  // ten seconds apart
        const char* found;                            // of the last
    };
    const Row rows[] = {
        {"cool", Kind::temperature, hot, {41, 42, 41}, ""},
        {"hot once", Kind::temperature, hot, {41, 90, 41, 41}, ""},
        {"hot", Kind::temperature, hot, {76, 76, 76}, "temperature.high warning limit=75 value=76"},
        {"hovering at its limit",
         Kind::temperature,
         hot,
         {76, 76, 76, 74, 76, 71, 74},
         "temperature.high warning limit=75 value=74"},
        {"cooled down", Kind::temperature, hot, {76, 76, 76, 60, 60, 60}, ""},
        {"cooled down for one reading",
         Kind::temperature,
         hot,
         {76, 76, 76, 60},
         "temperature.high warning limit=75 value=60"},
        {"hotter", Kind::temperature, hot, {76, 86, 87, 88}, "temperature.high critical limit=85 value=88"},
        {"nonsense", Kind::temperature, hot, {41, -128, 41}, ""},
        {"nonsense for long",
         Kind::temperature,
         hot,
         {41, -128, -128, -128, -128, -128, -128, 255},
         "component.unreadable reason=no reading"},
        {"none for long",
         Kind::temperature,
         hot,
         {none, none, none, none, none, none, nan},
         "component.unreadable reason=no reading"},
        {"none while it is hot",
         Kind::temperature,
         hot,
         {76, 76, 76, none, none, none},
         "temperature.high warning limit=75 value=76"},
        {"a fan", Kind::fan, turning, {3'000, 2'900}, ""},
        {"stands still for one poll", Kind::fan, turning, {3'000, 0, 3'000}, ""},
        {"stands still", Kind::fan, turning, {3'000, 0, 0, 0}, "fan.failed critical limit=400 value=0"},
        {"turns slowly", Kind::fan, turning, {850, 850, 850}, "fan.failed warning limit=900 value=850"},
        {"turns again", Kind::fan, turning, {0, 0, 0, 3'000, 3'000, 3'000}, ""},
        {"a fan of a million turns", Kind::fan, turning, {1e6, 3'000, 3'000}, ""},
        {"without limits", Kind::temperature, {}, {199, 199, 199, 199}, ""},
    };
    for (const auto& row : rows) {
        SensorWatch watch("it", row.kind, row.limits);
        SteadyTime now{};
        std::string last;
        for (const auto& reading : row.readings) {
            last = told(watch.update(reading, now));
            now += seconds(10);
        }
        EXPECT_EQ(last, row.found) << row.what;
    }
}

TEST(Sensor, AnEmergencyTakesTimeAndReadings) {
    SensorWatch watch("temperature:cpu", Kind::temperature, hot);
    SteadyTime now{};
    const auto read = [&](std::optional<double> value, int times) {
        for (int i = 0; i < times; ++i, now += seconds(10)) static_cast<void>(watch.update(value, now));
        return watch.isEmergency();
    };
    EXPECT_FALSE(read(90, 3));
    EXPECT_TRUE(read(90, 2));
    EXPECT_TRUE(read(none, 20)) << "a thermometer that dies tells nothing better";
    EXPECT_TRUE(read(60, 3));
    EXPECT_FALSE(read(60, 2));
}

}  // namespace
}  // namespace tram::hal
