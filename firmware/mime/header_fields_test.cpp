#include "mime/header_fields.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tram::mime {
namespace {

struct SizeRow {
    const char* name;
    ByteView message;
    ByteView header;
};

TEST(HeaderSection, Ends) {
    const SizeRow rows[] = {
        {"with the empty line", "A: b\r\n\r\nbody", "A: b\r\n\r\n"},
        {"with LF", "A: b\n\nbody", "A: b\n\n"},
        {"at the end", "A: b\r\n", "A: b\r\n"},
        {"without a line end", "A: b", "A: b"},
        {"at once", "\r\nA: b", "\r\n"},
        {"before a body without separation", "A: b\r\nbody\r\nmore\r\n", "A: b\r\n"},
        {"junk before a field is passed over", "A: b\r\njunk\r\nC: d\r\n\r\n", "A: b\r\njunk\r\nC: d\r\n\r\n"},
        {"no field at all", "body\r\nA: b\r\n", ""},
        {"white space first, then a field", "  \r\nA: b\r\n\r\nx", "  \r\nA: b\r\n\r\n"},
        {"a continuation first", " x\r\nA: b\r\n\r\n", ""},
        {"mbox", "From a\r\nA: b\r\n\r\n", "From a\r\nA: b\r\n\r\n"},
        {"mbox further on", "A: b\r\nFrom a\r\n\r\n", "A: b\r\n"},
        {"white space in a header goes on", "A: b\r\n \r\nC: d\r\n\r\n", "A: b\r\n \r\nC: d\r\n\r\n"},
        {"name with 8-bit is none", "A: b\r\n\xC3\xA1: d\r\n\r\n", "A: b\r\n"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(row.message.substr(0, headerSectionSize(row.message)), row.header) << row.name;
}

const std::string section =
    "From: a\r\nSubject : b\r\n c\r\nX-Empty:\r\nsubject: d\r\njunk\r\nTo: e\n\nNot: header\r\n";

TEST(HeaderFields, InOrderWithTheirOctets) {
    std::vector<std::string> seen;
    for (const auto& field : HeaderFields(section)) {
        seen.push_back(std::string(field.name) + "=" + unfold(field.value));
        EXPECT_EQ(ByteView(section).substr(field.offset, field.whole.size()), field.whole);
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"From=a", "Subject=b c", "X-Empty=", "subject=d", "To=e"}));
}

TEST(HeaderFields, AreFoundAndSelected) {
    EXPECT_EQ(findField(section, "SUBJECT")->value, " b\r\n c");
    EXPECT_FALSE(findField(section, "Not"));
    const std::vector<std::string> names = {"subject", "to"};
    EXPECT_EQ(selectFields(section, names, Selection::these), "Subject : b\r\n c\r\nsubject: d\r\nTo: e\n\r\n");
    EXPECT_EQ(selectFields(section, names, Selection::allButThese), "From: a\r\nX-Empty:\r\n\r\n");
    EXPECT_EQ(selectFields("A: b", std::vector<std::string>{"a"}, Selection::these), "A: b\r\n\r\n");
    EXPECT_EQ(selectFields("", names, Selection::these), "\r\n");
}

TEST(HeaderFields, Unfold) {
    EXPECT_EQ(unfold(" a\r\n b\n\tc \r\n"), "a b\tc");
    EXPECT_EQ(unfold("\r\n \r\n"), "");
    EXPECT_EQ(unfold("a\rb"), "a\rb");
}

}  // namespace
}  // namespace tram::mime
