#include "hal/model/ipmi.hpp"

#include <gtest/gtest.h>

namespace tram::hal {

namespace {

TEST(Ipmi, ReadsWhatMeasuresAndWhatDoesNot) {
    const ControllerReading reading{
        parseSensorList("CPU1 Temp        | 30h | ok  |  3.1 | 42 degrees C\n"
                        "FAN1             | 41h | lcr | 29.1 | 0 RPM\r\n"
                        "PS1 Status       | C8h | ok  | 10.1 | Presence detected\n"
                        "PS2 Status | C9h | ok | 10.2 | Presence detected, Power Supply AC lost\n"
                        "Odd              | 01h | ns  |  7.1 | No Reading\n"
                        "Load             | 02h | ok  |  7.1 | 12.5 percent\n"
                        "no sensor at all\n\n|||\n" +
                        std::string(70, '\x80') + "| 03h | ok  |  7.1 | 1 RPM\n"),
        {}};
    ASSERT_EQ(reading.sensors.size(), 6U);
    EXPECT_EQ(reading.find("CPU1 Temp")->value, 42);
    EXPECT_EQ(reading.find("CPU1 Temp")->unit, "degrees C");
    EXPECT_EQ(reading.find("FAN1")->value, 0);
    EXPECT_EQ(reading.find("FAN1")->status, "cr");
    EXPECT_TRUE(reading.find("PS2 Status")->has("Presence detected"));
    EXPECT_TRUE(reading.find("PS2 Status")->has("Power Supply AC lost"));
    EXPECT_FALSE(reading.find("PS1 Status")->has("Power Supply AC lost"));
    EXPECT_EQ(reading.find("Odd")->value, std::nullopt);
    EXPECT_EQ(reading.find("Load")->value, 12.5);
    EXPECT_EQ(reading.find("PS3 Status"), nullptr);
}

TEST(Ipmi, TellsHowFullTheLogIs) {
    const std::vector<std::pair<std::string, std::optional<double>>> rows{
        {"SEL Information\nEntries : 12\nPercent Used     : 3%\n", 3},
        {"Percent Used : unknown\n", std::nullopt},
        {"Percent Used : 250%\n", std::nullopt},
        {"Percent Used", std::nullopt},
        {"", std::nullopt},
    };
    for (const auto& [text, used] : rows) EXPECT_EQ(parseLogUsed(text), used) << text;
}

}  // namespace

}  // namespace tram::hal
