#include "proto/imap/date_time.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace tram::imap {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

TEST(Date, IsRead) {
    EXPECT_EQ(parseDay("17-Jul-1996"), sys_days{year{1996} / 7 / 17});
    EXPECT_EQ(parseDay("7-jUL-1996"), sys_days{year{1996} / 7 / 7});
    EXPECT_EQ(parseDay("07-Jul-1996"), sys_days{year{1996} / 7 / 7});
    EXPECT_EQ(parseDay(" 7-Jul-1996"), sys_days{year{1996} / 7 / 7});
    EXPECT_EQ(parseDay("29-Feb-2024"), sys_days{year{2024} / 2 / 29});
}
TEST(Date, WhatIsNoneIsRefused) {
    const std::array wrong{"",           "-Jul-1996",   "0-Jul-1996",   "32-Jul-1996", "29-Feb-2023",
                           "1-Foo-2024", "1-Jul-96",    "1-Jul-19966",  "1-July-1996", "1 Jul 1996",
                           "a-Jul-1996", "1-Jul-1996 ", "123-Jul-1996", "1--Jul-1996", "+1-Jul-1996",
                           "1-Jul--996"};
    for (const auto* text : wrong) EXPECT_FALSE(parseDay(text).has_value()) << text;
}

struct Row {
    const char* text;
    std::int64_t seconds;
    std::int16_t zone;
};
const Row rows[]{
    {"17-Jul-1996 02:44:25 -0700", 837596665, -420},
    {" 1-Feb-2024 08:00:00 +0700", 1706749200, 420},
    {"01-Jan-1970 00:00:00 +0000", 0, 0},
    {"31-Dec-1969 23:59:59 +0000", -1, 0},
    {"01-Jan-1970 05:45:00 +0545", 0, 345},
    {"30-Jun-2012 23:59:60 +0000", 1341100800, 0},
};
TEST(DateTime, IsRead) {
    for (const auto& [text, seconds, zone] : rows) EXPECT_EQ(parseDateTime(text), std::pair(seconds, zone)) << text;
}
TEST(DateTime, IsWrittenAsRead) {
    const std::array texts{"17-Jul-1996 02:44:25 -0700", " 1-Feb-2024 08:00:00 +0700", "31-Dec-1969 23:59:59 +0000",
                           "28-Feb-2100 00:00:01 -0330", "01-Jan-0001 00:00:00 +0000"};
    for (const ByteView text : texts) {
        const auto read = parseDateTime(text);
        ASSERT_TRUE(read.has_value()) << text;
        Bytes written;
        appendInternalDate(written, read->first, read->second);
        auto expected = '"' + std::string(text) + '"';
        if (expected[1] == '0') expected[1] = ' ';
        EXPECT_EQ(written, expected);
    }
}
TEST(DateTime, WhatIsNoneIsRefused) {
    const std::array wrong{"",
                           " ",
                           "17-Jul-1996",
                           "17-Jul-1996 02:44:25",
                           "17-Jul-1996 02:44:25 0700 ",
                           "17-Jul-1996 24:44:25 -0700",
                           "17-Jul-1996 02:60:25 -0700",
                           "17-Jul-1996 02:44:61 -0700",
                           "17-Jul-1996 02:44:25 -2400",
                           "17-Jul-1996 02:44:25 -0060",
                           "17-Jul-1996 02.44.25 -0700",
                           "17-Jul-1996 2:44:25 -07000",
                           "17-Jul-1996 02:44:25x-0700",
                           "17-Jul-1996 02:44:25 -07000"};
    for (const auto* text : wrong) EXPECT_FALSE(parseDateTime(text).has_value()) << text;
}
TEST(DateTime, AnyRecordGivesAWellFormedDate) {
    using Seconds = std::numeric_limits<std::int64_t>;
    using Zone = std::numeric_limits<std::int16_t>;
    for (const auto seconds : {Seconds::min(), Seconds::max(), std::int64_t{0}, std::int64_t{253'402'300'799}}) {
        for (const auto zone : {Zone::min(), Zone::max(), std::int16_t{0}}) {
            Bytes written;
            appendInternalDate(written, seconds, zone);
            ASSERT_EQ(written.size(), 28U) << written;
            EXPECT_EQ(written.find_first_not_of("\"0123456789 -+:abcdefghijklmnopqrstuvwxyzADFJMNOS"), Bytes::npos)
                << written;
        }
    }
}

}  // namespace
}  // namespace tram::imap
