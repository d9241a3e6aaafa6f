#include "proto/smtp/server_session.hpp"

#include <gtest/gtest.h>

#include "proto/smtp/session_fixture.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

TEST(ServerSession, SizeIsCountedAtTheEnd) {
    auto config = relayIn();
    config.limits.messageSize = 10;
    const auto messages = play(config, R"(
        S: 220 *
        C: HELO a
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: DATA
        S: 250 *
        S: 250 *
        S: 250 *
        S: 354 *
        C: 123456789
        C: .
        S: 552-5.3.4 Message too large: SIZE limit is 10 octets
        S: 552 5.3.4 Thu qua lon: gioi han SIZE la 10 byte
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: DATA
        S: 250 *
        S: 250 *
        S: 354 *
        C: ..234567
        C: .
        S: 250 2.0.0 Kept)");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes, ".234567\r\n");
}

TEST(ServerSession, RoleRefusesDataOrWhatComes) {
    constexpr auto start = R"(
        S: 220 *
        C: EHLO [192.0.2.1]
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250 *
        S: 250 *
        S: 250 *)";
    const auto full = makeReply(452, {4, 3, 1}, "Disk full");
    const auto noData = [&](FakeRole& role) { role.refuseData = full; };
    const auto noChunks = [&](FakeRole& role) { role.refuseChunks = full; };
    EXPECT_TRUE(play(relayIn(), start + R"(
        C: DATA
        S: 452 4.3.1 Disk full
        C: RCPT TO:<an@dich.example>
        S: 503 5.5.1 MAIL first)"s,
                     noData)
                    .empty());
    EXPECT_TRUE(play(relayIn(), start + R"(
        C: DATA
        S: 354 *
        C: a
        C: b
        C: .
        S: 452 4.3.1 Disk full
        C: NOOP
        S: 250 *)"s,
                     noChunks)
                    .empty());
    EXPECT_TRUE(play(relayIn(), start + R"(
        C: BDAT 4
        C~ a\r\nb
        C: BDAT 2 LAST
        C~ \r\n
        S: 452 4.3.1 Disk full
        S: 503 5.5.1 MAIL first
        C: NOOP
        S: 250 *)"s,
                     noData)
                    .empty());
}

TEST(ServerSession, Bdat) {
    const auto messages = play(relayIn(), ehlo + R"(
        C: MAIL FROM:<x@khac.example> BODY=BINARYMIME
        C: RCPT TO:<an@dich.example>
        C: BDAT 10
        C~ a\r\n.\r\n\0\n\rb
        C: BDAT 0
        C: NOOP
        C: BDAT 3 last
        C~ xyz
        S: 250 *
        S: 250 *
        S: 250 2.0.0 10 octets so far
        S: 250 2.0.0 10 octets so far
        S: 250 2.0.0 OK
        S: 250 2.0.0 Kept
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: BDAT 3
        C~ a\r\n
        C: BDAT 0 LAST
        S: 250 *
        S: 250 *
        S: 250 *
        S: 250 2.0.0 Kept)"s);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].bytes, "a\r\n.\r\n\0\n\rbxyz"s);
    EXPECT_EQ(messages[0].lastLine, MessageQuestion::LastLine::open);
    EXPECT_EQ(messages[1].bytes, "a\r\n");
    EXPECT_EQ(messages[1].lastLine, MessageQuestion::LastLine::complete);
}

TEST(ServerSession, BdatErrors) {
    auto config = relayIn();
    config.limits.errors = 1000;
    config.limits.messageSize = 100;
    const auto messages = play(config, R"(
        S: 220 *
        C: EHLO a
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250 *
        C: BDAT x LAST
        S: 501 5.5.4 *
        C: BDAT 6 LAST
        C: QUIT
        S: 503 5.5.1 MAIL first
        C: MAIL FROM:<x@khac.example> BODY=BINARYMIME
        C: RCPT TO:<an@dich.example>
        C: DATA
        S: 250 *
        S: 250 *
        S: 503 5.5.1 BINARYMIME goes by BDAT only
        C: BDAT 3
        C~ abc
        C: RCPT TO:<binh@dich.example>
        C: DATA
        C: MAIL FROM:<>
        S: 250 *
        S: 503 5.5.1 *
        S: 503 5.5.1 *
        S: 503 5.5.1 *
        C: RSET
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<khong@dich.example>
        C: BDAT 3 LAST
        C~ abc
        S: 250 *
        S: 250 *
        S: 550 *
        S: 554 5.5.1 No valid recipients
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: BDAT 4
        C~ a\nbc
        C: BDAT 1 LAST
        C~ d
        S: 250 *
        S: 250 *
        S: 554 5.6.0 *
        S: 503 5.5.1 MAIL first
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: BDAT 2
        C~ a\r
        C: BDAT 1 LAST
        C~ b
        S: 250 *
        S: 250 *
        S: 250 *
        S: 554 5.6.0 *
        C: MAIL FROM:<x@khac.example>
        C: RCPT TO:<an@dich.example>
        C: BDAT 102 LAST
        C~ 123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012
        S: 250 *
        S: 250 *
        S: 552-5.3.4 *
        S: 552 5.3.4 *
        C: BDAT 99999999999999999999 LAST
        S: 501 5.5.4 *
        -- closed)");
    EXPECT_TRUE(messages.empty());
}

}  // namespace
}  // namespace tram::smtp
