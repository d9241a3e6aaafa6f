#include "roles/alert/webhook_document.hpp"

#include <gtest/gtest.h>

#include "hal/model/json_value.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using Scheme = WebhookUrl::Scheme;

TEST(WebhookDocument, TellsOneEventInBothLanguages) {
    const auto document = hal::parseJson(webhookDocument(event(9, hal::AlarmEvent::What::cleared), "mail.example"));
    ASSERT_TRUE(document);
    EXPECT_EQ(hal::viewOf(hal::at(*document, "what")), "cleared");
    EXPECT_EQ(hal::countOf(hal::at(*document, "sequence")), 9U);
    EXPECT_EQ(hal::countOf(hal::at(*document, "alarm")), 7U);
    EXPECT_EQ(hal::viewOf(hal::at(*document, "time")), "2023-11-14T22:13:29.000Z");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "since")), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "hostname")), "mail.example");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "code")), "disk.failing");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "label", "vi")), "khay 3");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "label", "en")), "bay 3");
    EXPECT_EQ(hal::viewOf(hal::at(*document, "text", "vi")), "Đĩa ở khay 3 (số sê-ri S3) sắp hỏng: 197 grew.");
    EXPECT_FALSE(hal::viewOf(hal::at(*document, "todo", "en")).empty());
}

TEST(WebhookDocument, AddressesAreReadOrRefused) {
    struct Row {
        const char* text;
        std::optional<WebhookUrl> url;
        const char* authority;
    };
    const std::vector<Row> rows{
        {"https://hooks.example/a?b=c", WebhookUrl{Scheme::https, "hooks.example", 443, "/a?b=c"}, "hooks.example"},
        {"https://hooks.example", WebhookUrl{Scheme::https, "hooks.example", 443, "/"}, "hooks.example"},
        {"https://hooks.example:8443?x#y", WebhookUrl{Scheme::https, "hooks.example", 8443, "/?x"},
         "hooks.example:8443"},
        {"https://[2001:db8::1]:444/", WebhookUrl{Scheme::https, "2001:db8::1", 444, "/"}, "[2001:db8::1]:444"},
        {"http://127.0.0.1:80/x", WebhookUrl{Scheme::http, "127.0.0.1", 80, "/x"}, "127.0.0.1"},
        {"http://[::1]/", WebhookUrl{Scheme::http, "::1", 80, "/"}, "[::1]"},
        {"http://localhost:8080/", WebhookUrl{Scheme::http, "localhost", 8080, "/"}, "localhost:8080"},
        {"http://hooks.example/", std::nullopt, ""},
        {"http://127.0.0.1.example/", std::nullopt, ""},
        {"http://127.0.0.1@hooks.example/", std::nullopt, ""},
        {"https://user:secret@hooks.example/", std::nullopt, ""},
        {"https://", std::nullopt, ""},
        {"https:///x", std::nullopt, ""},
        {"https://hooks.example:0/", std::nullopt, ""},
        {"https://hooks.example:65536/", std::nullopt, ""},
        {"https://hooks.example:/", std::nullopt, ""},
        {"https://[::1", std::nullopt, ""},
        {"https://hooks.example/a b", std::nullopt, ""},
        {"https://hooks.example/\r\nX: y", std::nullopt, ""},
        {"ftp://hooks.example/", std::nullopt, ""},
        {"", std::nullopt, ""},
    };
    for (const auto& row : rows) {
        const auto url = parseWebhookUrl(row.text);
        ASSERT_EQ(url.has_value(), row.url.has_value()) << row.text;
        if (!url) continue;
        EXPECT_EQ(*url, *row.url) << row.text;
        EXPECT_EQ(url->authority(), row.authority) << row.text;
    }
}

TEST(WebhookDocument, HostsHaveTheirPortOrTheUsualOne) {
    EXPECT_EQ(parseHostAndPort("log.example", 6514), (HostAndPort{"log.example", 6514}));
    EXPECT_EQ(parseHostAndPort("log.example:1", 6514), (HostAndPort{"log.example", 1}));
    EXPECT_EQ(parseHostAndPort("[::1]", 6514), (HostAndPort{"::1", 6514}));
    EXPECT_EQ(parseHostAndPort("[::1]:2", 6514), (HostAndPort{"::1", 2}));
    for (const auto* text : {"", ":1", "[]:1", "a:b", "a:1x", "[::1]x", "a b", "::1"})
        EXPECT_FALSE(parseHostAndPort(text, 6514)) << text;
}

}  // namespace
}  // namespace tram::roles
