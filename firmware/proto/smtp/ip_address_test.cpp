#include "proto/smtp/ip_address.hpp"

#include <gtest/gtest.h>

namespace tram::smtp {
namespace {

TEST(IpAddress, Ipv4) {
    for (const ByteView text : {"0.0.0.0", "192.0.2.1", "255.255.255.255"}) {
        const auto address = parseIpv4(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(formatIpv4(*address), text);
    }
    for (const ByteView text : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..3.4", "1.2.3.", ".1.2.3",
                                "1.2.3.4 ", "1.2.3.-4", "1.2.3.0x4", "1.2.3.1000"}) {
        EXPECT_FALSE(parseIpv4(text)) << text;
    }
}

TEST(IpAddress, Ipv6) {
    const std::pair<ByteView, ByteView> rows[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8::1", "2001:db8::1"},
        {"2001:db8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"::ffff:192.0.2.1", "::ffff:c000:201"},
        {"1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"},
        {"fe80::", "fe80::"},
    };
    for (const auto& [text, canonical] : rows) {
        const auto address = parseIpv6(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(formatIpv6(*address), canonical);
        EXPECT_EQ(parseIpv6(canonical), address);
    }
    for (const ByteView text : {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g",
                                "1:2:3:4:5:6:7::", "::1:2:3:4:5:6:7", "192.0.2.1::", "::192.0.2.256",
                                "1:2:3:4:5:6:7:1.2.3.4", ":1::", "1::2:", "fe80::1%eth0"}) {
        EXPECT_FALSE(parseIpv6(text)) << text;
    }
}

}  // namespace
}  // namespace tram::smtp
