#include "mime/encoded_word.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace tram::mime {
namespace {

struct Row {
    const char* name;
    ByteView raw;
    ByteView text;
};

TEST(EncodedWord, Decodes) {
    const Row rows[] = {
        {"plain", "Bao cao", "Bao cao"},
        {"folded", "Bao\r\n cao", "Bao cao"},
        {"base64", "=?UTF-8?B?QsOhbyBjw6Fv?=", "Báo cáo"},
        {"quoted", "=?utf-8?q?B=C3=A1o_c=c3=a1o?=", "Báo cáo"},
        {"text around", "Fwd: =?utf-8?q?B=C3=A1o?= 8", "Fwd: Báo 8"},
        {"space between words goes", "=?utf-8?q?B=C3=A1o?=\r\n =?utf-8?q?_c=C3=A1o?=", "Báo cáo"},
        {"a character cut between words", "=?utf-8?q?B=C3?= =?utf-8?q?=A1o?=", "Báo"},
        {"a character cut between base64 and quoted", "=?utf-8?b?QsM=?= =?UTF-8?q?=A1o?=", "Báo"},
        {"different charsets", "=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A1?=", "éá"},
        {"language", "=?utf-8*vi?q?B=C3=A1o?=", "Báo"},
        {"without space around", "a=?utf-8?q?b?=c", "abc"},
        {"question mark in the text", "=?utf-8?q?a?b?=", "a?b"},
        {"equals first in the text", "=?utf-8?q?=20a?=", " a"},
        {"unknown encoding", "=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"unclosed", "=?utf-8?q?abc", "=?utf-8?q?abc"},
        {"unknown charset", "=?x-none?q?B=C3=A1o?=", "Báo"},
        {"raw UTF-8", "Báo cáo", "Báo cáo"},
        {"raw windows-1258", "Tr\xE3m co\xDEi", "Trăm cõi"},
        {"decomposed", "Ba\u0301o", "Báo"},
        {"line ends do not come out", "=?utf-8?q?a=0D=0AX:_y?=", "a  X: y"},
        {"tcvn", "=?x-viet-tcvn5712?q?Vi=D6t?=", "Việt"},
        {"empty word", "=?utf-8?q?\?= x", " x"},
        {"empty", "", ""},
    };
    for (const auto& row : rows) EXPECT_EQ(decodeHeaderText(row.raw), row.text) << row.name;
}

TEST(EncodedWord, HostileInputIsLinear) {
    for (const char* piece : {"=?", "=?a?q?", "=?a?q?x", "=?utf-8?q?\?=", "?="}) {
        std::string hostile;
        while (hostile.size() < 1 << 20) hostile += piece;
        static_cast<void>(decodeHeaderText(hostile));
    }
}

TEST(EncodedWord, EncodesOnlyWhatNeedsIt) {
    EXPECT_EQ(encodeHeaderText("Bao cao"), "Bao cao");
    EXPECT_EQ(encodeHeaderText("Fwd: Báo cáo 8"), "Fwd: =?utf-8?b?QsOhbyBjw6Fv?= 8");
    EXPECT_EQ(encodeHeaderText("a =?x"), "a =?utf-8?b?PT94?=");
    EXPECT_EQ(encodeHeaderText("a\r\nX: y"), "a  X: y");
    EXPECT_EQ(encodePhrase("a, b"), "=?utf-8?q?a=2C?= b");
}

TEST(EncodedWord, GoesThereAndBackInWholeCharacters) {
    for (const std::string& piece :
         {std::string("Báo cáo tháng "), std::string("ế"), std::string("😀"), std::string("aé")}) {
        std::string text;
        while (text.size() < 600) text += piece;
        text += "é";  // no space at the end, which would go
        const auto encoded = encodeHeaderText(text);
        EXPECT_EQ(decodeHeaderText(encoded), text);
        for (ByteView rest = encoded; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            EXPECT_LE(end, 75U);
            EXPECT_EQ(decodeHeaderText(rest.substr(0, end)).find("\uFFFD"), std::string::npos);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

}  // namespace
}  // namespace tram::mime
