#include "proto/imap/response_writer.hpp"

#include <gtest/gtest.h>

namespace tram::imap {
namespace {

struct Row {
    const char* name;
    std::string octets;
    std::string string;
    std::string astring;
    std::string utf8String;
};
class Strings : public testing::TestWithParam<Row> {};

TEST_P(Strings, HaveTheRightForm) {
    const auto& row = GetParam();
    Bytes out;
    appendString(out, row.octets);
    EXPECT_EQ(out, row.string);
    out.clear();
    appendAstring(out, row.octets);
    EXPECT_EQ(out, row.astring);
    out.clear();
    appendString(out, row.octets, StringForm::utf8);
    EXPECT_EQ(out, row.utf8String);
}
const Row rows[]{
    {"Empty", "", R"("")", R"("")", R"("")"},
    {"Atom", "INBOX", R"("INBOX")", "INBOX", R"("INBOX")"},
    {"Bracket", "a]+", R"("a]+")", "a]+", R"("a]+")"},
    {"Nil", "nil", R"("nil")", R"("nil")", R"("nil")"},
    {"Space", "a b", R"("a b")", R"("a b")", R"("a b")"},
    {"Wildcard", "a*%", R"("a*%")", R"("a*%")", R"("a*%")"},
    {"Specials", R"(a"b\)", R"("a\"b\\")", R"("a\"b\\")", R"("a\"b\\")"},
    {"Tab", "a\tb", "\"a\tb\"", "\"a\tb\"", "\"a\tb\""},
    {"LineEnd", "a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb"},
    {"Utf8", "đi", "{3}\r\nđi", "{3}\r\nđi", "\"đi\""},
    {"Latin1", "\xe9", "{1}\r\n\xe9", "{1}\r\n\xe9", "{1}\r\n\xe9"},
    {"Nul", std::string("a\0b", 3), "{2}\r\nab", "{2}\r\nab", "{2}\r\nab"},
};
INSTANTIATE_TEST_SUITE_P(Forms, Strings, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Strings, LongOnesAreLiterals) {
    const std::string octets(5'000, 'x');
    Bytes out;
    appendAstring(out, octets);
    EXPECT_EQ(out, "{5000}\r\n" + octets);
}
TEST(Strings, NilIsNotEmpty) {
    Bytes out;
    appendNstring(out, std::nullopt);
    out += ' ';
    appendNstring(out, "");
    EXPECT_EQ(out, "NIL \"\"");
}
TEST(Literals, OfNulsHaveATilde) {
    Bytes out;
    appendLiteralOrLiteral8(out, ByteView("a\0", 2));
    appendLiteralOrLiteral8(out, "a");
    EXPECT_EQ(out, std::string("~{2}\r\na\0{1}\r\na", 14));
}
TEST(Mailboxes, AreEncodedAsTheClientTakesThem) {
    Bytes out;
    appendMailbox(out, "Công văn", StringForm::ascii);
    out += ' ';
    appendMailbox(out, "Công văn", StringForm::utf8);
    out += ' ';
    appendMailbox(out, "A&B", StringForm::ascii);
    out += ' ';
    appendMailbox(out, "A&B", StringForm::utf8);
    EXPECT_EQ(out, "\"C&APQ-ng v&AQM-n\" \"Công văn\" A&-B A&B");
}
TEST(Text, CannotLeaveItsLine) {
    const auto written = [](ByteView text, StringForm form) {
        Bytes out;
        appendText(out, text, form);
        return out;
    };
    EXPECT_EQ(written("", StringForm::ascii), "-");
    EXPECT_EQ(written("a\r\nb OK", StringForm::ascii), "a  b OK");
    EXPECT_EQ(written("[ALERT] x]", StringForm::ascii), "(ALERT] x]");
    EXPECT_EQ(written("đi \xff", StringForm::ascii), "?i ?");
    EXPECT_EQ(written("đi \xff", StringForm::utf8), "đi ?");
}

}  // namespace
}  // namespace tram::imap
