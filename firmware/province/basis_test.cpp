#include "province/basis.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::province {
namespace {

TEST(Basis, DaysAreReadAsDecisionsAndComputersWriteThem) {
    const std::pair<const char*, const char*> good[] = {
        {"2013-05-22", "2013-05-22"}, {"22/5/2013", "2013-05-22"},  {"22/05/2013", "2013-05-22"},
        {"22-5-2013", "2013-05-22"},  {"2024-02-29", "2024-02-29"}, {"1/1/1970", "1970-01-01"},
        {"2/9/1945", "1945-09-02"},
    };
    for (const auto& [text, iso] : good) {
        const auto day = parseDay(text);
        ASSERT_TRUE(day) << text;
        EXPECT_EQ(isoDay(*day), iso);
    }
    for (const auto* bad :
         {"", "2013", "2013-05", "2013-13-01", "2013-02-29", "31/4/2013", "0/5/2013", "22/5/13", "22/5-2013",
          "2013-05-22 ", "22//2013", "-/-/2013", "22/5/20133", "a/5/2013", "2013-5-222", "+2/5/2013"})
        EXPECT_FALSE(parseDay(bad)) << bad;
    EXPECT_EQ(vietnameseDay(*parseDay("2013-05-22")), "22/5/2013");
    EXPECT_EQ(parseDay("1969-12-31"), -1);
}

TEST(Basis, NeedsANumberAndADayThatHasBeen) {
    const auto today = *parseDay("2026-11-25");
    const auto day = *parseDay("22/5/2013");
    EXPECT_EQ(checkBasis("957/QĐ-UBND", day, today), "957/QĐ-UBND");
    EXPECT_EQ(checkBasis("  957/Q\xC4\x90-UBND   b\xCC\x82 ", day, today), "957/QĐ-UBND b\xCC\x82") << "spaces";
    EXPECT_EQ(checkBasis("Quye\xCC\x82\xCC\x81t \xC4\x91i\xCC\xA3nh", day, today), "Quyết định") << "NFC";
    EXPECT_EQ(checkBasis("957/QĐ-UBND", today, today), "957/QĐ-UBND");
    EXPECT_EQ(checkBasis("", day, today).error(), BasisError::noNumber);
    EXPECT_EQ(checkBasis("   ", day, today).error(), BasisError::noNumber);
    EXPECT_EQ(checkBasis("1\n2", day, today).error(), BasisError::badNumber);
    EXPECT_EQ(checkBasis("\xff", day, today).error(), BasisError::badNumber);
    EXPECT_EQ(checkBasis(std::string(limits::province::basisNumber + 1, 'x'), day, today).error(),
              BasisError::badNumber);
    EXPECT_EQ(checkBasis("1/QĐ", 0, today).error(), BasisError::noDate);
    EXPECT_EQ(checkBasis("1/QĐ", today + 1, today).error(), BasisError::badDate) << "a slip";
    EXPECT_EQ(checkBasis("1/QĐ", *parseDay("1/9/1945"), today).error(), BasisError::badDate);
}

}  // namespace
}  // namespace tram::province
