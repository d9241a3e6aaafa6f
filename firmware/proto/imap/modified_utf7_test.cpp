#include "proto/imap/modified_utf7.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tram::imap {
namespace {

struct Pair {
    const char* name;
    std::string utf8;
    std::string utf7;
};
class Names : public testing::TestWithParam<Pair> {};

TEST_P(Names, BothWays) {
    EXPECT_EQ(encodeModifiedUtf7(GetParam().utf8), GetParam().utf7);
    EXPECT_EQ(decodeModifiedUtf7(GetParam().utf7), GetParam().utf8);
}
const Pair pairs[]{
    {"Empty", "", ""},
    {"Ascii", "INBOX/a b~", "INBOX/a b~"},
    {"Ampersand", "a&b&", "a&-b&-"},
    // [RFC3501 5.1.3]
    {"Example", "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
    {"Vietnamese", "Công văn đến", "C&APQ-ng v&AQM-n &AREevw-n"},
    {"Ends", "đ", "&ARE-"},
    {"BesideAmpersand", "đ&đ", "&ARE-&-&ARE-"},
    {"BeyondBmp", "😀!", "&2D3eAA-!"},
    {"Highest", "\xf4\x8f\xbf\xbf", "&2,,f,w-"},
    {"Control", "a\tb\x7f", "a&AAk-b&AH8-"},
    {"Dash", "-đ-", "-&ARE--"},
};
INSTANTIATE_TEST_SUITE_P(Pairs, Names, testing::ValuesIn(pairs),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ModifiedUtf7, WhatIsNoneIsRefused) {
    const std::array wrong{
        "&",        "a&b",   "&AR",      "&ARE",      // no end
        "&A-",      "&AR-",                           // half a character
        "&AREA-",                                     // six bits more
        "&ARF-",                                      // bits that should be zero
        "&AGE-",                                      // "a" can stand for itself
        "&AAA-",                                      // NUL
        "&2AA-",    "&2D0-", "&3gA-",    "&2D3YPQ-",  // half a surrogate pair
        "&AR!-",    "&A/E-", "&AR\xc4-",              // not in the alphabet
        "\xc4\x91", "a\tb",  "a\x7f",                 // neither printable nor shifted
    };
    for (const auto* text : wrong) EXPECT_FALSE(decodeModifiedUtf7(text).has_value()) << text;
    EXPECT_FALSE(decodeModifiedUtf7(ByteView("a\0b", 3)).has_value());
}
TEST(ModifiedUtf7, SuperfluousShiftsAreLetPass) {
    EXPECT_EQ(decodeModifiedUtf7("&AOk-&AOk-"), "éé");
}
TEST(ModifiedUtf7, BrokenUtf8BecomesReplacementCharacters) {
    EXPECT_EQ(decodeModifiedUtf7(encodeModifiedUtf7("a\xc3z")), "a\xef\xbf\xbdz");
}

}  // namespace
}  // namespace tram::imap
