// Requests as they come over a connection, whole and in pieces.
#include "roles/alert/http_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/loopback_fixture.hpp"
#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace net::test;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpSession : public testing::Test {
protected:
    HttpSession()
        : handshakes(1, 4), parts{nullptr, handshakes, [] { return test::viewOf(test::soundBox()); }, "1.2.3"} {}

    // All that is answered to `request` until the connection ends.
    std::string ask(std::string request, std::size_t piece = SIZE_MAX) {
        Loop loop;
        auto pair = streamPair(loop.executor());
        std::string answer;
        const auto converse = [](net::Stream& stream, std::string bytes, std::size_t most,
                                 std::string& into) -> Task<> {
            for (std::size_t at = 0; at < bytes.size(); at += std::min(most, bytes.size() - at)) {
                const auto part = bytes.substr(at, most);
                if (!co_await stream.writeAll(part, soon())) break;
            }
            while (true) {
                std::array<char, 4096> space;
                const auto read = co_await stream.readSome(space, soon());
                if (!read) break;
                into.append(space.data(), *read);
            }
            stream.close();
        };
        loop.runAll(serveHttp(std::move(pair.server), parts), converse(pair.client, std::move(request), piece, answer));
        return answer;
    }

    net::HandshakePool handshakes;
    HttpParts parts;
};

TEST_F(HttpSession, AnswersAndCloses) {
    const auto answer = ask("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
    EXPECT_THAT(answer, HasSubstr("Date: Tue, 14 Nov 2023 22:13:22 GMT\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nok\n"));
}

TEST_F(HttpSession, KeepsTheConnectionForTheNextRequest) {
    const std::string first = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string second = "HEAD /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{SIZE_MAX}}) {
        const auto answer = ask(first + second, piece);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        const auto next = answer.find("HTTP/1.1", 1);
        ASSERT_NE(next, std::string::npos);
        EXPECT_THAT(answer.substr(next), StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer.substr(next), EndsWith("\r\n\r\n")) << "HEAD has no body";
        EXPECT_THAT(answer.substr(next), Not(HasSubstr("Content-Length: 0")));
    }
}

TEST_F(HttpSession, WhatIsNoRequestIsRefusedShortly) {
    struct Row {
        const char* name;
        std::string request;
        const char* answer;
    };
    const std::vector<Row> rows{
        {"no HTTP", "EHLO mail\r\n\r\n", "HTTP/1.1 400 "},
        {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), "HTTP/1.1 400 "},
        {"HTTP 9", "GET / HTTP/9.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 "},
        {"no host", "GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
        {"two hosts", "GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 "},
        {"HTTP/1.0 needs none", "GET /health/live HTTP/1.0\r\n\r\n", "HTTP/1.1 200 "},
        {"a body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 413 "},
        {"chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
         "HTTP/1.1 413 "},
        {"a field of 9 KiB", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9 * 1024, 'x') + "\r\n\r\n",
         "HTTP/1.1 431 "},
        {"a target of 9 KiB", "GET /" + std::string(9 * 1024, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 431 "},
        {"DELETE", "DELETE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 405 "},
        {"no such path", "GET /admin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 404 "},
    };
    for (auto row : rows) {
        // A request that does not end the connection is followed by one that does.
        const bool ends = row.request.find("close") != std::string::npos;
        const auto answer = ask(row.request + (ends ? "" : "GET / HTTP/1.0\r\n\r\n"));
        EXPECT_THAT(answer, StartsWith(row.answer)) << row.name;
        EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n")) << row.name;
    }
    EXPECT_THAT(ask("DELETE / HTTP/1.0\r\n\r\n"), HasSubstr("Allow: GET, HEAD\r\n"));
    EXPECT_THAT(httpRefusal(), HasSubstr("Content-Length: 24\r\n\r\n503 Service Unavailable\n"));
}

TEST_F(HttpSession, ServesUnderTls) {
    Certificates certificates;
    parts.tls = net::TlsServerContext::create({.certificates = {certificates.files("server")}}).value();
    Loop loop;
    auto pair = streamPair(loop.executor());
    std::string answer;
    const auto converse = [](net::Stream& stream, std::shared_ptr<net::TlsClientContext> context,
                             net::HandshakePool& pool, std::string& into) -> Task<> {
        EXPECT_TRUE(co_await stream.handshakeClient(context, "localhost", "d", pool, soon()));
        EXPECT_TRUE(co_await stream.writeAll("GET /health/ready HTTP/1.0\r\n\r\n", soon()));
        while (true) {
            std::array<char, 4096> space;
            const auto read = co_await stream.readSome(space, soon());
            if (!read) {
                EXPECT_EQ(read.error().kind, net::NetErrorKind::closed);
                break;
            }
            into.append(space.data(), *read);
        }
        stream.close();
    };
    auto context = net::TlsClientContext::create({.authorities = {certificates.caFile()}}).value();
    loop.runAll(serveHttp(std::move(pair.server), parts), converse(pair.client, context, handshakes, answer));
    EXPECT_THAT(answer, EndsWith("ready\n"));
}

}  // namespace
}  // namespace tram::roles
