// Directory entries as LDIF and vCards.
#include "sheet/directory_entry.hpp"

#include <gtest/gtest.h>

#include "sheet/ldif.hpp"
#include "sheet/vcard.hpp"

namespace tram::sheet {
namespace {

const std::vector<DirectoryEntry> entries{
    {DirectoryEntry::Kind::person, "official-7", "Nguyễn Văn Hùng", "Hùng", "Nguyễn Văn", "hungnv@tinh.gov.vn",
     "Sở Nội vụ", "Chuyên viên; tổ trưởng", "+84 208 385 0000"},
    {DirectoryEntry::Kind::office, "agency-3", "Sở Nội vụ", "", "", "snv@tinh.gov.vn", "", "", ""},
};

// [RFC2849]
TEST(Ldif, PeopleAndOffices) {
    EXPECT_EQ(toLdif(entries, baseOf("tinh.gov.vn")),
              "version: 1\n"
              "\n"
              "dn: uid=hungnv@tinh.gov.vn,dc=tinh,dc=gov,dc=vn\n"
              "objectClass: inetOrgPerson\n"
              "uid: hungnv@tinh.gov.vn\n"
              "cn:: Tmd1eeG7hW4gVsSDbiBIw7luZw==\n"
              "sn:: Tmd1eeG7hW4gVsSDbg==\n"
              "givenName:: SMO5bmc=\n"
              "mail: hungnv@tinh.gov.vn\n"
              "o:: U+G7nyBO4buZaSB24bul\n"
              "title:: Q2h1ecOqbiB2acOqbjsgdOG7lSB0csaw4bufbmc=\n"
              "telephoneNumber: +84 208 385 0000\n"
              "\n"
              "dn: ou=snv@tinh.gov.vn,dc=tinh,dc=gov,dc=vn\n"
              "objectClass: organizationalUnit\n"
              "objectClass: extensibleObject\n"
              "ou: snv@tinh.gov.vn\n"
              "description:: U+G7nyBO4buZaSB24bul\n"
              "mail: snv@tinh.gov.vn\n");
}

TEST(Ldif, WhatIsNotSafeIsEncodedAndLongLinesAreFolded) {
    DirectoryEntry entry;
    entry.name = " begins";
    entry.address = "a,b+c@x";
    entry.title = "a\nb";
    entry.telephone = ":1";
    entry.agency = std::string(200, 'x');
    const auto text = toLdif({&entry, 1}, "dc=x");
    EXPECT_NE(text.find("dn: uid=a\\,b\\+c@x,dc=x\n"), std::string::npos) << text;
    EXPECT_NE(text.find("cn:: IGJlZ2lucw==\n"), std::string::npos) << text;
    EXPECT_NE(text.find("title:: YQpi\n"), std::string::npos) << text;
    EXPECT_NE(text.find("telephoneNumber:: OjE=\n"), std::string::npos) << text;
    EXPECT_NE(
        text.find("o: " + std::string(73, 'x') + "\n " + std::string(75, 'x') + "\n " + std::string(52, 'x') + "\n"),
        std::string::npos)
        << text;
}

// [RFC6350]
TEST(Vcard, PeopleAndOffices) {
    EXPECT_EQ(toVcards(entries),
              "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:individual\r\nUID:official-7\r\nFN:Nguyễn Văn Hùng\r\n"
              "N:Nguyễn Văn;Hùng;;;\r\nORG:Sở Nội vụ\r\nTITLE:Chuyên viên\\; tổ trưởng\r\nEMAIL:hungnv@tinh.gov.vn\r\n"
              "TEL;VALUE=text:+84 208 385 0000\r\nEND:VCARD\r\n"
              "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nUID:agency-3\r\nFN:Sở Nội vụ\r\nORG:Sở Nội vụ\r\n"
              "EMAIL:snv@tinh.gov.vn\r\nEND:VCARD\r\n");
}

TEST(Vcard, LinesAreFoldedBetweenCharacters) {
    DirectoryEntry entry;
    for (int i = 0; i < 60; ++i) entry.name += "ễ";
    entry.title = "a\r\nEMAIL:x";
    const auto text = toVcards({&entry, 1});
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto end = text.find("\r\n", begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - begin, 75U);
        EXPECT_EQ(text.substr(begin, end - begin).find("EMAIL:x") == 0, false) << "no field of a field's making";
        begin = end + 2;
    }
    EXPECT_NE(text.find("FN:" + entry.name.substr(0, 72) + "\r\n " + entry.name.substr(72, 72)), std::string::npos);
}

}  // namespace
}  // namespace tram::sheet
