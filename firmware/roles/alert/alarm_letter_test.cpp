#include "roles/alert/alarm_letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mime/content_coding.hpp"
#include "mime/encoded_word.hpp"
#include "mime/part_tree.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;
using What = hal::AlarmEvent::What;

dsn::Report letter(std::vector<hal::AlarmEvent> events) {
    SeededRandom random(1);
    return composeAlarmLetter(events, {"mail.example", "postmaster@example.vn", "vanhanh@example.vn", noon}, random);
}

std::string subjectOf(const dsn::Report& report) {
    return mime::decodeHeaderText(mime::summarise(report.message).envelope.subject.value_or(""));
}

std::string bodyOf(const dsn::Report& report) {
    const auto at = report.message.find("\r\n\r\n");
    const bool isBase64 = report.message.find("Content-Transfer-Encoding: base64") < at;
    return mime::decodeContent(isBase64 ? mime::TransferEncoding::base64 : mime::TransferEncoding::quotedPrintable,
                               ByteView(report.message).substr(at + 4));
}

TEST(AlarmLetter, TheSubjectTellsStatePartAndCondition) {
    struct Row {
        What what;
        hal::Health severity;
        const char* subject;
    };
    for (const auto& row : std::vector<Row>{
             {What::raised, hal::Health::critical, "[mail.example] NGHIÊM TRỌNG / critical: khay 3 (disk.failing)"},
             {What::raised, hal::Health::warning, "[mail.example] CẢNH BÁO / warning: khay 3 (disk.failing)"},
             {What::cleared, hal::Health::critical, "[mail.example] ĐÃ HẾT / over: khay 3 (disk.failing)"}}) {
        auto alarm = failingDisk();
        alarm.severity = row.severity;
        EXPECT_EQ(subjectOf(letter({event(7, row.what, alarm)})), row.subject);
    }
    auto nameless = failingDisk();
    nameless.arguments.clear();
    EXPECT_THAT(subjectOf(letter({event(7, What::raised, nameless)})), HasSubstr("disk:3 (disk.failing)"));
}

TEST(AlarmLetter, SaysWhatAndWhatToDoInBothLanguages) {
    const auto report = letter({event(7)});
    EXPECT_EQ(report.to, "vanhanh@example.vn");
    EXPECT_THAT(report.message, HasSubstr("Auto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(report.message, HasSubstr("postmaster@example.vn"));
    const auto body = bodyOf(report);
    const auto vietnamese = body.find("Đĩa ở khay 3 (số sê-ri S3) sắp hỏng: 197 grew.");
    const auto english = body.find("The disk in bay 3 (serial S3) is about to fail: 197 grew.");
    EXPECT_LT(vietnamese, english) << body;
    EXPECT_NE(english, std::string::npos) << body;
    EXPECT_THAT(body, HasSubstr("Cần làm: Chuẩn bị đĩa mới."));
    EXPECT_THAT(body, HasSubstr("What to do: Have a new disk at hand."));
    EXPECT_THAT(body, HasSubstr("Từ lúc: 05:13:20 15/11/2023")) << "the province's time";
    EXPECT_THAT(body, HasSubstr("Serial number: S3"));
    EXPECT_THAT(body, Not(HasSubstr("Since 05"))) << "one event is not summed up";
}

TEST(AlarmLetter, WhatIsOverNeedsNoDoing) {
    EXPECT_THAT(bodyOf(letter({event(8, What::cleared)})), Not(HasSubstr("What to do")));
}

TEST(AlarmLetter, SeveralEventsAreSummedUpAndTheLastIsTold) {
    const auto report =
        letter({event(1), event(2, What::cleared), event(3), event(4, What::changed), event(5, What::cleared)});
    EXPECT_THAT(subjectOf(report), HasSubstr("ĐÃ HẾT"));
    const auto body = bodyOf(report);
    EXPECT_THAT(body,
                HasSubstr("Since 05:13:21 15/11/2023 it was raised 2 times, changed 1 times, and was over 2 times."));
    EXPECT_THAT(body, HasSubstr("phát sinh 2 lần, thay đổi 1 lần, hết 2 lần."));
}

TEST(AlarmLetter, DevicesWordsMakeNoFields) {
    auto alarm = failingDisk();
    alarm.arguments["label.vi"] = "khay 3\r\nBcc: x@y";
    const auto report = letter({event(7, What::raised, alarm)});
    EXPECT_EQ(report.message.substr(0, report.message.find("\r\n\r\n")).find("\r\nBcc:"), std::string::npos);
}

}  // namespace
}  // namespace tram::roles
