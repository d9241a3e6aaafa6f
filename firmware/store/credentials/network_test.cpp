#include "store/credentials/network.hpp"

#include <gtest/gtest.h>

namespace tram::credentials {
namespace {

TEST(Network, IsReadAndWritten) {
    for (const auto* text : {"10.1.0.0/16", "192.0.2.7", "0.0.0.0/0", "2001:db8::/32", "::1", "::/0", "fd00::/8"}) {
        const auto network = parseNetwork(text);
        ASSERT_TRUE(network) << text;
        EXPECT_EQ(toText(*network), text);
    }
    EXPECT_EQ(parseNetwork("192.0.2.7/32"), parseNetwork("192.0.2.7"));
    for (const auto* text :
         {"", "/", "10.1.2.3/16", "10.1.0.0/33", "10.1.0.0/", "10.1.0.0/8x", "10.1/16", "2001:db8::1/32",
          "2001:db8::/129", "example.vn", "10.1.0.0/-1", " 10.1.0.0/16", "10.1.0.0/16 "})
        EXPECT_FALSE(parseNetwork(text)) << text;
}

TEST(Network, HoldsItsAddresses) {
    struct Row {
        const char* network;
        const char* address;
        bool inside;
    };
    for (const auto& row : {Row{"10.1.0.0/16", "10.1.255.3", true}, Row{"10.1.0.0/16", "10.2.0.1", false},
                            Row{"10.1.0.0/16", "::ffff:10.1.0.9", true}, Row{"10.1.0.0/17", "10.1.128.0", false},
                            Row{"192.0.2.7", "192.0.2.7", true}, Row{"192.0.2.7", "192.0.2.8", false},
                            Row{"0.0.0.0/0", "203.0.113.9", true}, Row{"0.0.0.0/0", "2001:db8::1", false},
                            Row{"::/0", "203.0.113.9", true}, Row{"2001:db8::/32", "2001:db8:1::5", true},
                            Row{"2001:db8::/32", "2001:db9::", false}, Row{"10.1.0.0/16", "", false},
                            Row{"10.1.0.0/16", "10.1.0.0/16", false}})
        EXPECT_EQ(contains(*parseNetwork(row.network), row.address), row.inside) << row.network << " " << row.address;
}

}  // namespace
}  // namespace tram::credentials
