#include "hal/model/snapshot.hpp"

#include <gtest/gtest.h>

#include "hal/model/hal_protocol.hpp"

namespace tram::hal {

namespace {

constexpr SystemTime noon{std::chrono::seconds(1'700'000'000)};

Alarm anAlarm() {
    return {7,
            Condition::diskFailing,
            "disk:3",
            Health::critical,
            {{"label", "bay 3"}, {"label.vi", "khay 3"}, {"serial", "S3"}, {"reason", "pending"}},
            noon,
            noon,
            "an"};
}

Snapshot example() {
    Snapshot snapshot;
    snapshot.hostname = "mail.example";
    snapshot.time = noon + std::chrono::seconds(5);
    snapshot.started = noon;
    snapshot.overall = Health::warning;
    snapshot.stage = "shedding";
    snapshot.reason = "runtime";
    snapshot.remainingSeconds = 320;
    snapshot.components.push_back(
        {{"disk:3", Kind::disk, "chassis", "bay 3", "Seagate", "ST4000", "S3", "SC60", true, "khay 3"},
         Health::critical,
         noon,
         {{"size_octets", 4e12}, {"temperature_celsius", 36}},
         {{"device", "sdc"}}});
    snapshot.components.push_back(
        {{"fan:1", Kind::fan, "chassis", "fan 1", "", "", "", "", false, ""}, {}, {}, {}, {}});
    snapshot.alarms.push_back(anAlarm());
    snapshot.replacements.push_back({"disk:4", "bay 4", "OLD", "NEW", noon});
    snapshot.sequence = 7;
    snapshot.reports.push_back({"tram-store", noon, noon, {{"store_writable", {}, 1}}});
    return snapshot;
}

TEST(Snapshot, ComesBackAsItWasSent) {
    const auto snapshot = example();
    EXPECT_EQ(parseSnapshot(encodeSnapshot(snapshot)), snapshot);
    EXPECT_EQ(parseSnapshot(encodeSnapshot(Snapshot{})), Snapshot{});
    ASSERT_NE(snapshot.find("fan:1"), nullptr);
    EXPECT_EQ(snapshot.find("fan:2"), nullptr);
}

TEST(Snapshot, WhatALaterReleaseAddsIsPassedOver) {
    const auto snapshot = parseSnapshot(R"({"time":1,"overall":"melting","colour":"red","components":[
        {"id":"x","kind":"warp-drive"},{"id":"fan:1","kind":"fan","health":"ok","odd":[1,{}]}],
        "alarms":[{"condition":"warp.failed"}]})");
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->overall, Health::unknown) << "what is not known is not well";
    ASSERT_EQ(snapshot->components.size(), 1U);
    EXPECT_EQ(snapshot->components[0].component.id, "fan:1");
    EXPECT_TRUE(snapshot->alarms.empty());
}

TEST(Snapshot, WhatIsNoneIsRefused) {
    for (const auto* text : {"", "{", "[]", "{}", R"({"time":"noon"})", "null"})
        EXPECT_FALSE(parseSnapshot(text)) << text;
}

TEST(Snapshot, AnAlarmIsToldInBothLanguages) {
    const auto alarm = anAlarm();
    EXPECT_EQ(textOf(alarm, Language::english).what, "The disk in bay 3 (serial S3) is about to fail: pending.");
    EXPECT_EQ(textOf(alarm, Language::vietnamese).what, "Đĩa ở khay 3 (số sê-ri S3) sắp hỏng: pending.");
}

TEST(Snapshot, EventsComeBackAsTheyWereSent) {
    const AlarmEvent event{AlarmEvent::What::cleared, 9, noon, anAlarm()};
    EXPECT_EQ(parseEvent(encodeEvent(event)), event);
    const EventsAnswer answer{{event}, 4, 9};
    EXPECT_EQ(parseEvents(encodeEvents(answer)), answer);
    EXPECT_FALSE(parseEvents("{}"));
}

TEST(HalProtocol, QuestionsComeBackAsTheyWereSent) {
    using What = HalQuestion::What;
    const std::vector<HalQuestion> rows{
        {What::snapshot, 0, std::chrono::seconds(0), 0, "", "", true},
        {What::events, 12, std::chrono::seconds(30), 0, "", "", true},
        {What::acknowledge, 0, std::chrono::seconds(0), 4, "an", "", true},
        {What::identify, 0, std::chrono::seconds(0), 0, "", "disk:3", false},
        {What::adopt, 0, std::chrono::seconds(0), 0, "", "disk:3", true},
        {What::forget, 0, std::chrono::seconds(0), 0, "", "disk:3", true},
        {What::scrub, 0, std::chrono::seconds(0), 0, "", "array:mail", true},
    };
    for (const auto& row : rows) EXPECT_EQ(parseQuestion(encodeQuestion(row)), row) << encodeQuestion(row);
}

TEST(HalProtocol, WhatIsNoQuestionIsRefusedWithTheReason) {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"", "not a JSON object"},
        {"[]", "not a JSON object"},
        {"{}", "neither a known ask nor a known do"},
        {R"({"ask":"identify"})", "neither a known ask nor a known do"},
        {R"({"do":"identify"})", "a component is needed"},
        {R"({"do":"acknowledge","alarm":1})", "an alarm and who are needed"},
        {std::string(5000, ' '), "too long"},
    };
    for (const auto& [text, reason] : rows) {
        const auto question = parseQuestion(text);
        ASSERT_FALSE(question) << text;
        EXPECT_EQ(question.error(), reason);
    }
    EXPECT_EQ(parseQuestion(R"({"ask":"events","wait":99999999999})")->wait, longestWait);
}

TEST(HalProtocol, WhatWasDoneIsOneWord) {
    EXPECT_EQ(parseDone(encodeDone("")), "");
    EXPECT_EQ(parseDone(encodeDone("no-such")), "no-such");
    EXPECT_FALSE(parseDone("{}"));
}

}  // namespace

}  // namespace tram::hal
