#include "hal/model/alarm_book.hpp"

#include <gtest/gtest.h>

namespace tram::hal {
namespace {

using What = AlarmEvent::What;

const SystemTime start{std::chrono::seconds(1'800'000'000)};

std::string told(const std::vector<AlarmEvent>& events) {
    std::string text;
    for (const auto& event : events) {
        if (!text.empty()) text += ", ";
        text += std::to_string(event.sequence) + " " + std::string(name(event.what)) + " " +
                std::string(infoOf(event.alarm.condition).name) + " of " + event.alarm.component + " " +
                std::string(name(event.alarm.severity));
    }
    return text;
}

TEST(AlarmBook, TellsRaiseChangeAndClear) {
    AlarmBook book;
    const Finding hot{Condition::tooHot, "temperature:cpu", {{"value", "81"}}, {}};
    const Finding hotter{Condition::tooHot, "temperature:cpu", {{"value", "92"}}, Health::critical};
    const Finding fan{Condition::fanFailed, "fan:1", {}, {}};
    EXPECT_EQ(told(book.update({}, {}, start)), "");
    const auto step = [&](std::vector<Finding> findings, int second, std::set<std::string> unreadable = {}) {
        return told(book.update(findings, unreadable, start + std::chrono::seconds(second)));
    };
    EXPECT_EQ(step({hot}, 1), "1 raised temperature.high of temperature:cpu warning");
    EXPECT_EQ(step({hot}, 2), "") << "once";
    EXPECT_EQ(step({fan, hotter}, 3),
              "2 raised fan.failed of fan:1 critical, 3 changed temperature.high of temperature:cpu critical");
    ASSERT_EQ(book.active().size(), 2U);
    EXPECT_EQ(book.active()[0].arguments.at("value"), "92");
    EXPECT_EQ(book.active()[0].raised, start + std::chrono::seconds(1));
    EXPECT_EQ(book.active()[0].changed, start + std::chrono::seconds(3));
    EXPECT_EQ(step({hotter}, 4, {"fan:1"}), "") << "not known is not well";
    EXPECT_EQ(step({hotter}, 5), "4 cleared fan.failed of fan:1 critical");
    EXPECT_EQ(step({fan, hotter}, 6), "5 raised fan.failed of fan:1 critical") << "another alarm";
    EXPECT_EQ(step({}, 7),
              "6 cleared temperature.high of temperature:cpu critical, 7 cleared fan.failed of fan:1 critical");
}

TEST(AlarmBook, ComesBackAsItWas) {
    AlarmBook book;
    const std::vector<Finding> findings{{Condition::linkDown, "link:tsl-1", {}, {}},
                                        {Condition::linkDown, "link:tsl-2", {}, {}}};
    book.update(findings, {}, start);
    EXPECT_TRUE(book.acknowledge(2, "hungnv@tinh.gov.vn"));
    EXPECT_FALSE(book.acknowledge(3, "hungnv@tinh.gov.vn"));
    AlarmBook again({book.active().begin(), book.active().end()}, book.sequence());
    EXPECT_TRUE(again.update(findings, {}, start + std::chrono::hours(1)).empty()) << "no alarm is doubled";
    EXPECT_EQ(again.active()[1].acknowledgedBy, "hungnv@tinh.gov.vn");
    EXPECT_EQ(told(again.update(std::span(findings).subspan(1), {}, start)),
              "3 cleared link.down of link:tsl-1 critical");
}

TEST(AlarmBook, TheSameFoundTwiceIsOneAlarm) {
    AlarmBook book;
    const std::vector<Finding> twice{{Condition::diskFailed, "disk:3", {}, {}},
                                     {Condition::diskFailed, "disk:3", {}, {}}};
    EXPECT_EQ(book.update(twice, {}, start).size(), 1U);
    EXPECT_EQ(book.active().size(), 1U);
}

}  // namespace
}  // namespace tram::hal
