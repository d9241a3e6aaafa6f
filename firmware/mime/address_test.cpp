// Addresses as text: name|route|local|domain; "name:" begins a group and ";" ends it.
#include "mime/address.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace tram::mime {
namespace {

std::string listed(ByteView value) {
    std::string out;
    for (const auto& a : parseAddressList(value)) {
        if (!out.empty()) out += ", ";
        if (a.kind == Address::Kind::groupStart) {
            out += a.name + ":";
        } else if (a.kind == Address::Kind::groupEnd) {
            out += ";";
        } else {
            out += a.name + "|" + a.route + "|" + a.localPart + "|" + a.domain;
        }
    }
    return out;
}

struct Row {
    const char* name;
    ByteView value;
    ByteView result;
};

TEST(Address, Lists) {
    const Row rows[] = {
        {"bare", "a@b.example", "||a|b.example"},
        {"angle", "<a@b>", "||a|b"},
        {"phrase", "Nguyen Van An <a@b>", "Nguyen Van An||a|b"},
        {"phrase of UTF-8", "Nguyễn Văn An <a@b>", "Nguyễn Văn An||a|b"},
        {"quoted phrase", "\"An, \\\"Nguyen\\\"\" <a@b>", "An, \"Nguyen\"||a|b"},
        {"dots in a phrase", "J. R. An <a@b>", "J. R. An||a|b"},
        {"spaces become one", "An \t  Van\r\n Le <a@b>", "An Van Le||a|b"},
        {"two", "a@b, c@d", "||a|b, ||c|d"},
        {"empty members", ",, a@b ,", "||a|b"},
        {"comment as name", "a@b (An Nguyen)", "An Nguyen||a|b"},
        {"nested comment", "a@b (An (thu ky) N)", "An (thu ky) N||a|b"},
        {"phrase before comment", "X <a@b> (An)", "X||a|b"},
        {"comments anywhere", "a(x)@(y)b", "y||a|b"},
        {"obsolete spaces", "a . c @ b . example", "||a.c|b.example"},
        {"quoted local part", "\"a b\"@c", "||a b|c"},
        {"domain literal", "a@[192.0.2.1]", "||a|[192.0.2.1]"},
        {"route", "<@x,@y:a@b>", "|@x,@y|a|b"},
        {"group", "Ban: a@b, X <c@d>;", "Ban:, ||a|b, X||c|d, ;"},
        {"empty group", "undisclosed-recipients:;", "undisclosed-recipients:, ;"},
        {"unclosed group", "Ban: a@b", "Ban:, ||a|b, ;"},
        {"behind a group", "Ban:; a@b", "Ban:, ;, ||a|b"},
        {"semicolons for commas", "a@b; c@d", "||a|b, ||c|d"},
        {"null path", "MAILER-DAEMON <>", "MAILER-DAEMON|||"},
        {"no domain", "root", "||root|"},
        {"only a name", "An Nguyen", "||An Nguyen|"},
        {"name and bare address", "An Nguyen a@b", "An Nguyen||a|b"},
        {"missing comma", "An <a@b> Binh <c@d>", "An||a|b, Binh||c|d"},
        {"junk behind", "<a@b> junk, c@d", "||a|b, ||c|d"},
        {"unclosed angle", "An <a@b, c@d", "An||a|b, ||c|d"},
        {"a comma inside closed angles", "<a,b@c>", "||a,b|c"},
        {"two at signs", "a@b@c", "||a@b|c"},
        {"encoded word with a comma", "=?utf-8?q?An,_Le?= <a@b>", "=?utf-8?q?An,_Le?=||a|b"},
        {"unclosed quote", "\"An <a@b>", "||An <a@b>|"},
        {"unclosed comment", "a@b (An", "An||a|b"},
        {"empty", "", ""},
        {"nothing but punctuation", ",;>,", ""},
        {"internationalised", "văn-thư@sôngthu.example", "||văn-thư|sôngthu.example"},
    };
    for (const auto& row : rows) EXPECT_EQ(listed(row.value), row.result) << row.name;
}

TEST(Address, BoundsAndHostileInput) {
    std::string many;
    for (std::size_t i = 0; i < 2 * limits::mime::addresses; ++i) many += "a@b,";
    EXPECT_LE(parseAddressList(many).size(), limits::mime::addresses + 1);
    for (const char* piece : {"(", "<", "\"", "=?", "=?a", "@", ":", ";", "<,", "\\", "[", "a@", "x<y"}) {
        std::string hostile;
        while (hostile.size() < 1 << 20) hostile += piece;
        static_cast<void>(parseAddressList(hostile));
    }
}

TEST(Address, Written) {
    EXPECT_EQ(addressSpec({Address::Kind::mailbox, "", "", "a.b", "c"}), "a.b@c");
    EXPECT_EQ(addressSpec({Address::Kind::mailbox, "", "", "a b\"", "c"}), "\"a b\\\"\"@c");
    EXPECT_EQ(addressSpec({Address::Kind::mailbox, "", "", "a..b", ""}), "\"a..b\"");
    EXPECT_EQ(formatAddress("", "a@b"), "a@b");
    EXPECT_EQ(formatAddress("Van thu", "a@b"), "Van thu <a@b>");
    EXPECT_EQ(formatAddress("Van, thu", "a@b"), "\"Van, thu\" <a@b>");
    EXPECT_EQ(formatAddress("Văn", "a@b"), "=?utf-8?q?V=C4=83n?= <a@b>");
    EXPECT_EQ(displayName(parseAddressList(formatAddress("Nguyễn Văn \"An\", (x)", "a@b"))[0]),
              "Nguyễn Văn \"An\", (x)");
}

}  // namespace
}  // namespace tram::mime
