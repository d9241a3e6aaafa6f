#include "proto/smtp/server_session.hpp"

#include <gtest/gtest.h>

#include "proto/smtp/session_fixture.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

TEST(ServerSession, OneMessage) {
    const auto messages = play(relayIn(), ehlo + R"(
        C: MAIL FROM:<x@khac.example> SIZE=20 BODY=8BITMIME
        S: 250 2.1.0 Sender OK
        C: RCPT TO:<an@dich.example>
        S: 250 2.1.5 Recipient OK
        C: DATA
        S: 354 Go on; end with <CRLF>.<CRLF>
        C: Subject: chào
        C:
        C: ..hai chấm
        C: .
        S: 250 2.0.0 Kept
        C: QUIT
        S: 221 2.0.0 thu.dich.example closing
        -- closed)"s);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].sender, "<x@khac.example>");
    EXPECT_EQ(messages[0].recipients, std::vector<std::string>{"<an@dich.example>"});
    EXPECT_EQ(messages[0].bytes, "Subject: chào\r\n\r\n.hai chấm\r\n");
    EXPECT_EQ(messages[0].protocol, "ESMTP");
}

TEST(ServerSession, PipelinedGroupsWithDifferentFates) {
    const auto messages = play(relayIn(), ehlo + R"(
        C: MAIL FROM:<>
        C: RCPT TO:<an@dich.example>
        C: RCPT TO:<khong@dich.example>
        C: RCPT TO:<day@dich.example>
        C: RCPT TO:<an@khac.example>
        C: RCPT TO:<Postmaster>
        C: DATA
        S: 250 2.1.0 Sender OK
        S: 250 2.1.5 Recipient OK
        S: 550 5.1.1 No such mailbox
        S: 452 4.2.2 Mailbox full
        S: 550 5.7.1 Relaying denied
        S: 250 2.1.5 Recipient OK
        S: 354 *
        C: a
        C: .
        C: MAIL FROM:<y@khac.example>
        C: RCPT TO:<binh@dich.example>
        C: DATA
        S: 250 2.0.0 Kept
        S: 250 2.1.0 Sender OK
        S: 250 2.1.5 Recipient OK
        S: 354 *
        C: b
        C: .
        C: QUIT
        S: 250 2.0.0 Kept
        S: 221 *
        -- closed)"s);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].sender, "<>");
    EXPECT_EQ(messages[0].recipients, (std::vector<std::string>{"<an@dich.example>", "<Postmaster>"}));
    EXPECT_EQ(messages[1].bytes, "b\r\n");
}

TEST(ServerSession, PipelinedRepliesLeaveInOneWrite) {
    SeededRandom random(1);
    ServerSession session(relayIn(), random);
    const ByteView group = "EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRSET\r\nNOOP\r\n";
    ASSERT_EQ(session.feed(group), group.size());
    while (true) {
        const auto event = session.next();
        ASSERT_FALSE(std::holds_alternative<Flush>(event));
        if (std::holds_alternative<MailQuestion>(event)) session.answerMail(std::nullopt);
        if (std::holds_alternative<NeedInput>(event)) break;
    }
    const auto output = session.takeOutput();
    EXPECT_TRUE(output.starts_with("220 "));
    EXPECT_TRUE(output.ends_with("250 2.1.0 Sender OK\r\n250 2.0.0 OK\r\n250 2.0.0 OK\r\n"));
}

TEST(ServerSession, Order) {
    play(relayIn(), R"(
        S: 220 *
        C: MAIL FROM:<x@khac.example>
        S: 503 5.5.1 EHLO first
        C: RCPT TO:<an@dich.example>
        S: 503 5.5.1 EHLO first
        C: DATA
        S: 503 5.5.1 EHLO first
        C: HELO may1
        S: 250 thu.dich.example
        C: RCPT TO:<an@dich.example>
        S: 503 5.5.1 MAIL first
        C: DATA
        S: 503 5.5.1 MAIL first
        C: MAIL FROM:<x@khac.example>
        S: 250 *
        C: MAIL FROM:<x@khac.example>
        S: 503 5.5.1 Nested MAIL; RSET first
        C: DATA
        S: 554 5.5.1 No valid recipients
        C: RCPT TO:<khong@dich.example>
        C: DATA
        S: 550 5.1.1 *
        S: 554 5.5.1 No valid recipients
        C: RSET
        C: RCPT TO:<an@dich.example>
        S: 250 2.0.0 OK
        S: 503 5.5.1 MAIL first)");
}

TEST(ServerSession, EhloResetsAndHeloOffersNothing) {
    play(relayIn(), R"(
        S: 220 *
        C: HELO may1
        S: 250 thu.dich.example
        C: MAIL FROM:<x@khac.example> SIZE=5
        S: 555 5.5.4 *
        C: MAIL FROM:<x@khac.example>
        S: 250 *
        C: HELO may1
        S: 250 *
        C: RCPT TO:<an@dich.example>
        S: 503 5.5.1 MAIL first
        C: BDAT 3 LAST
        C~ abc
        S: 503 5.5.1 EHLO first
        C: NOOP
        S: 250 *)");
}

TEST(ServerSession, SyntaxErrors) {
    auto config = relayIn();
    config.limits.errors = 1000;
    const std::string longName(500, 'x');
    play(config, R"(
        S: 220 *
        C: XYZZY
        S: 500 5.5.1 *
        C:
        S: 500 5.5.1 *
        C:  NOOP
        S: 500 5.5.1 *
        C: EHLO
        S: 501 5.5.4 *
        C: EHLO may một
        S: 501 5.5.4 *
        C: EHLO a b
        S: 501 5.5.4 *
        C: EHLO [1.2.3]
        S: 501 5.5.4 *
        C: ehlo [192.0.2.1]
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
        C: DATA now
        S: 501 5.5.4 *
        C: RSET now
        S: 501 5.5.4 *
        C: QUIT now
        S: 501 5.5.4 *
        C: STARTTLS now
        S: 501 5.5.4 *
        C: VRFY
        S: 501 5.5.4 *
        C: MAIL
        S: 501 5.5.4 *
        C: MAIL TO:<x@khac.example>
        S: 501 5.5.4 *
        C: MAIL FROM :<x@khac.example>
        S: 501 5.5.4 *
        C: MAIL FROM:x@khac.example
        S: 501 5.1.7 *
        C: MAIL FROM:<x@khac.example>SIZE=1
        S: 501 5.5.4 *
        C: MAIL FROM:<x@khac.example> SIZE=1 SIZE=1
        S: 501 5.5.4 *
        C: MAIL FROM:<x@khac.example> HOLDFOR=5
        S: 555 5.5.4 *
        C: MAIL FROM:<x@khac.example> REQUIRETLS
        S: 555 5.5.4 *
        C: MAIL FROM:<x@khac.example> AUTH=<>
        S: 555 5.5.4 *
        C: MAIL FROM:<x@>
        S: 501 5.1.7 *
        C: MAIL FROM:<ệ@khac.example>
        S: 553 5.6.7 *
        C: MAIL FROM:<x@khac.example> SIZE=99999999
        S: 552-5.3.4 *
        S: 552 5.3.4 *
        C: mail from: <x@khac.example>
        S: 250 *
        C: RCPT TO:<an>
        S: 501 5.1.3 *
        C: RCPT TO:<ệ@dich.example>
        S: 553 5.6.7 *
        C: RCPT TO:<an@dich.example> NOTIFY=NEVER,DELAY
        S: 501 5.5.4 *
        C: RCPT TO:<an@dich.example> ORCPT=rfc822;an+40dich.example NOTIFY=SUCCESS
        S: 250 *
        C: VRFY an
        S: 252 2.5.0 *
        C: EXPN an
        S: 502 5.5.1 *
        C: HELP
        S: 214-2.0.0 *
        S: 214 2.0.0 *
        C: noop anything at all   )"
                 "\n"
                 R"(S: 250 2.0.0 OK
        C: NOOP )" + longName +
                     R"(
        C: NOOP
        S: 250 2.0.0 OK
        S: 250 2.0.0 OK
        C: NOOP )" + longName +
                     longName + R"(
        S: 500 5.5.2 Line too long
        C: NOOP \0
        C~ NOOP \0\r\n
        S: 250 *
        S: 500 5.5.2 *)");
}

TEST(ServerSession, LinesEndInCrlfOnly) {
    auto config = relayIn();
    config.limits.errors = 1000;
    play(config, R"(
        S: 220 *
        C~ NOOP\n
        S: 500 5.5.2 *
        C~ NOOP\r\n
        C~ NOOP\rNOOP\r\n
        S: 500 5.5.2 *
        C~ NOOP\r\r\n
        S: 500 5.5.2 *
        C~ EHLO a\nMAIL FROM:<x@khac.example>\nQUIT\n
        S: 500 5.5.2 *
        C: NOOP
        C: NOOP
        S: 250 *)");
}

TEST(ServerSession, AnEndlessLineIsDroppedOnce) {
    auto config = relayIn();
    FakeRole role(config);
    role.exchange("");
    const std::string endless(100'000, 'x');
    EXPECT_EQ(role.exchange(endless), "500 5.5.6 Line too long\r\n");
    EXPECT_EQ(role.exchange("QUIT\r\nNOOP\r\n"), "250 2.0.0 OK\r\n");
}

TEST(ServerSession, TooManyErrorsEndTheSession) {
    auto config = relayIn();
    config.limits.errors = 3;
    config.trust = Trust::trustedNetwork;
    play(config, R"(
        S: 220 *
        C: A
        C: B
        C: C
        C: NOOP
        S: 500 *
        S: 500 *
        S: 500 *
        S: 421 4.7.0 Too many errors; closing
        -- closed)");
}

TEST(ServerSession, IdlingAndGuessingEndTheSessionOfAStrangerOnly) {
    for (const auto trust : {Trust::stranger, Trust::trustedNetwork}) {
        auto config = relayIn();
        config.trust = trust;
        FakeRole idle(config);
        std::string noops;
        for (int i = 0; i < 300; ++i) noops += "NOOP\r\n";
        idle.exchange(noops);
        EXPECT_EQ(idle.isClosed(), trust == Trust::stranger);

        FakeRole guess(config);
        std::string guesses = "EHLO a\r\nMAIL FROM:<>\r\n";
        for (int i = 0; i < 150; ++i) guesses += "RCPT TO:<khong@dich.example>\r\n";
        const auto output = guess.exchange(guesses);
        EXPECT_EQ(guess.isClosed(), trust == Trust::stranger);
        EXPECT_EQ(output.ends_with("421 4.7.0 Too many refused recipients; closing\r\n"), trust == Trust::stranger);
    }
}

// What was sent before the answer was known is no error of the client. [RFC2920 3.1, RFC3030 2]
TEST(ServerSession, ChunksBehindARefusalAreNoErrors) {
    FakeRole role(relayIn());
    std::string sent = "EHLO a\r\n";
    for (int i = 0; i < 15; ++i) sent += "MAIL FROM:<>\r\nRCPT TO:<khong@dich.example>\r\nBDAT 3 LAST\r\nabcRSET\r\n";
    sent += "MAIL FROM:<>\r\nRCPT TO:<khong@dich.example>\r\n";
    for (int i = 0; i < 15; ++i) sent += "BDAT 3\r\nabc";
    role.exchange(sent);
    EXPECT_FALSE(role.isClosed());
    // But a chunk that nothing led to is one.
    std::string lone = "RSET\r\n";
    for (int i = 0; i < 15; ++i) lone += "BDAT 3 LAST\r\nabc";
    role.exchange(lone);
    EXPECT_TRUE(role.isClosed());
}

TEST(ServerSession, MachinesOfTheOfficeCallThemselvesWhatTheyLike) {
    for (const auto trust : {Trust::stranger, Trust::trustedNetwork}) {
        for (const std::string name : {"M\xC3\x81Y-1", "MAY IN", "pc$", "(none)", "[::1]"}) {
            auto config = relayIn();
            config.trust = trust;
            FakeRole role(config);
            const auto answer = role.exchange("EHLO " + name + "\r\n");
            EXPECT_EQ(answer.find("\r\n501 5.5.4 ") != std::string::npos, trust == Trust::stranger) << name << answer;
        }
        auto config = relayIn();
        config.trust = trust;
        FakeRole role(config);
        EXPECT_NE(role.exchange("EHLO pc.local.\r\n").find("greets pc.local\r\n"), std::string::npos);
    }
}

TEST(ServerSession, RecipientsAndTransactionsAreLimited) {
    auto config = relayIn();
    config.limits.recipients = 2;
    config.limits.transactions = 1;
    play(config, R"(
        S: 220 *
        C: HELO a
        C: MAIL FROM:<>
        C: RCPT TO:<a@dich.example>
        C: RCPT TO:<b@dich.example>
        C: RCPT TO:<c@dich.example>
        C: RSET
        C: MAIL FROM:<>
        S: 250 *
        S: 250 *
        S: 250 *
        S: 250 *
        S: 452 4.5.3 *
        S: 250 *
        S: 421 4.7.0 *
        -- closed)");
}

TEST(ServerSession, HttpIsNoSmtp) {
    play(relayIn(), R"(
        S: 220 *
        C: POST / HTTP/1.1
        C: Host: thu.dich.example
        C: MAIL FROM:<x@khac.example>
        S: 421 4.7.0 *
        -- closed)");
}

TEST(ServerSession, Smtputf8) {
    const auto messages = play(relayIn(), ehlo + R"(
        C: MAIL FROM:<ệ@khác.example> SMTPUTF8
        C: RCPT TO:<an@dich.example> ORCPT=utf-8;ăn@dich.example
        C: DATA
        S: 250 *
        S: 250 *
        S: 354 *
        C: a
        C: .
        S: 250 *)"s);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].sender, "<ệ@khác.example>");
    EXPECT_EQ(messages[0].protocol, "UTF8SMTP");
}

TEST(ServerSession, TimeOutAndShutdown) {
    FakeRole role(relayIn());
    role.exchange("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<an@dich.example>\r\nDATA\r\nhalf a mess");
    role.session().timedOut();
    EXPECT_EQ(role.exchange(""), "421 4.4.2 thu.dich.example timed out waiting for you; closing\r\n");
    EXPECT_TRUE(role.isClosed());
    EXPECT_TRUE(role.messages().empty());

    FakeRole other(relayIn());
    other.exchange("EHLO a\r\n");
    other.session().endWith(makeReply(421, {4, 3, 2}, "Shutting down"));
    EXPECT_EQ(other.exchange(""), "421 4.3.2 Shutting down\r\n");
    EXPECT_TRUE(other.isClosed());
}

TEST(ServerSession, FloodOfRepliesIsFlushed) {
    auto config = relayIn();
    config.trust = Trust::trustedNetwork;
    FakeRole role(config);
    role.exchange("");
    std::string noops;
    for (int i = 0; i < 20'000; ++i) noops += "NOOP\r\n";
    EXPECT_EQ(role.exchange(noops).size(), 20'000 * std::string_view{"250 2.0.0 OK\r\n"}.size());
}

}  // namespace
}  // namespace tram::smtp
