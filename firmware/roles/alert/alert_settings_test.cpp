#include "roles/alert/alert_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tram::roles {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

std::expected<AlertSettings, std::string> read(Values values) {
    return readAlertSettings(Settings(std::move(values)), "/data");
}

TEST(AlertSettings, WithoutAnyItOnlyListens) {
    const auto settings = read({{"alert.listen", "127.0.0.1:9925"}});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->listen, std::vector<std::string>{"127.0.0.1:9925"});
    EXPECT_EQ(settings->halSocket, "/data/sockets/hal.sock");
    EXPECT_EQ(settings->folder, "/data/alert");
    EXPECT_EQ(settings->tls, AlertSettings::Tls::off);
    EXPECT_TRUE(settings->syslog.empty() && !settings->webhook && settings->mail.empty());
    EXPECT_FALSE(settings->needsDns());
}

TEST(AlertSettings, EachIsRead) {
    const auto settings = read({{"alert.syslog", "log.example, [::1]:7000, log.example:6514"},
                                {"tls.ca", "/ca.crt"},
                                {"alert.webhook.ca", "/web.crt"},
                                {"alert.webhook", "https://127.0.0.1/x"},
                                {"alert.mail", "a@example.vn b@example.vn"},
                                {"alert.tls", "on"},
                                {"dns.servers", "192.0.2.53"}});
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_EQ(settings->syslog, (std::vector<HostAndPort>{{"log.example", 6514}, {"::1", 7000}}));
    EXPECT_EQ(settings->syslogAuthorities, std::vector<std::filesystem::path>{"/ca.crt"});
    EXPECT_EQ(settings->webhookAuthorities, std::vector<std::filesystem::path>{"/web.crt"});
    EXPECT_EQ(settings->webhook->host, "127.0.0.1");
    EXPECT_EQ(settings->mail.size(), 2U);
    EXPECT_EQ(settings->tls, AlertSettings::Tls::on);
    EXPECT_EQ(settings->dns.forwarders.size(), 1U);
    EXPECT_TRUE(settings->needsDns());
}

TEST(AlertSettings, WhatMakesNoSenseIsNamed) {
    for (const auto& [key, value] : Values{{"alert.tls", "maybe"},
                                           {"alert.syslog", "log.example:0"},
                                           {"alert.syslog", "a b c d e f g h i"},
                                           {"alert.webhook", "http://hooks.example/"},
                                           {"alert.mail", "operators"},
                                           {"dns.servers", "nobody"}}) {
        const auto settings = read({{key, value}});
        ASSERT_FALSE(settings) << key << " = " << value;
        EXPECT_THAT(settings.error(), testing::StartsWith(key));
    }
}

}  // namespace
}  // namespace tram::roles
