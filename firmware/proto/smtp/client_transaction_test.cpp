// What a transaction does that goes less well: limits, missing extensions, broken connections.
#include <gtest/gtest.h>

#include "proto/smtp/client_dialogue.hpp"
#include "proto/smtp/client_session.hpp"

namespace tram::smtp {
namespace {

using dialogue::Cuts;
using dialogue::Dialogue;
using dialogue::Message;

struct Case {
    const char* name;
    MailParameters parameters;
    std::vector<std::string> recipients;
    Bytes body;
    const char* extensions;  // EHLO keywords, one a word
    const char* script;      // what follows
};

void PrintTo(const Case& row, std::ostream* out) {
    *out << row.name;
}

std::string opening(std::string_view extensions) {
    std::string out = "S: 220 mx ESMTP\nC: EHLO relay.tinh.gov.vn\n";
    std::istringstream words{std::string{extensions}};
    for (std::string word; words >> word;) {
        std::ranges::replace(word, '_', ' ');
        out += "S: 250-" + word + "\n";
    }
    // The first line is the server's name.
    const auto first = out.find("S: 250-");
    out.insert(first == std::string::npos ? out.size() : first, "S: 250-mx\n");
    return out + "S: 250 HELP\n";
}

class ClientTransaction : public testing::TestWithParam<Case> {};

TEST_P(ClientTransaction, GoesAsWritten) {
    const auto& row = GetParam();
    Message message;
    message.transaction.reversePath = parseMailbox("an@tinh.gov.vn").value();
    message.transaction.parameters = row.parameters;
    message.transaction.parameters.size = row.body.size();
    for (const auto& recipient : row.recipients) {
        message.transaction.recipients.push_back({parseMailbox(recipient).value(), {}});
    }
    message.body = row.body;
    client::Config config;
    config.hostname = "relay.tinh.gov.vn";
    for (const auto& cuts : {Cuts{1U << 20, 0}, Cuts{1, 0}, Cuts{5, 1}, Cuts{30, 2}}) {
        Dialogue dialogue{config, {message}, opening(row.extensions) + row.script, cuts};
        EXPECT_EQ(dialogue.run(), "") << "pieces of " << cuts.most << ", seed " << cuts.seed;
    }
}

MailParameters with(BodyKind body) {
    MailParameters out;
    out.body = body;
    return out;
}
MailParameters withUtf8() {
    MailParameters out;
    out.smtpUtf8 = SmtpUtf8::yes;
    return out;
}
MailParameters withTls() {
    MailParameters out;
    out.requireTls = RequireTls::yes;
    return out;
}
MailParameters withDsn() {
    MailParameters out;
    out.dsnReturn = DsnReturn::headers;
    out.envelopeId = "a+b=c";
    out.submitter = "an@tinh.gov.vn";
    return out;
}

const Bytes small = "a\r\n";

INSTANTIATE_TEST_SUITE_P(
    Table, ClientTransaction,
    testing::Values(
        Case{"eightBitUnwanted",
             with(BodyKind::eightBitMime),
             {"b@example.vn"},
             small,
             "",
             "R: permanent 5.6.3 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"eightBit",
             with(BodyKind::eightBitMime),
             {"b@example.vn"},
             small,
             "8BITMIME",
             "C: MAIL FROM:<an@tinh.gov.vn> BODY=8BITMIME\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 "
             "bye\nX: -"},
        Case{"binaryNeedsChunking",
             with(BodyKind::binaryMime),
             {"b@example.vn"},
             small,
             "8BITMIME BINARYMIME",
             "R: permanent 5.6.3 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"binaryByChunk",
             with(BodyKind::binaryMime),
             {"b@example.vn"},
             "a\n.\r\nb",
             "8BITMIME BINARYMIME CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn> BODY=BINARYMIME\nS: 250 ok\nC: RCPT TO:<b@example.vn>\nS: 250 ok\n"
             "C: BDAT 6 LAST\nL: closed\nR: temporary 4.4.2 connection elsewhere\nX: transaction temporary 4.4.2"},
        Case{"utf8Unwanted",
             withUtf8(),
             {"b@example.vn"},
             small,
             "8BITMIME",
             "R: permanent 5.6.7 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"utf8AddressUnwanted",
             {},
             {"b@example.vn",
              "\xC4\x91\xE1\xBB\xA9"
              "c@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<b@example.vn>\nS: 550 5.1.1 no\n"
             "R: permanent 5.1.1 remote\nR: permanent 5.6.7 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"utf8Address",
             {},
             {"\xC4\x91\xE1\xBB\xA9"
              "c@example.vn"},
             small,
             "8BITMIME SMTPUTF8",
             "C: MAIL FROM:<an@tinh.gov.vn> SMTPUTF8\nS: 250 ok\nC: RCPT TO:<\xC4\x91\xE1\xBB\xA9"
             "c@example.vn>\nS: 550 5.1.1 no\n"
             "R: permanent 5.1.1 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"requireTlsInTheClear",
             withTls(),
             {"b@example.vn"},
             small,
             "REQUIRETLS",
             "R: permanent 5.7.30 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"requireTlsUnknown",
             withTls(),
             {"b@example.vn"},
             small,
             "STARTTLS",
             "C: STARTTLS\nS: 220 go\nT:\nC: EHLO relay.tinh.gov.vn\nS: 250 mx\n"
             "R: permanent 5.7.30 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"requireTls",
             withTls(),
             {"b@example.vn"},
             small,
             "STARTTLS",
             "C: STARTTLS\nS: 220 go\nT:\nC: EHLO relay.tinh.gov.vn\nS: 250-mx\nS: 250 REQUIRETLS\n"
             "C: MAIL FROM:<an@tinh.gov.vn> REQUIRETLS\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 bye\nX: "
             "-"},
        Case{"dsnPassedOn",
             withDsn(),
             {"b@example.vn"},
             small,
             "DSN",
             "C: MAIL FROM:<an@tinh.gov.vn> RET=HDRS ENVID=a+2Bb+3Dc\nS: 550 no\nR: permanent 5.0.0 remote "
             "passedOn\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"dsnUnknown",
             withDsn(),
             {"b@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"tooLarge",
             {},
             {"b@example.vn"},
             "0123456789\r\n",
             "SIZE_11",
             "R: permanent 5.3.4 local elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"justFits",
             {},
             {"b@example.vn"},
             "0123456789\r\n",
             "SIZE_12",
             "C: MAIL FROM:<an@tinh.gov.vn> SIZE=12\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"sizeWithoutLimit",
             {},
             {"b@example.vn"},
             small,
             "SIZE_0",
             "C: MAIL FROM:<an@tinh.gov.vn> SIZE=3\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"recipientLimit",
             {},
             {"a@example.vn", "b@example.vn", "c@example.vn"},
             small,
             "LIMITS_RCPTMAX=2",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 550 no\nC: RCPT "
             "TO:<b@example.vn>\nS: 550 no\n"
             "R: permanent 5.0.0 remote\nR: permanent 5.0.0 remote\nR: postponed 4.5.3 local elsewhere\nC: QUIT\nS: "
             "221 bye\nX: -"},
        Case{"domainLimit",
             {},
             {"a@example.vn", "b@example.com", "c@example.vn"},
             small,
             "LIMITS_RCPTDOMAINMAX=1",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 550 no\nC: RCPT "
             "TO:<c@example.vn>\nS: 550 no\n"
             "R: permanent 5.0.0 remote\nR: postponed 4.5.3 local elsewhere\nR: permanent 5.0.0 remote\nC: QUIT\nS: "
             "221 bye\nX: -"},
        Case{"mailLimitQuits",
             {},
             {"a@example.vn"},
             small,
             "LIMITS_MAILMAX=1",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 550 no\nR: permanent 5.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"tooManyAfterSome",
             {},
             {"a@example.vn", "b@example.vn"},
             small,
             "PIPELINING CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn>\nC: RCPT TO:<a@example.vn>\nC: RCPT TO:<b@example.vn>\n"
             "S: 250 ok\nS: 250 ok\nS: 452 4.5.3 too many\nC: BDAT 3 LAST\nC: a\nS: 250 ok\n"
             "R: relayed 2.0.0 remote\nR: postponed 4.5.3 remote elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"tooManyAtOnce",
             {},
             {"a@example.vn"},
             small,
             "PIPELINING CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn>\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nS: 452 4.5.3 too many\n"
             "R: temporary 4.5.3 remote elsewhere\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"lostBeforeTheEnd",
             {},
             {"a@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nL: reset\n"
             "R: temporary 4.4.2 connection elsewhere\nX: transaction temporary 4.4.2"},
        Case{"lostAfterTheDot",
             {},
             {"a@example.vn", "b@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: RCPT "
             "TO:<b@example.vn>\nS: 550 no\n"
             "C: DATA\nS: 354 go\nC: a\nC: .\nL: timedOut\n"
             "R: temporary 4.4.2 connection uncertain elsewhere\nR: permanent 5.0.0 remote\nX: transaction temporary "
             "4.4.2"},
        Case{"lostAfterTheChunk",
             {},
             {"a@example.vn"},
             small,
             "CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: BDAT 3 LAST\nC: a\nL: "
             "closed\n"
             "R: temporary 4.4.2 connection uncertain elsewhere\nX: transaction temporary 4.4.2"},
        Case{"saidGoodbyeAfterTheDot",
             {},
             {"a@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\nC: "
             "a\nC: .\n"
             "S: 421 4.3.2 shutting down\nR: temporary 4.3.2 remote elsewhere\nX: transaction temporary 4.3.2"},
        Case{"garbageAfterTheDot",
             {},
             {"a@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\nC: "
             "a\nC: .\n"
             "S: ok\nR: temporary 4.5.0 connection uncertain elsewhere\nX: transaction temporary 4.5.0"},
        Case{"refusedInTheMiddle",
             {},
             {"a@example.vn"},
             "one\r\ntwo\r\n",
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\n"
             "S: 552 5.3.4 too much\nR: permanent 5.3.4 remote\nX: -"},
        Case{"goodbyeInTheMiddle",
             {},
             {"a@example.vn"},
             "one\r\ntwo\r\n",
             "CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: BDAT 10 LAST\n"
             "S: 421 4.3.2 bye\nR: temporary 4.3.2 remote elsewhere\nX: transaction temporary 4.3.2"},
        Case{"acceptedBeforeTheEnd",
             {},
             {"a@example.vn"},
             "one\r\ntwo\r\n",
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\n"
             "S: 250 ok\nR: temporary 4.5.0 connection elsewhere\nX: transaction temporary 4.5.0"},
        Case{"cannotBeReadOn",
             {},
             {"a@example.vn"},
             "one\r\ntwo\r\n",
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\n"
             "A: a piece is damaged\nR: temporary 4.3.0 local\nX: -"},
        Case{"moreThan354",
             {},
             {"a@example.vn"},
             small,
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\n"
             "S: 250 ok\nR: temporary 4.5.0 connection elsewhere\nX: transaction temporary 4.5.0"},
        Case{"openLastLine",
             {},
             {"a@example.vn"},
             "a\r\nb",
             "",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\nC: "
             "a\nC: b\nC: .\n"
             "S: 250 2.0.0 ok\nR: relayed 2.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{
            "emptyMessage",
            {},
            {"a@example.vn"},
            "",
            "",
            "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\n"
            "S: 250 2.0.0 ok\nR: relayed 2.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"},
        Case{"emptyChunk",
             {},
             {"a@example.vn"},
             "",
             "CHUNKING",
             "C: MAIL FROM:<an@tinh.gov.vn>\nS: 250 ok\nC: RCPT TO:<a@example.vn>\nS: 250 ok\nC: BDAT 0 LAST\n"
             "S: 250 2.0.0 ok\nR: relayed 2.0.0 remote\nC: QUIT\nS: 221 bye\nX: -"}),
    [](const auto& row) { return row.param.name; });

// A stranger's line ends must not become a second message behind us. Nothing that ends the message may go out.
TEST(ClientSmuggling, BareLineEndsAreNeverSentToTheirEnd) {
    const std::vector<Bytes> bodies{
        "a\n.\r\nMAIL FROM:<x@y>\r\n", "a\r.\r\nb\r\n", "a\r\n.\nb\r\n", "a\r\nb\r", "a\rb\r\n", "\n",
        Bytes{"a\0\nb\r\n", 6}};
    for (const auto* const extensions : {"HELP", "CHUNKING"}) {
        for (const auto& body : bodies) {
            for (const std::size_t piece : {1U, 2U, 1000U}) {
                ClientSession session{client::Config{}};
                session.feed("220 mx\r\n");
                (void)session.next();
                session.feed(std::string{"250-mx\r\n250 "} + extensions + "\r\n");
                ASSERT_TRUE(std::holds_alternative<client::Ready>(session.next()));
                client::Transaction transaction;
                transaction.parameters.size = body.size();
                transaction.recipients.push_back({parseMailbox("a@b.vn").value(), {}});
                session.begin(transaction);
                auto event = session.next();
                for (const auto* const reply : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"}) {
                    (void)session.takeOutput();
                    if (std::holds_alternative<client::NeedBody>(event)) break;
                    session.feed(reply);
                    event = session.next();
                }
                auto sent = session.takeOutput();
                ByteView rest = body;
                while (std::holds_alternative<client::NeedBody>(event)) {
                    const auto chunk = rest.substr(0, piece);
                    rest.remove_prefix(chunk.size());
                    if (chunk.empty()) {
                        session.finishBody();
                    } else {
                        session.supplyBody(chunk);
                    }
                    event = session.next();
                    sent += session.takeOutput();
                }
                const auto* const done = std::get_if<client::TransactionDone>(&event);
                ASSERT_NE(done, nullptr) << extensions << " " << body;
                EXPECT_EQ(done->recipients[0].outcome, client::Outcome::permanent) << body;
                EXPECT_EQ(done->recipients[0].status, (EnhancedCode{5, 6, 0}));
                EXPECT_EQ(sent.find("\r\n.\r\n"), Bytes::npos);
                EXPECT_LT(sent.size(), body.size() + sizeof "BDAT 30 LAST\r\n");
                EXPECT_TRUE(std::holds_alternative<client::Closed>(session.next()));
                EXPECT_TRUE(session.takeOutput().empty());
            }
        }
    }
}

TEST(ClientLimits, EndlessRepliesEndTheConnection) {
    // Lines that never end the reply, and a line that never ends.
    for (const auto* const piece : {"220-mail.example.vn\r\n", "mail.example.vn and "}) {
        ClientSession session{client::Config{}};
        session.feed("220-");
        std::size_t fed = 0;
        for (; fed <= limits::smtp::replyOctets; fed += std::string_view(piece).size()) {
            session.feed(piece);
            const auto event = session.next();
            if (const auto* closed = std::get_if<client::Closed>(&event)) {
                EXPECT_EQ(closed->failure->result.status, (EnhancedCode{4, 5, 0}));
                break;
            }
        }
        EXPECT_LE(fed, limits::smtp::replyOctets) << piece;
    }
}

TEST(ClientLimits, PipelinedCommandsAreBounded) {
    client::Config config;
    config.hostname = "relay";
    ClientSession session{config};
    session.feed("220 mx\r\n");
    (void)session.next();
    session.feed("250-mx\r\n250-DSN\r\n250 PIPELINING\r\n");
    (void)session.next();
    (void)session.takeOutput();
    client::Transaction transaction;
    transaction.parameters.size = 0;
    for (int i = 0; i < 100; ++i) {
        RcptParameters parameters;
        parameters.originalRecipient = OriginalRecipient{"rfc822", std::string(480, 'a')};
        transaction.recipients.push_back({parseMailbox("u" + std::to_string(i) + "@b.vn").value(), parameters});
    }
    session.begin(transaction);
    std::size_t commands = 0;
    std::size_t answered = 0;
    for (int turn = 0; turn < 1'000; ++turn) {
        const auto event = session.next();
        const auto out = session.takeOutput();
        EXPECT_LE(out.size(), limits::smtp::pipelinedCommands + limits::smtp::rcptCommandLine);
        commands += static_cast<std::size_t>(std::ranges::count(out, '\n'));
        if (std::holds_alternative<client::NeedBody>(event)) break;
        ASSERT_TRUE(std::holds_alternative<client::NeedInput>(event));
        ASSERT_LT(answered, commands);
        session.feed(++answered <= 101 ? "250 ok\r\n" : "354 go\r\n");
    }
    EXPECT_EQ(commands, 102U);
}

TEST(ClientSession, TheTimeOfAReplyBeginsAnewWithEachReplyOnly) {
    client::Config settings;
    settings.hostname = "relay.tinh.gov.vn";
    ClientSession session(settings);
    const auto isForNewReply = [&] {
        const auto event = session.next();
        const auto* need = std::get_if<client::NeedInput>(&event);
        return need != nullptr && need->forNewReply;
    };
    EXPECT_TRUE(isForNewReply()) << "nothing has come yet";
    for (const char c : std::string_view("220-a\r\n220-b-c\r\n220 d\r")) {
        session.feed({&c, 1});
        EXPECT_FALSE(isForNewReply()) << c;
    }
    session.feed("\n");
    EXPECT_TRUE(isForNewReply());
    EXPECT_EQ(session.takeOutput(), "EHLO relay.tinh.gov.vn\r\n");
    session.feed("250-mx\r\n250-");
    EXPECT_FALSE(isForNewReply());
    session.feed("8BITMIME\r\n");
    EXPECT_FALSE(isForNewReply());
}

}  // namespace
}  // namespace tram::smtp
