#include "roles/smtp/door.hpp"

#include <gtest/gtest.h>

namespace tram::roles {
namespace {

using namespace std::chrono_literals;

TEST(Doors, AsTheSettingsHaveThem) {
    const Settings settings({{"zone.tsl.listen", "127.0.0.1:12025"},
                             {"zone.internet.listen", "0.0.0.0:25, [::]:25"},
                             {"zone.tsl.trusted.networks", "127.0.0.0/8"},
                             {"submissions.listen", "127.0.0.1:12465"}});
    const auto doors = readDoors(settings);
    ASSERT_TRUE(doors);
    ASSERT_EQ(doors->size(), 4U);
    EXPECT_EQ((*doors)[0].name, "smtp.tsl");
    EXPECT_EQ((*doors)[0].kind, smtp::ListenerKind::relayIn);
    EXPECT_TRUE((*doors)[0].trusted.contains(boost::asio::ip::make_address("127.0.0.1")));
    EXPECT_EQ((*doors)[1].name, "smtp.internet");
    EXPECT_EQ((*doors)[1].addresses, (std::vector<std::string>{"0.0.0.0:25", "[::]:25"}));
    EXPECT_FALSE((*doors)[1].trusted.contains(boost::asio::ip::make_address("127.0.0.1")));
    EXPECT_EQ((*doors)[2].name, "submission");
    EXPECT_EQ((*doors)[2].tls, Door::Tls::byStartTls);
    EXPECT_TRUE((*doors)[2].addresses.empty());
    EXPECT_EQ((*doors)[3].name, "submissions");
    EXPECT_EQ((*doors)[3].tls, Door::Tls::fromTheStart);
    EXPECT_EQ((*doors)[3].kind, smtp::ListenerKind::submission);
}

TEST(Doors, ABadNetworkIsNamed) {
    const auto doors = readDoors(Settings({{"zone.tsl.trusted.networks", "127.0.0.0/8 nowhere"}}));
    ASSERT_FALSE(doors);
    EXPECT_EQ(doors.error(), "zone.tsl.trusted.networks: nowhere");
}

TEST(ZoneOffset, Parsed) {
    EXPECT_EQ(parseZoneOffset("+07:00"), 420min);
    EXPECT_EQ(parseZoneOffset("-03:30"), -210min);
    for (const auto* text : {"", "07:00", "+7:00", "+0700", "+07:60", "+15:00", "+ab:cd"})
        EXPECT_FALSE(parseZoneOffset(text)) << text;
}

}  // namespace
}  // namespace tram::roles
