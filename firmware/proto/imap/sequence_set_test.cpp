#include "proto/imap/sequence_set.hpp"

#include <gtest/gtest.h>

#include <format>

namespace tram::imap {
namespace {

std::string described(const std::vector<SequenceRange>& ranges) {
    Bytes text;
    appendSequenceSet(text, ranges);
    return text;
}

struct Row {
    const char* name;
    const char* text;
    const char* read;        // as it is written again; empty: it is none
    const char* normalised;  // with 10 as the highest
    const char* left = "";
};
class Sets : public testing::TestWithParam<Row> {};

TEST_P(Sets, AreReadAndNormalised) {
    const auto& row = GetParam();
    ByteView text = row.text;
    const auto set = takeSequenceSet(text, SetForm::any);
    EXPECT_EQ(text, row.left);
    ASSERT_EQ(set.has_value(), *row.read != '\0');
    if (!set) return;
    EXPECT_EQ(described(set->ranges), row.read);
    EXPECT_EQ(described(normalise(set->ranges, 10)), row.normalised);
}
const Row rows[]{
    {"One", "1", "1", "1"},
    {"Range", "2:4", "2:4", "2:4"},
    {"Backwards", "4:2", "4:2", "2:4"},
    {"Star", "*", "*", "10"},
    {"ToStar", "3:*", "3:*", "3:10"},
    {"FromStar", "*:3", "*:3", "3:10"},
    {"BeyondStar", "15:*", "15:*", "10:15"},
    {"Unsorted", "9,1,5:6", "9,1,5:6", "1,5:6,9"},
    {"Overlapping", "1:5,3:7,7", "1:5,3:7,7", "1:7"},
    {"Touching", "1,2,3:4,6", "1,2,3:4,6", "1:4,6"},
    {"Largest", "1:4294967295", "1:4294967295", "1:4294967295"},
    {"Covering", "4294967295,1:4294967295", "4294967295,1:4294967295", "1:4294967295"},
    {"Rest", "1:2 FLAGS", "1:2", "1:2", " FLAGS"},
    {"RestColon", "1:2:3", "1:2", "1:2", ":3"},
    {"Nothing", "", "", ""},
    {"Zero", "0", "", "", "0"},
    {"ZeroInRange", "1:0", "", "", "0"},
    {"TooLarge", "4294967296", "", "", "4294967296"},
    {"Sign", "+1", "", "", "+1"},
    {"Minus", "-1", "", "", "-1"},
    {"Comma", "1,", "", "", ""},
    {"Colon", "1:", "", "", ""},
    {"SavedAmongOthers", "1,$", "", "", "$"},
};
INSTANTIATE_TEST_SUITE_P(Texts, Sets, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SequenceSets, SavedResultStandsAlone) {
    ByteView text = "$ FLAGS";
    const auto set = takeSequenceSet(text, SetForm::any);
    ASSERT_TRUE(set.has_value());
    EXPECT_TRUE(set->saved);
    EXPECT_TRUE(set->ranges.empty());
    EXPECT_EQ(text, " FLAGS");
}
TEST(SequenceSets, QresyncTakesNumbersOnly) {
    for (ByteView text : {"*", "1:*", "$"}) EXPECT_FALSE(takeSequenceSet(text, SetForm::numbers).has_value());
}
TEST(SequenceSets, StarOfAnEmptyMailboxIsNothing) {
    EXPECT_EQ(described(normalise(std::vector<SequenceRange>{{0, 0}}, 0)), "");
    EXPECT_EQ(described(normalise(std::vector<SequenceRange>{{3, 0}, {0, 0}}, 0)), "3");
}
TEST(SequenceSets, MembershipIsThatOfTheRanges) {
    const auto ranges = normalise(std::vector<SequenceRange>{{5, 7}, {1, 1}, {9, 0}}, 12);
    for (std::uint32_t number = 0; number < 15; ++number) {
        const bool expected = number == 1 || (number >= 5 && number <= 7) || (number >= 9 && number <= 12);
        EXPECT_EQ(containsNumber(ranges, number), expected) << number;
    }
    EXPECT_FALSE(containsNumber({}, 1));
}

}  // namespace
}  // namespace tram::imap
