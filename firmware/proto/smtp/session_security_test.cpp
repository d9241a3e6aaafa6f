// STARTTLS and AUTH over whole conversations.
#include <gtest/gtest.h>

#include "proto/sasl/base64.hpp"
#include "proto/smtp/transcript.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;

SessionConfig submission() {
    SessionConfig config;
    config.kind = ListenerKind::submission;
    config.hostname = "thu.dich.example";
    config.startTlsOffered = true;
    config.accountPage = "https://thu.dich.example/";
    return config;
}

SessionConfig submissions() {
    auto config = submission();
    config.startTlsOffered = false;
    config.tls = TlsState{"TLSv1.3", "TLS1-3-AES-128-GCM-SHA256", std::string(32, 'e')};
    return config;
}

std::string ehloLines(std::initializer_list<const char*> special) {
    std::string out = "C: EHLO a\n";
    for (const auto* line : {"thu.dich.example greets a", "PIPELINING", "SIZE 50331648", "8BITMIME",
                             "ENHANCEDSTATUSCODES", "DSN", "CHUNKING", "BINARYMIME", "SMTPUTF8"}) {
        out += "S: 250-"s + line + "\n";
    }
    for (const auto* line : special) out += "S: 250-"s + line + "\n";
    return out + "S: 250-LIMITS MAILMAX=1000 RCPTMAX=1000\nS: 250 HELP\n";
}

const auto clearLines = ehloLines({"STARTTLS"});
const auto tlsLines = ehloLines({"AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN", "REQUIRETLS"});

// base64 of NUL an NUL pw, and of a wrong password.
constexpr auto rightPlain = "AGFuAHB3";
constexpr auto wrongPlain = "AGFuAHhY";

TEST(Submission, StartTlsThenAuthThenMail) {
    const auto messages = play(submission(), "S: 220 *\n" + clearLines + R"(
        C: MAIL FROM:<an@dich.example>
        S: 530 5.7.0 Must issue STARTTLS first
        C: AUTH PLAIN AGFuAHB3
        S: 538 5.7.11 *
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: MAIL FROM:<an@dich.example>
        S: 503 5.5.1 EHLO first
    )" + tlsLines + R"(
        C: MAIL FROM:<an@dich.example>
        S: 530 5.7.0 Authentication required
        C: STARTTLS
        S: 503 5.5.1 TLS is already in use
        C: AUTH PLAIN AGFuAHB3
        S: 235 2.7.0 Authentication succeeded
        C: AUTH PLAIN AGFuAHB3
        S: 503 5.5.1 Already authenticated
        C: MAIL FROM:<an@dich.example> AUTH=an+40dich.example REQUIRETLS
        C: RCPT TO:<x@khac.example>
        C: DATA
        S: 250 *
        S: 250 *
        S: 354 *
        C: a
        C: .
        S: 250 2.0.0 Kept)");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].protocol, "ESMTPSA");
}

TEST(Submission, EachMechanism) {
    const auto coded = [](ByteView text) { return sasl::encodeBase64(text); };
    play(submissions(), "S: 220 *\n" + tlsLines + "C: AUTH PLAIN\nS: 334 \nC: "s + rightPlain + "\nS: 235 *\n");
    play(submissions(), "S: 220 *\n" + tlsLines + "C: auth plain "s + rightPlain + "\nS: 235 *\n");
    play(submissions(), "S: 220 *\n" + tlsLines +
                            "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YW4=\nS: 334 UGFzc3dvcmQ6\nC: cHc=\nS: 235 *\n");
    play(submissions(), "S: 220 *\n" + tlsLines + "C: AUTH LOGIN YW4=\nS: 334 UGFzc3dvcmQ6\nC: cHc=\nS: 235 *\n");

    for (const bool plus : {false, true}) {
        FakeRole role(submissions());
        role.exchange("EHLO a\r\n");
        const auto gs2 = plus ? "p=tls-exporter,,"s : "n,,"s;
        const auto first = role.exchange((plus ? "AUTH SCRAM-SHA-256-PLUS " : "AUTH SCRAM-SHA-256 ") +
                                         coded(gs2 + "n=an,r=abc") + "\r\n");
        ASSERT_TRUE(first.starts_with("334 ")) << first;
        const auto serverFirst = sasl::decodeBase64(first.substr(4, first.size() - 6)).value_or("");
        ASSERT_TRUE(serverFirst.starts_with("r=abc")) << serverFirst;
        const auto nonce = serverFirst.substr(2, serverFirst.find(',') - 2);
        const auto binding = plus ? gs2 + std::string(32, 'e') : gs2;
        const auto last =
            role.exchange(coded("c=" + coded(binding) + ",r=" + nonce + ",p=" + coded(std::string(32, 'p'))) + "\r\n");
        EXPECT_TRUE(last.starts_with("334 dj")) << last;  // "v="
        EXPECT_EQ(role.exchange("\r\n"), "235 2.7.0 Authentication succeeded\r\n");
        EXPECT_EQ(role.signIns(), 1U);
    }
}

// After the bare LF the first NOOP is still the refused line: it lasts up to its true end.
TEST(Submission, FailuresAndTheirReplies) {
    auto config = submissions();
    config.limits.failedAuthentications = 100;
    config.limits.errors = 100;
    const auto plainOf = [](ByteView user) { return sasl::encodeBase64("\0"s + std::string{user} + "\0pw"s); };
    play(config, "S: 220 *\nC: AUTH PLAIN x\nS: 503 5.5.1 EHLO first\n" + tlsLines + "C: AUTH PLAIN "s + wrongPlain +
                     R"(
        S: 535-5.7.8 Authentication credentials invalid
        S: 535 5.7.8 *
        C: AUTH PLAIN )" +
                     plainOf("moi") + R"(
        S: 535-5.7.8 Change your first password at https://thu.dich.example/ before sending mail
        S: 535 5.7.8 Phai doi mat khau lan dau tai https://thu.dich.example/ truoc khi gui thu
        C: AUTH PLAIN )" +
                     plainOf("ung-dung") + R"(
        S: 534-5.7.9 This account has a second factor: make an app password at https://thu.dich.example/
        S: 534 5.7.9 Tai khoan co xac thuc hai lop: *
        C: AUTH PLAIN )" +
                     plainOf("hai-lop") + R"(
        S: 534-5.7.9 Set up your second factor at https://thu.dich.example/ before sending mail
        S: 534 5.7.9 Phai thiet lap xac thuc hai lop *
        C: AUTH PLAIN )" +
                     plainOf("cham") + R"(
        S: 454 4.7.0 Too many failed attempts*
        C: AUTH PLAIN )" +
                     plainOf("hong") + R"(
        S: 454 4.7.0 Temporary authentication failure
        C: AUTH CRAM-MD5
        S: 504 5.5.4 *
        C: AUTH PLAIN ???
        S: 501 5.5.2 *
        C: AUTH LOGIN
        C: *
        S: 334 VXNlcm5hbWU6
        S: 501 5.7.0 Authentication cancelled
        C: AUTH LOGIN
        C~ YW4=\n
        S: 334 VXNlcm5hbWU6
        S: 501 5.5.2 *
        C: NOOP
        C: NOOP
        S: 250 *)");
}

TEST(Submission, ThreeFailuresEndTheSession) {
    play(submissions(), "S: 220 *\n" + tlsLines + R"(
        C: AUTH PLAIN AGFuAHhY
        C: AUTH PLAIN AGFuAHhY
        C: AUTH PLAIN AGFuAHhY
        C: AUTH PLAIN AGFuAHB3
        S: 535-*
        S: 535 *
        S: 535-*
        S: 535 *
        S: 535-*
        S: 535 *
        S: 421 4.7.0 *
        -- closed)");
}

TEST(Submission, TooLongAnExchangeIsDropped) {
    FakeRole role(submissions());
    role.exchange("EHLO a\r\nAUTH PLAIN\r\n");
    EXPECT_EQ(role.exchange(std::string(50'000, 'A')), "500 5.5.6 Authentication exchange line is too long\r\n");
    EXPECT_EQ(role.exchange("AAAA\r\nNOOP\r\n"), "250 2.0.0 OK\r\n");
}

TEST(Submission, NoPlusWithoutExporter) {
    auto config = submissions();
    config.tls->exporter.reset();
    play(config, "S: 220 *\n" + ehloLines({"AUTH SCRAM-SHA-256 PLAIN LOGIN", "REQUIRETLS"}) + R"(
        C: AUTH SCRAM-SHA-256-PLUS
        S: 504 5.5.4 *)");
}

TEST(Submission, AuthIsNotForTransactionsOrHelo) {
    FakeRole role(submissions());
    role.exchange("EHLO a\r\nAUTH PLAIN "s + rightPlain + "\r\nMAIL FROM:<an@dich.example>\r\n");
    EXPECT_TRUE(role.exchange("AUTH PLAIN x\r\n").starts_with("503 "));
    FakeRole helo(submissions());
    helo.exchange("HELO a\r\n");
    EXPECT_TRUE(helo.exchange("AUTH PLAIN x\r\n").starts_with("502 "));
}

TEST(RelayIn, OffersNoAuthEvenUnderTls) {
    auto config = submissions();
    config.kind = ListenerKind::relayIn;
    play(config, "S: 220 *\n" + ehloLines({"REQUIRETLS"}) + R"(
        C: AUTH PLAIN AGFuAHB3
        S: 502 5.5.1 AUTH is not offered)");
}

TEST(StartTls, PlaintextBehindItEndsTheSession) {
    FakeRole role(submission());
    role.exchange("EHLO a\r\n");
    const auto output = role.exchange("STARTTLS\r\nEHLO a\r\nAUTH PLAIN AGFuAHB3\r\n");
    EXPECT_TRUE(output.starts_with("421 4.7.0 ")) << output;
    EXPECT_TRUE(role.isClosed());
    EXPECT_EQ(role.signIns(), 0U);
}

TEST(StartTls, ForgetsWhatWasSaidInTheClear) {
    auto config = submission();
    config.kind = ListenerKind::relayIn;
    FakeRole role(config);
    role.exchange("EHLO a\r\nMAIL FROM:<x@khac.example>\r\nRCPT TO:<an@dich.example>\r\n");
    EXPECT_EQ(role.exchange("STARTTLS\r\n"), "220 2.0.0 Ready to start TLS\r\n");
    EXPECT_EQ(role.session().clientName(), "");
    EXPECT_EQ(role.exchange("DATA\r\n"), "503 5.5.1 EHLO first\r\n");
    EXPECT_TRUE(role.exchange("EHLO a\r\nDATA\r\n").ends_with("503 5.5.1 MAIL first\r\n"));
    EXPECT_EQ(role.session().protocolName(), "ESMTPS");
}

TEST(StartTls, NotOffered) {
    auto config = submission();
    config.startTlsOffered = false;
    FakeRole role(config);
    role.exchange("EHLO a\r\n");
    EXPECT_EQ(role.exchange("STARTTLS\r\n"), "502 5.5.1 STARTTLS is not offered\r\n");
}

}  // namespace
}  // namespace tram::smtp
