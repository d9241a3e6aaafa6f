#include "roles/relay/relay_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tram::roles {
namespace {

using namespace std::chrono_literals;

std::expected<RelaySettings, std::string> read(std::vector<std::pair<std::string, std::string>> values) {
    values.emplace_back("domain", "tinh.gov.vn");
    return readRelaySettings(Settings(std::move(values)), "/var/lib/tram");
}

TEST(RelaySettings, WhereNothingIsSaid) {
    const auto settings = read({});
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_EQ(settings->hostname, "mail.tinh.gov.vn");
    EXPECT_EQ(settings->port, 25);
    EXPECT_EQ(settings->retry.lifetime, 5 * 24h);
    EXPECT_EQ(settings->retry.delayNotice, 4h);
    EXPECT_EQ(settings->own.loopback, smtp::Loopback::ours);
    EXPECT_TRUE(std::ranges::contains(settings->own.names, "mail.tinh.gov.vn"));
    EXPECT_EQ(settings->storeFolder, "/var/lib/tram/store");
    EXPECT_FALSE(settings->routes.find("example.vn").nextHop);
}

TEST(RelaySettings, RoutesZonesAndTlsOfOneDomainAreOneRoute) {
    const auto settings = read({{"route.bücher.example", "relay.example:2525"},
                                {"relay.zone.bücher.example", "tsl"},
                                {"relay.tls.bücher.example", "required"},
                                {"relay.zone..gov.vn", "tsl"},
                                {"route.*", "[192.0.2.1]"}});
    ASSERT_TRUE(settings) << settings.error();
    const auto& route = settings->routes.find("xn--bcher-kva.example");
    ASSERT_TRUE(route.nextHop);
    EXPECT_EQ(smtp::format(*route.nextHop), "relay.example:2525");
    EXPECT_EQ(route.zone, smtp::Zone::tsl);
    EXPECT_EQ(route.tls, smtp::client::TlsPolicy::required);
    const auto& below = settings->routes.find("so.gov.vn");
    EXPECT_EQ(below.zone, smtp::Zone::tsl);
    EXPECT_FALSE(below.nextHop);
    EXPECT_EQ(smtp::format(*settings->routes.find("example.com").nextHop), "[192.0.2.1]:25");
}

// Each zone leaves from its own addresses only, so that it never takes the other's way.
TEST(RelaySettings, AZoneWithASourceUsesNoOther) {
    const auto settings = read({{"zone.tsl.source", "10.1.2.3"}, {"zone.internet.source", "192.0.2.9, 2001:db8::9"}});
    ASSERT_TRUE(settings) << settings.error();
    const auto& inside = settings->sourceOf(smtp::Zone::tsl);
    EXPECT_EQ(inside.localV4, boost::asio::ip::make_address_v4("10.1.2.3"));
    EXPECT_FALSE(inside.localV6);
    EXPECT_EQ(inside.families, net::ConnectOptions::Families::zoneOnly);
    const auto& outside = settings->sourceOf(smtp::Zone::internet);
    EXPECT_EQ(outside.localV4, boost::asio::ip::make_address_v4("192.0.2.9"));
    EXPECT_EQ(outside.localV6, boost::asio::ip::make_address_v6("2001:db8::9"));
}

TEST(RelaySettings, TimesThatContradictEachOtherAreMadeToFit) {
    const auto settings = read({{"relay.retry.first", "100"}, {"relay.retry.longest", "10"}, {"queue.lifetime", "60"}});
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_EQ(settings->retry.first, 100s);
    EXPECT_EQ(settings->retry.longest, 100s);
    EXPECT_LE(settings->scheduler.firstRest, 100s);
    EXPECT_LE(settings->scheduler.longestRest, 100s);
    EXPECT_LE(settings->scheduler.expiryGrace, 6s);
}

TEST(RelaySettings, WhatMakesNoSenseIsNamed) {
    const std::pair<std::string, std::string> rows[] = {
        {"relay.port", "0"},
        {"relay.port", "65536"},
        {"route.example.vn", "relay.example:99999"},
        {"relay.zone.example.vn", "moon"},
        {"relay.tls.example.vn", "perhaps"},
        {"zone.tsl.source", "here"},
        {"dns.servers", "nowhere"},
    };
    for (const auto& [key, value] : rows) {
        const auto settings = read({{key, value}});
        ASSERT_FALSE(settings) << key;
        EXPECT_TRUE(settings.error().starts_with(key)) << settings.error();
    }
}

}  // namespace
}  // namespace tram::roles
