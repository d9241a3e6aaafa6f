// Charsets and validity by tables of their own: "Việt Nam, Đồng Tháp" as each charset has it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text/charset.hpp"
#include "text/utf8.hpp"
#include "text/vietnamese.hpp"

namespace tram::text {
namespace {

struct ValidityRow {
    const char* name;
    ByteView bytes;
    bool valid;
    ByteView repaired;
};

TEST(Utf8, ValidityAndRepair) {
    const ValidityRow rows[] = {
        {"ascii", "Tram", true, "Tram"},
        {"two, three, four octets", "đế😀", true, "đế😀"},
        {"overlong slash", "\xC0\xAF", false, "\uFFFD\uFFFD"},
        {"overlong three", "\xE0\x80\xAF", false, "\uFFFD\uFFFD\uFFFD"},
        {"surrogate", "\xED\xA0\x80", false, "\uFFFD\uFFFD\uFFFD"},
        {"above U+10FFFF", "\xF4\x90\x80\x80", false, "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"cut at the end", "a\xE1\xBA", false, "a\uFFFD"},
        {"cut in the middle",
         "\xE1\xBA"
         "b",
         false, "\uFFFDb"},
        {"lone continuation", "\x80", false, "\uFFFD"},
        {"bad octet behind a long run of ASCII", "0123456789abcdef\xFFz", false, "0123456789abcdef\uFFFDz"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(isUtf8(row.bytes), row.valid) << row.name;
        EXPECT_EQ(repairUtf8(row.bytes), row.repaired) << row.name;
    }
}

TEST(Utf8, PrefixEndsAtACharacter) {
    EXPECT_EQ(utf8Prefix("đế", 1), "");
    EXPECT_EQ(utf8Prefix("đế", 2), "đ");
    EXPECT_EQ(utf8Prefix("đế", 4), "đ");
    EXPECT_EQ(utf8Prefix("đế", 5), "đế");
    EXPECT_EQ(utf8Prefix("abc", 2), "ab");
    EXPECT_EQ(utf8Prefix("\x80\x80\x80\x80\x80\x80", 5).size(), 5U);
}

TEST(Utf8, Nfc) {
    EXPECT_EQ(toNfc("Vie\u0302\u0323t"), "Việt");
    EXPECT_EQ(toNfc("Vie\u0323\u0302t"), "Việt");
    EXPECT_EQ(toNfc("\u1EC7\xFF"), "ệ\uFFFD");
}

struct CharsetRow {
    const char* name;
    const char* label;
    ByteView bytes;
    ByteView text;
    Loss loss = Loss::none;
};

TEST(Charset, Decodes) {
    const CharsetRow rows[] = {
        {"utf-8", "UTF-8", "Việt", "Việt"},
        {"utf-8 decomposed", "utf8", "Vie\u0323\u0302t", "Việt"},
        {"utf-8 with a byte order mark", "utf-8", "\uFEFFViệt", "Việt"},
        {"utf-8 that is none", "utf-8", "Vi\xF2t", "Vi\uFFFDt", Loss::replaced},
        {"windows-1258", "Windows-1258", "Vi\xEA\xF2t Nam, \xD0\xF4\xCCng Th\xE1p", "Việt Nam, Đồng Tháp"},
        {"windows-1258 composed of letter and tone", "cp1258", "Tha\xECp, m\xE3\xDD", "Tháp, măƯ"},
        {"viscii", "VISCII", "Vi\xAEt Nam, \xD0\xB0ng Th\xE1p", "Việt Nam, Đồng Tháp"},
        {"viscii in the control range", "viscii1.1-1", "\x02\x05\x06\x14\x19\x1E\r\n", "ẲẴẪỶỸỴ\r\n"},
        {"tcvn", "TCVN-5712", "Vi\xD6t Nam, \xA7\xE5ng Th\xB8p", "Việt Nam, Đồng Tháp"},
        {"tcvn combining", "x-viet-tcvn5712", "Tha\xB3p, Vi\xAA\xB4t", "Tháp, Việt"},
        {"tcvn capitals in the control range", "tcvn3", "\x01\x11\x16", "ÚỨÝ"},
        {"vni", "x-viet-vni", "Vie\xE4t Nam, \xD1o\xE0ng Tha\xF9p", "Việt Nam, Đồng Tháp"},
        {"vni horns", "VNI", "Tr\xF6\xF4\xF8ng, \xD6\xD4\xD9", "Trường, ƯỚ"},
        {"vni: marks of the other case", "vni", "VIE\xE4T", "VIỆT"},
        {"vni: a mark without a letter is Latin-1", "vni", "x\xE4", "xä"},
        {"viqr", "VIQR", "Vie^.t Nam, DDo^`ng Tha'p, u+o+?", "Việt Nam, Đồng Tháp, ưở"},
        {"viqr escapes", "viqr", "co\\? la\\.", "co? la."},
        {"latin 1 is windows-1252", "ISO-8859-1", "caf\xE9 \x80", "café €"},
        {"koi8-r", "koi8-r", "\xCD\xC9\xD2", "мир"},
        {"gb2312 is gb18030", "GB2312", "\xD4\xBD\xC4\xCF", "越南"},
        {"shift_jis", "Shift_JIS", "\x93\xFA\x96\x7B", "日本"},
        {"iso-2022-jp", "ISO-2022-JP", "\x1B$BF|K\\\x1B(B", "日本"},
        {"utf-16 big endian", "UTF-16BE", ByteView("\x1E\xC7\0t", 4), "ệt"},
        {"utf-16 without a mark", "utf-16", ByteView("t\0\xC7\x1E", 4), "tệ"},
        {"utf-16 without a mark, the other way", "utf-16", ByteView("\0t\x1E\xC7", 4), "tệ"},
        {"utf-16 by its mark", "utf-16", ByteView("\xFF\xFEt\0", 4), "t"},
        {"utf-16 beyond the basic plane", "utf-16be", ByteView("\xD8\x3D\xDE\x00", 4), "😀"},
        {"utf-7", "UTF-7", "+Hsc-t", "ệt"},
        {"us-ascii that is UTF-8", "us-ascii", "Việt", "Việt"},
        {"unknown label", "x-no-such-thing", "Việt", "Việt"},
        {"quoted label", "\"utf-8\"", "Việt", "Việt"},
        {"options are no label", "utf-16,version=1", "ab", "ab"},
        {"cut multi-octet", "shift_jis", "a\x93", "a\uFFFD", Loss::replaced},
        {"empty", "windows-1258", "", ""},
    };
    for (const auto& row : rows) {
        const auto decoded = decodeToUtf8(row.bytes, row.label);
        EXPECT_EQ(decoded.utf8, row.text) << row.name;
        EXPECT_EQ(decoded.loss, row.loss) << row.name;
    }
}

TEST(Charset, GuessesWhatIsNotDeclared) {
    EXPECT_EQ(decodeUndeclared("Việt").utf8, "Việt");
    EXPECT_EQ(decodeUndeclared("Tr\xE3m n\xE3m trong co\xDEi ng\xFD\xF5\xCCi ta").utf8, "Trăm năm trong cõi người ta");
    EXPECT_EQ(decodeUndeclared("perci\xF2, cos\xEC, citt\xE0").utf8, "perciò, così, città");
    EXPECT_EQ(decodeUndeclared("Gr\xFC\xDF"
                               "e \x93 \x94")
                  .utf8,
              "Grüße “ ”");
}

TEST(Charset, LongTextCrossesTheInnerBuffer) {
    std::string wide;
    std::string expected;
    for (int i = 0; i < 5000; ++i) {
        wide.append(i % 2 == 0 ? ByteView("\xD8\x3D\xDE\x00", 4) : ByteView("\0a", 2));
        expected += i % 2 == 0 ? "😀" : "a";
    }
    EXPECT_EQ(decodeToUtf8(wide, "utf-16be").utf8, expected);
}

TEST(Charset, Knows) {
    for (const char* label : {"UTF-8", "us-ascii", "windows-1258", "VISCII", "x-viet-vni", "TCVN3", "koi8-r"}) {
        EXPECT_TRUE(isKnownCharset(label)) << label;
    }
    for (const char* label : {"", "x-unknown", "no such charset", "bogus-9"})
        EXPECT_FALSE(isKnownCharset(label)) << label;
    EXPECT_TRUE(isWideCharset("utf-16le"));
    EXPECT_FALSE(isWideCharset("shift_jis"));
    EXPECT_FALSE(isWideCharset("utf-8"));
}

TEST(Vietnamese, WithoutDiacritics) {
    EXPECT_EQ(withoutDiacritics("Nguyễn Văn Đức"), "Nguyen Van Duc");
    EXPECT_EQ(withoutDiacritics("đặng thị bưởi"), "dang thi buoi");
    EXPECT_EQ(withoutDiacritics("Lê Thị Hường, Ủy ban"), "Le Thi Huong, Uy ban");
    EXPECT_EQ(withoutDiacritics("한국 日本"), "한국 日本");
    EXPECT_EQ(withoutDiacritics("a\xFFz"), "a\uFFFDz");
    EXPECT_EQ(withoutDiacritics(""), "");
}

}  // namespace
}  // namespace tram::text
