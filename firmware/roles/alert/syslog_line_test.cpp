#include "roles/alert/syslog_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using What = hal::AlarmEvent::What;

TEST(SyslogLine, IsWholeAndInBothLanguages) {
    EXPECT_EQ(syslogLine(event(7), "mail.example"),
              "<26>1 2023-11-14T22:13:27.000Z mail.example tram-alert - disk.failing "
              "[tram@32473 code=\"disk.failing\" component=\"disk:3\" label=\"bay 3\" serial=\"S3\" "
              "severity=\"critical\" what=\"raised\" sequence=\"7\"] "
              "\xEF\xBB\xBF[phát sinh] Đĩa ở khay 3 (số sê-ri S3) sắp hỏng: 197 grew. / "
              "[raised] The disk in bay 3 (serial S3) is about to fail: 197 grew.");
    EXPECT_EQ(syslogFrame("<26>1 x"), "7 <26>1 x");
    EXPECT_EQ(syslogFrame("é"), "2 é") << "octets are counted";
}

TEST(SyslogLine, SeverityFollowsTheEvent) {
    struct Row {
        What what;
        hal::Health severity;
        const char* priority;
    };
    for (const auto& row : std::vector<Row>{{What::raised, hal::Health::critical, "<26>1 "},
                                            {What::raised, hal::Health::warning, "<28>1 "},
                                            {What::changed, hal::Health::critical, "<26>1 "},
                                            {What::cleared, hal::Health::critical, "<29>1 "}}) {
        auto alarm = failingDisk();
        alarm.severity = row.severity;
        EXPECT_THAT(syslogLine(event(1, row.what, alarm), "h"), StartsWith(row.priority));
    }
}

TEST(SyslogLine, DevicesWordsMakeNoFieldsAndNoLines) {
    auto alarm = failingDisk();
    alarm.arguments["serial"] = "a\"b\\c]d\ne";
    alarm.arguments["label"] = "\xff";
    const auto line = syslogLine(event(1, What::raised, alarm), "mail example\n");
    EXPECT_THAT(line, HasSubstr(" serial=\"a\\\"b\\\\c\\]d?e\""));
    EXPECT_THAT(line, HasSubstr(" label=\"?\""));
    EXPECT_THAT(line, HasSubstr(" mail?example? tram-alert "));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(isUtf8(line));
    EXPECT_THAT(syslogLine(event(1), ""), HasSubstr("Z - tram-alert"));
}

TEST(SyslogLine, IsNoLongerThanEveryReceiverTakes) {
    auto alarm = failingDisk();
    std::string reason;
    while (reason.size() < 3000) reason += "ổ";
    alarm.arguments["reason"] = reason;
    const auto line = syslogLine(event(1, What::raised, alarm), std::string(400, 'h'));
    EXPECT_LE(line.size(), longestSyslogLine);
    EXPECT_GT(line.size(), longestSyslogLine - 8);
    EXPECT_TRUE(isUtf8(line));
}

}  // namespace
}  // namespace tram::roles
