#include "roles/smtp/networks.hpp"

#include <gtest/gtest.h>

namespace tram::roles {
namespace {

boost::asio::ip::address address(const char* text) {
    return boost::asio::ip::make_address(text);
}

TEST(Networks, Contain) {
    const auto networks = Networks::parse({"127.0.0.0/8", "192.0.2.7", "2001:db8::/33", "fe80::1"});
    ASSERT_TRUE(networks);
    for (const auto* text : {"127.0.0.1", "127.255.255.255", "192.0.2.7", "2001:db8::1", "2001:db8:7fff::1", "fe80::1",
                             "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(networks->contains(address(text))) << text;
    }
    for (const auto* text :
         {"126.255.255.255", "128.0.0.1", "192.0.2.8", "2001:db8:8000::1", "fe80::2", "::1", "::ffff:128.0.0.1"}) {
        EXPECT_FALSE(networks->contains(address(text))) << text;
    }
    EXPECT_FALSE(Networks{}.contains(address("127.0.0.1")));
    EXPECT_TRUE(Networks::parse({"0.0.0.0/0"})->contains(address("192.0.2.1")));
    EXPECT_FALSE(Networks::parse({"0.0.0.0/0"})->contains(address("2001:db8::1")));
}

TEST(Networks, WhatIsNoNetworkIsNamed) {
    for (const auto* word : {"127.0.0.0/33", "127.0.0", "::/129", "x", "127.0.0.0/", "127.0.0.0/8x", ""}) {
        const auto networks = Networks::parse({"127.0.0.1", word});
        ASSERT_FALSE(networks) << word;
        EXPECT_EQ(networks.error(), word);
    }
}

TEST(Networks, MappedAddressesAreIpv4) {
    EXPECT_EQ(unmapped(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    EXPECT_EQ(unmapped(address("2001:db8::1")), address("2001:db8::1"));
}

}  // namespace
}  // namespace tram::roles
