// The ways out against servers of the test's own on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/listener.hpp"
#include "net/loopback_fixture.hpp"
#include "roles/alert/snapshot_fixture.hpp"
#include "roles/alert/syslog_line.hpp"
#include "roles/alert/syslog_sender.hpp"
#include "roles/alert/webhook_sender.hpp"

namespace tram::roles {
namespace {

using namespace net::test;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Numbers = std::vector<std::uint64_t>;

std::vector<SpooledEvent> waiting() {
    return {{11, test::event(1)}, {12, test::event(2, hal::AlarmEvent::What::cleared)}};
}

class Senders : public testing::Test {
protected:
    Senders() : pool(2, 8), acceptor(loop.context, {asio::ip::address_v4::loopback(), 0}) {}

    std::uint16_t port() { return acceptor.local_endpoint().port(); }
    Outward outward(bool secure) {
        std::shared_ptr<net::TlsClientContext> tls;
        if (secure) tls = net::TlsClientContext::create({.authorities = {certificates.caFile()}}).value();
        return Outward({loop.executor(), pool, nullptr, std::move(tls)});
    }
    static Task<> deliver(AlarmSender& sender, Delivery& into) { into = co_await sender.deliver(waiting()); }

    Certificates certificates;
    net::HandshakePool pool;
    Loop loop;
    asio::ip::tcp::acceptor acceptor;
};

enum class Collector { closes, staysOpen, resets, endsUnread };

Task<> collect(asio::ip::tcp::acceptor& acceptor, std::shared_ptr<net::TlsServerContext> tls, net::HandshakePool& pool,
               Collector manner, std::string& into) {
    net::Stream stream(co_await acceptor.async_accept(asio::use_awaitable));
    const auto secured = co_await stream.handshakeServer(std::move(tls), pool, soon());
    if (!secured) co_return;
    if (manner == Collector::resets) {
        stream.lowest_layer().set_option(asio::socket_base::linger(true, 0));
        stream.close();
        co_return;
    }
    if (manner == Collector::endsUnread) {
        std::ignore = co_await stream.shutdown(soon());
        stream.close();
        co_return;
    }
    while (true) {
        std::array<char, 4096> space;
        const auto read = co_await stream.readSome(space, soon());
        if (!read) break;
        into.append(space.data(), *read);
    }
    if (manner == Collector::staysOpen) co_await pause(2s);
    stream.close();
}

TEST_F(Senders, SyslogArrivesWholeAndInOrder) {
    for (const auto manner : {Collector::closes, Collector::staysOpen}) {
        SyslogSender sender(outward(true), {"127.0.0.1", port()}, "mail.example", 500ms);
        std::string got;
        Delivery delivery;
        auto tls = net::TlsServerContext::create({.certificates = {certificates.files("server")}}).value();
        loop.runAll(collect(acceptor, tls, pool, manner, got), deliver(sender, delivery));
        EXPECT_EQ(delivery.problem, "");
        EXPECT_EQ(delivery.done, (Numbers{11, 12}));
        std::string expected;
        for (const auto& each : waiting()) expected += syslogFrame(syslogLine(each.event, "mail.example"));
        EXPECT_EQ(got, expected);
    }
}

TEST_F(Senders, SyslogThatTheCollectorDroppedHasNotArrived) {
    for (const auto manner : {Collector::resets, Collector::endsUnread}) {
        SyslogSender sender(outward(true), {"127.0.0.1", port()}, "mail.example");
        std::string got;
        Delivery delivery;
        auto tls = net::TlsServerContext::create({.certificates = {certificates.files("server")}}).value();
        loop.runAll(collect(acceptor, tls, pool, manner, got), deliver(sender, delivery));
        EXPECT_NE(delivery.problem, "");
        EXPECT_TRUE(delivery.done.empty());
    }
}

TEST_F(Senders, SyslogGoesToNobodyWhoCannotProveHisName) {
    certificates.issue("other", {"other.example"});
    SyslogSender sender(outward(true), {"127.0.0.1", port()}, "mail.example");
    std::string got;
    Delivery delivery;
    auto tls = net::TlsServerContext::create({.certificates = {certificates.files("other")}}).value();
    loop.runAll(collect(acceptor, tls, pool, Collector::closes, got), deliver(sender, delivery));
    EXPECT_THAT(delivery.problem, StartsWith("TLS, untrusted"));
    EXPECT_EQ(got, "");
}

TEST_F(Senders, NobodyListens) {
    const auto free = port();
    acceptor.close();
    SyslogSender sender(outward(true), {"127.0.0.1", free}, "mail.example");
    Delivery delivery;
    loop.runAll(deliver(sender, delivery));
    EXPECT_THAT(delivery.problem, StartsWith("no connection, refused"));
    SyslogSender nowhere(outward(true), {"nowhere.invalid", free}, "mail.example");
    loop.runAll(deliver(nowhere, delivery));
    EXPECT_EQ(delivery.problem, "nowhere.invalid has no address");
}

Task<> serve(asio::ip::tcp::acceptor& acceptor, std::string answer, std::string& request) {
    net::Stream stream(co_await acceptor.async_accept(asio::use_awaitable));
    request.clear();
    while (request.find("\r\n\r\n") == std::string::npos || !request.ends_with("}")) {
        std::array<char, 4096> space;
        const auto read = co_await stream.readSome(space, soon());
        if (!read) break;
        request.append(space.data(), *read);
    }
    std::ignore = co_await stream.writeAll(answer, soon());
    stream.close();
}

TEST_F(Senders, TheWebhookGetsOneEventAPost) {
    WebhookSender sender(outward(false), {WebhookUrl::Scheme::http, "127.0.0.1", port(), "/hook?key=x"},
                         "mail.example");
    std::string request;
    Delivery delivery;
    loop.runAll(serve(acceptor, "HTTP/1.1 204 No Content\r\n\r\n", request), deliver(sender, delivery));
    EXPECT_EQ(delivery.problem, "");
    EXPECT_EQ(delivery.done, (Numbers{11}));
    EXPECT_THAT(request, StartsWith("POST /hook?key=x HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(port()) + "\r\n"));
    EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(request, EndsWith(webhookDocument(test::event(1), "mail.example")));
}

TEST_F(Senders, WhatTheWebhookAnswersDecides) {
    struct Row {
        const char* answer;
        const char* problem;
        bool done;
    };
    for (const auto& row : std::vector<Row>{
             {"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nx", "", true},
             {"HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\n\r\n", "the server answers 302", false},
             {"HTTP/1.1 401 Unauthorized\r\n\r\n", "the server answers 401", false},
             {"HTTP/1.1 503 Busy\r\n\r\n", "the server answers 503", false},
             {"220 mail.example ESMTP\r\n", "reading, ", false},
             {"", "reading, ", false}}) {
        WebhookSender sender(outward(false), {WebhookUrl::Scheme::http, "127.0.0.1", port(), "/"}, "mail.example");
        std::string request;
        Delivery delivery;
        loop.runAll(serve(acceptor, row.answer, request), deliver(sender, delivery));
        EXPECT_THAT(delivery.problem, StartsWith(row.problem)) << row.answer;
        EXPECT_EQ(delivery.done, row.done ? Numbers{11} : Numbers{}) << row.answer;
        EXPECT_TRUE(delivery.refused.empty()) << row.answer;
    }
}

TEST_F(Senders, AnEventThatTheWebhookRefusesThriceIsGivenUp) {
    WebhookSender sender(outward(false), {WebhookUrl::Scheme::http, "127.0.0.1", port(), "/"}, "mail.example");
    for (int attempt = 1; attempt <= 3; ++attempt) {
        std::string request;
        Delivery delivery;
        loop.runAll(serve(acceptor, "HTTP/1.1 422 No\r\n\r\n", request), deliver(sender, delivery));
        EXPECT_EQ(delivery.refused, attempt == 3 ? Numbers{11} : Numbers{}) << attempt;
        EXPECT_EQ(delivery.problem.empty(), attempt == 3) << attempt;
    }
}

}  // namespace
}  // namespace tram::roles
