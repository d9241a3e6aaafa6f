#include "hal/snmp/inform_session.hpp"

#include <gtest/gtest.h>

namespace tram::snmp {

namespace {

TEST(InformPeer, IsAnAddressWithAPort) {
    const std::vector<std::pair<const char*, const char*>> rows{
        {"192.0.2.7:162", "udp:192.0.2.7:162"},
        {"[2001:db8::7]:10162", "udp6:[2001:db8::7]:10162"},
    };
    for (const auto& [text, transport] : rows) {
        const auto peer = parsePeer(text);
        ASSERT_TRUE(peer) << text;
        EXPECT_EQ(peer->transport, transport);
        EXPECT_EQ(peer->address, text);
    }
}

TEST(InformPeer, ANameOrHalfAnAddressIsNone) {
    for (const auto* text :
         {"", ":162", "nms.example:162", "192.0.2.7", "192.0.2.7:", "192.0.2.7:0", "192.0.2.7:65536", "192.0.2.7:1x",
          "2001:db8::7:162", "[192.0.2.7]:162", "192.0.2.300:162", "192.0.2.7:99999999999999999999"})
        EXPECT_FALSE(parsePeer(text)) << text;
}

TEST(InformUser, IsWrongWithoutProperSecretsOrProtocols) {
    const InformUser good{"tram", "SHA-256", "authsecret", "AES", "privsecret"};
    EXPECT_EQ(wrongWith(good), "");
    auto user = good;
    user.privSecret = "short";
    EXPECT_EQ(wrongWith(user), "secrets have 8 characters or more");
    user = good;
    user.auth = "ROT13";
    EXPECT_EQ(wrongWith(user), "unknown authentication: ROT13");
    user = good;
    user.priv = "none";
    EXPECT_EQ(wrongWith(user), "unknown encryption: none");
    user = good;
    user.name = "";
    EXPECT_EQ(wrongWith(user), "the user's name has 1 to 32 letters");
}

}  // namespace

}  // namespace tram::snmp
