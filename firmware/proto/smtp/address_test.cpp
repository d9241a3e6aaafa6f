#include "proto/smtp/address.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

using namespace std::string_literals;

struct PathRow {
    std::string text;
    std::string localPart;
    std::string domain;
};

TEST(ForwardPath, WellFormed) {
    const PathRow rows[] = {
        {"<an@dich.example>", "an", "dich.example"},
        {"<An@DICH.Example>", "An", "dich.example"},
        {"<\"an binh\"@dich.example>", "an binh", "dich.example"},
        {"<\"a\\\"b\\\\c\"@dich.example>", "a\"b\\c", "dich.example"},
        {"<\"an\"@dich.example>", "an", "dich.example"},
        {"<\"\"@dich.example>", "", "dich.example"},
        {"<\"a@b\"@dich.example>", "a@b", "dich.example"},
        {"<a%b@dich.example>", "a%b", "dich.example"},
        {"<b!a@dich.example>", "b!a", "dich.example"},
        {"<a+tag.x_y-z'@dich.example>", "a+tag.x_y-z'", "dich.example"},
        {"<an@[192.0.2.1]>", "an", "[192.0.2.1]"},
        {"<an@[IPv6:2001:DB8::1]>", "an", "[IPv6:2001:db8::1]"},
        {"<an@[ipv6:::1]>", "an", "[IPv6:::1]"},
        {"<@a.example:an@dich.example>", "an", "dich.example"},
        {"<@a.example,@[192.0.2.1],@c.example:an@dich.example>", "an", "dich.example"},
        {"<Postmaster>", "Postmaster", ""},
        {"<POSTMASTER>", "POSTMASTER", ""},
        {"<nguyễn.an@tỉnh.example>", "nguyễn.an", "tỉnh.example"},
        {"<\"nguyễn an\"@dich.example>", "nguyễn an", "dich.example"},
        {"<a@b>", "a", "b"},
        {"<" + std::string(64, 'a') + "@dich.example>", std::string(64, 'a'), "dich.example"},
    };
    for (const auto& row : rows) {
        const auto parsed = parseForwardPath(row.text + " NOTIFY=NEVER");
        ASSERT_TRUE(parsed) << row.text << ": " << describe(parsed.error());
        EXPECT_EQ(parsed->value.mailbox.localPart, row.localPart) << row.text;
        EXPECT_EQ(parsed->value.mailbox.domain.text, row.domain) << row.text;
        EXPECT_EQ(parsed->consumed, row.text.size()) << row.text;
        // What is written is read again as the same.
        const auto again = parseForwardPath(formatPath(parsed->value));
        ASSERT_TRUE(again) << row.text;
        EXPECT_EQ(again->value.mailbox, parsed->value.mailbox) << row.text;
    }
}

TEST(ForwardPath, Malformed) {
    const std::string label(64, 'a');
    const struct {
        std::string text;
        AddressError error;
    } rows[] = {
        {"", AddressError::syntax},
        {"an@dich.example", AddressError::syntax},
        {"<an@dich.example", AddressError::syntax},
        {"<an@dich.example >", AddressError::syntax},
        {"< an@dich.example>", AddressError::localPart},
        {"<an@dich@khac.example>", AddressError::syntax},
        {"<>", AddressError::localPart},
        {"<@dich.example>", AddressError::sourceRoute},
        {"<an>", AddressError::missingDomain},
        {"<an@>", AddressError::domain},
        {"<\"postmaster\"x>", AddressError::syntax},
        {"<.an@dich.example>", AddressError::localPart},
        {"<an.@dich.example>", AddressError::localPart},
        {"<a..n@dich.example>", AddressError::localPart},
        {"<a n@dich.example>", AddressError::syntax},
        {"<a\tn@dich.example>", AddressError::syntax},
        {"<an(x)@dich.example>", AddressError::syntax},
        {"<\"an@dich.example>", AddressError::localPart},
        {"<\"a\tn\"@dich.example>", AddressError::localPart},
        {"<\"an\\", AddressError::localPart},
        {"<\"an\\\x80\"@dich.example>", AddressError::localPart},
        {"<\"an\"binh@dich.example>", AddressError::syntax},
        {"<" + std::string(65, 'a') + "@dich.example>", AddressError::localPartTooLong},
        {"<\"" + std::string(65, 'a') + "\"@dich.example>", AddressError::localPartTooLong},
        {"<an@-dich.example>", AddressError::domain},
        {"<an@dich-.example>", AddressError::domain},
        {"<an@dich..example>", AddressError::domain},
        {"<an@dich.example.>", AddressError::domain},
        {"<an@.dich.example>", AddressError::domain},
        {"<an@dich_so.example>", AddressError::syntax},
        {"<an@" + label + ".example>", AddressError::domainTooLong},
        {"<a@" + std::string(50, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
             std::string(63, 'd') + ".vn.xyzwv.abcde>",
         AddressError::domainTooLong},
        {"<abcdefghi@" + std::string(60, 'a') + "." + std::string(60, 'b') + "." + std::string(60, 'c') + "." +
             std::string(62, 'd') + ">",
         AddressError::pathTooLong},
        {"<an@[192.0.2]>", AddressError::addressLiteral},
        {"<an@[192.0.2.1>", AddressError::addressLiteral},
        {"<an@[2001:db8::1]>", AddressError::addressLiteral},
        {"<an@[IPv6:192.0.2.1]>", AddressError::addressLiteral},
        {"<an@[IPv9:x]>", AddressError::addressLiteral},
        {"<an@[]>", AddressError::addressLiteral},
        {"<@a.example,b.example:an@dich.example>", AddressError::sourceRoute},
        {"<@a.example@b.example:an@dich.example>", AddressError::sourceRoute},
        {"<@a.example,@:an@dich.example>", AddressError::sourceRoute},
        {"<@a.example an@dich.example>", AddressError::sourceRoute},
        {"<@a.example:postmaster>", AddressError::missingDomain},
        {"<a\xffn@dich.example>", AddressError::notUtf8},
        {"<an@d\xc3.example>", AddressError::notUtf8},
        {"<\"a\xc0\x80\"@dich.example>", AddressError::notUtf8},
        {"<an\0@dich.example>"s, AddressError::syntax},
    };
    for (const auto& row : rows) {
        const auto parsed = parseForwardPath(row.text);
        ASSERT_FALSE(parsed) << row.text;
        EXPECT_EQ(parsed.error(), row.error) << row.text << ": " << describe(parsed.error());
    }
}

TEST(ReversePath, NullAndOthers) {
    const auto null = parseReversePath("<> SIZE=1");
    ASSERT_TRUE(null);
    EXPECT_FALSE(null->value);
    EXPECT_EQ(null->consumed, 2U);
    EXPECT_EQ(formatPath(null->value), "<>");
    EXPECT_EQ(parseReversePath("<an@dich.example>")->value->localPart, "an");
    EXPECT_EQ(parseReversePath("<postmaster>").error(), AddressError::missingDomain);
    EXPECT_EQ(parseReversePath("< >").error(), AddressError::localPart);
    EXPECT_EQ(parseReversePath("<<>>").error(), AddressError::localPart);
}

TEST(Mailbox, WholeTextOnly) {
    EXPECT_TRUE(parseMailbox("an@dich.example"));
    EXPECT_FALSE(parseMailbox("an@dich.example "));
    EXPECT_FALSE(parseMailbox("<an@dich.example>"));
    EXPECT_EQ(parseMailbox("an").error(), AddressError::missingDomain);
    EXPECT_FALSE(parseMailbox(""));
    EXPECT_FALSE(parseMailbox("@a.example:an@dich.example"));
}

TEST(Mailbox, Utf8IsNoticed) {
    EXPECT_FALSE(parseMailbox("an@dich.example")->needsSmtpUtf8());
    EXPECT_TRUE(parseMailbox("ăn@dich.example")->needsSmtpUtf8());
    EXPECT_TRUE(parseMailbox("an@đích.example")->needsSmtpUtf8());
}

TEST(Domain, Literals) {
    const auto four = parseDomain("[192.0.2.1]");
    ASSERT_TRUE(four);
    EXPECT_EQ(four->kind, DomainKind::ipv4);
    EXPECT_EQ((*four->literalOctets())[3], 1);
    const auto six = parseDomain("[IPv6:2001:db8::1]");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->kind, DomainKind::ipv6);
    EXPECT_EQ((*six->literalOctets())[15], 1);
    EXPECT_FALSE(parseDomain("dich.example")->literalOctets());
}

TEST(GreetingName, DomainOrLiteral) {
    for (const ByteView text : {"may1", "MAY_1.dich.example", "[192.0.2.1]", "[IPv6:::1]", "a.b.c"}) {
        EXPECT_TRUE(parseGreetingName(text)) << text;
    }
    for (const ByteView text : {"", " ", "a b", "a..b", "[192.0.2.1", "192.0.2.1]", "máy", "a@b", "-a", "a,b", "(x)"}) {
        EXPECT_FALSE(parseGreetingName(text)) << text;
    }
}

TEST(Mailbox, PlainestFormNeedsSmtpUtf8OnlyForALocalPart) {
    const std::pair<const char*, const char*> rows[] = {
        {"an@bücher.example", "an@xn--bcher-kva.example"},
        {"an@tinh.gov.vn", "an@tinh.gov.vn"},
        {"ấn@bücher.example", "ấn@bücher.example"},
        {"an@[192.0.2.1]", "an@[192.0.2.1]"},
    };
    for (const auto& [before, after] : rows) EXPECT_EQ(format(plainest(parseMailbox(before).value())), after);
}

}  // namespace
}  // namespace tram::smtp
