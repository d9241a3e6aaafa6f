#include "mime/date.hpp"

#include <gtest/gtest.h>

namespace tram::mime {
namespace {

struct Row {
    const char* name;
    ByteView value;
    ByteView formatted;  // as formatDate() has it; "malformed", "out of range"
};

TEST(Date, Reads) {
    const Row rows[] = {
        {"as it is written", "Mon, 02 Sep 2030 07:15:00 +0700", "Mon, 02 Sep 2030 07:15:00 +0700"},
        {"no weekday, no seconds", "2 Sep 2030 07:15 +0700", "Mon, 02 Sep 2030 07:15:00 +0700"},
        {"folded, with comments", "Mon,\r\n 2 (hai) Sep 2030 07:15:00 +0700 (ICT (Hanoi))",
         "Mon, 02 Sep 2030 07:15:00 +0700"},
        {"wrong weekday", "Fri, 02 Sep 2030 07:15:00 +0700", "Mon, 02 Sep 2030 07:15:00 +0700"},
        {"west", "1 Jan 2030 00:30:00 -0330", "Tue, 01 Jan 2030 00:30:00 -0330"},
        {"two digits, this century", "1 Jan 49 00:00 Z", "Fri, 01 Jan 2049 00:00:00 +0000"},
        {"two digits, the last century", "1 Jan 50 00:00 UT", "Sun, 01 Jan 1950 00:00:00 +0000"},
        {"three digits", "1 Jan 126 00:00 GMT", "Thu, 01 Jan 2026 00:00:00 +0000"},
        {"named zones", "1 Jan 2026 12:00:00 EST", "Thu, 01 Jan 2026 12:00:00 -0500"},
        {"military zone is unknown", "1 Jan 2026 12:00:00 K", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"no zone", "1 Jan 2026 12:00:00", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"zone with a colon", "1 Jan 2026 12:00:00 +07:00", "Thu, 01 Jan 2026 12:00:00 +0700"},
        {"GMT+", "1 Jan 2026 12:00:00 GMT+0700", "Thu, 01 Jan 2026 12:00:00 +0700"},
        {"impossible zone", "1 Jan 2026 12:00:00 +9999", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"asctime", "Thu Jan  1 12:00:00 2026", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"with dashes", "1-Jan-2026 12:00:00 +0000", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"full month", "1 January 2026 12:00", "Thu, 01 Jan 2026 12:00:00 +0000"},
        {"leap second", "31 Dec 2016 23:59:60 +0000", "Sat, 31 Dec 2016 23:59:59 +0000"},
        {"leap day", "29 Feb 2028 00:00 +0000", "Tue, 29 Feb 2028 00:00:00 +0000"},
        {"no such day", "29 Feb 2026 00:00 +0000", "out of range"},
        {"hour 24", "1 Jan 2026 24:00 +0000", "out of range"},
        {"before mail", "1 Jan 1800 00:00 +0000", "out of range"},
        {"no time", "1 Jan 2026", "malformed"},
        {"no month", "1 2026 12:00", "malformed"},
        {"empty", "", "malformed"},
        {"words", "hom qua", "malformed"},
    };
    for (const auto& row : rows) {
        const auto date = parseDate(row.value);
        const auto result = date                                    ? formatDate(date->time, date->zone)
                            : date.error() == DateError::outOfRange ? "out of range"
                                                                    : "malformed";
        EXPECT_EQ(result, row.formatted) << row.name;
    }
}

TEST(Date, DayOfTheSender) {
    using namespace std::chrono;
    EXPECT_EQ(parseDate("Mon, 02 Sep 2030 01:00:00 +0700")->localDay(), 2030y / September / 2);
    EXPECT_EQ(parseDate("Mon, 02 Sep 2030 01:00:00 +0700")->time, sys_days{2030y / September / 1} + 18h);
}

}  // namespace
}  // namespace tram::mime
