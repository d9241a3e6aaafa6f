#include "net/dns_record.hpp"

#include <gtest/gtest.h>

namespace tram::net {
namespace {

using namespace std::string_literals;

struct NameRow {
    const char* row;
    std::string given;
    std::optional<std::string> expected;
};

class AskableName : public testing::TestWithParam<NameRow> {};

TEST_P(AskableName, Row) {
    EXPECT_EQ(askableName(GetParam().given), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(, AskableName,
                         testing::Values(NameRow{"plain", "mx.example.vn", "mx.example.vn"},
                                         NameRow{"upperAndDot", "MX.Example.VN.", "mx.example.vn"},
                                         NameRow{"underscore", "_25._tcp.mx.example", "_25._tcp.mx.example"},
                                         NameRow{"empty", "", std::nullopt}, NameRow{"root", ".", std::nullopt},
                                         NameRow{"emptyLabel", "a..b", std::nullopt},
                                         NameRow{"leadingDot", ".a", std::nullopt},
                                         NameRow{"space", "a b", std::nullopt}, NameRow{"utf8", "xã.vn", std::nullopt},
                                         NameRow{"nul", "a\0b"s, std::nullopt},
                                         NameRow{"label63", std::string(63, 'a'), std::string(63, 'a')},
                                         NameRow{"label64", std::string(64, 'a'), std::nullopt},
                                         NameRow{"long",
                                                 std::string(60, 'a') + "." + std::string(60, 'a') + "." +
                                                     std::string(60, 'a') + "." + std::string(60, 'a') + "." +
                                                     std::string(60, 'a'),
                                                 std::nullopt}),
                         [](const auto& parameter) { return parameter.param.row; });

TEST(DnsRecord, Names) {
    EXPECT_EQ(nameRecord("\2mx\7Example\0"s), "mx.example");
    EXPECT_EQ(nameRecord("\0"s), "");
    EXPECT_EQ(nameRecord(""), std::nullopt);
    EXPECT_EQ(nameRecord("\2mx"), std::nullopt) << "no root label";
    EXPECT_EQ(nameRecord("\5mx\0"s), std::nullopt) << "label longer than the data";
    EXPECT_EQ(nameRecord("\xc0\x0c"s), std::nullopt) << "compression does not belong here";
    EXPECT_EQ(nameRecord("\2mx\0x"s), std::nullopt) << "bytes after the root";
    EXPECT_EQ(nameRecord("\3a.b\0"s), std::nullopt) << "a dot within a label";
    std::string tooLong;
    for (int i = 0; i < 6; ++i) tooLong += '\x3f' + std::string(63, 'a');
    EXPECT_EQ(nameRecord(tooLong + '\0'), std::nullopt);
}

TEST(DnsRecord, Mx) {
    const auto record = mxRecord("\x01\x02\2mx\0"s);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->preference, 0x0102);
    EXPECT_EQ(record->exchange, "mx");
    EXPECT_EQ(mxRecord("\0\0\0"s)->exchange, "") << "null MX [RFC7505]";
    EXPECT_FALSE(mxRecord("\0\0"s));
}

TEST(DnsRecord, Addresses) {
    EXPECT_EQ(aRecord("\x7f\0\0\1"s)->to_string(), "127.0.0.1");
    EXPECT_FALSE(aRecord("\x7f\0\0"s));
    EXPECT_EQ(aaaaRecord(std::string(15, '\0') + '\1')->to_string(), "::1");
    EXPECT_FALSE(aaaaRecord("\x7f\0\0\1"s));
}

TEST(DnsRecord, TextIsJoined) {
    EXPECT_EQ(txtRecord("\4v=sp\4f1 a\0"s), "v=spf1 a");
    EXPECT_EQ(txtRecord("\0"s), "");
    EXPECT_FALSE(txtRecord(""));
    EXPECT_FALSE(txtRecord("\5abc"));
}

TEST(DnsRecord, Tlsa) {
    const auto record = tlsaRecord("\3\1\1hash"s);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->usage, 3);
    EXPECT_EQ(record->selector, 1);
    EXPECT_EQ(record->matching, 1);
    EXPECT_EQ(record->data, "hash");
    EXPECT_FALSE(tlsaRecord("\3\1\1"s));
}

TEST(DnsRecord, ReverseNames) {
    EXPECT_EQ(reverseName(boost::asio::ip::make_address("10.1.2.3")), "3.2.1.10.in-addr.arpa");
    EXPECT_EQ(reverseName(boost::asio::ip::make_address("2001:db8::1")),
              "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

}  // namespace
}  // namespace tram::net
