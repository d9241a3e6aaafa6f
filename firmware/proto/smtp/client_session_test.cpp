#include "proto/smtp/client_session.hpp"

#include <gtest/gtest.h>

#include "proto/smtp/client_dialogue.hpp"

namespace tram::smtp {
namespace {

using dialogue::Cuts;
using dialogue::Dialogue;
using dialogue::Message;

Mailbox mailbox(std::string_view text) {
    return parseMailbox(text).value();
}

Message message(std::vector<std::string> recipients, Bytes body = "Subject: a\r\n\r\n.b\r\n",
                MailParameters parameters = {}) {
    Message out;
    out.transaction.reversePath = mailbox("an@tinh.gov.vn");
    parameters.size = body.size();
    out.transaction.parameters = parameters;
    for (const auto& recipient : recipients) out.transaction.recipients.push_back({mailbox(recipient), {}});
    out.body = std::move(body);
    return out;
}

client::Config config(client::TlsPolicy tls = client::TlsPolicy::opportunistic) {
    client::Config out;
    out.hostname = "relay.tinh.gov.vn";
    out.tls = tls;
    return out;
}

constexpr Cuts allCuts[] = {{1U << 20, 0}, {1, 0}, {2, 0}, {7, 1}, {40, 2}, {9, 3}, {100, 4}};

void check(const client::Config& settings, const std::vector<Message>& messages, std::string_view script) {
    for (const auto& cuts : allCuts) {
        Dialogue dialogue{settings, messages, script, cuts};
        EXPECT_EQ(dialogue.run(), "") << "pieces of " << cuts.most << ", seed " << cuts.seed;
    }
}

TEST(ClientSession, SendsByDataStepByStepWithoutExtensions) {
    check(config(), {message({"binh@example.vn", "chi@example.vn"})}, R"(
        S: 220 mx.example.vn ready
        C: EHLO relay.tinh.gov.vn
        S: 250 mx.example.vn
        C: MAIL FROM:<an@tinh.gov.vn>
        S: 250 ok
        C: RCPT TO:<binh@example.vn>
        S: 250 ok
        C: RCPT TO:<chi@example.vn>
        S: 550 5.1.1 no such user
        C: DATA
        S: 354 go on
        C: Subject: a
        C:
        C: ..b
        C: .
        S: 250 2.6.0 queued as 17
        R: relayed 2.6.0 remote
        R: permanent 5.1.1 remote
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, PipelinesTheEnvelopeAndSeveralMessages) {  // [RFC2920]
    check(config(), {message({"binh@example.vn"}), message({"chi@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250-SIZE 1000000
        S: 250-DSN
        S: 250 PIPELINING
        C: MAIL FROM:<an@tinh.gov.vn> SIZE=18
        C: RCPT TO:<binh@example.vn>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 354 go on
        C: Subject: a
        C:
        C: ..b
        C: .
        S: 250 ok
        R: relayed 2.0.0 remote passedOn
        C: MAIL FROM:<an@tinh.gov.vn> SIZE=18
        C: RCPT TO:<chi@example.vn>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 354 go on
        C: Subject: a
        C:
        C: ..b
        C: .
        S: 451 4.3.0 later
        R: temporary 4.3.0 remote passedOn elsewhere
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, UsesOneChunkWhereChunkingIsAnnounced) {  // [RFC3030]
    check(config(), {message({"binh@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250-PIPELINING
        S: 250 chunking
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<binh@example.vn>
        S: 250 ok
        S: 250 ok
        C: BDAT 18 LAST
        C: Subject: a
        C:
        C: .b
        S: 250 ok
        R: relayed 2.0.0 remote
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, NobodyAcceptedMeansNoChunkAndResetBeforeTheNext) {
    check(config(), {message({"binh@example.vn"}), message({"chi@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250-PIPELINING
        S: 250 CHUNKING
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<binh@example.vn>
        S: 250 ok
        S: 550 no
        R: permanent 5.0.0 remote
        C: RSET
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<chi@example.vn>
        S: 250 ok
        S: 250 ok
        S: 450 4.2.1 busy
        R: temporary 4.2.1 remote elsewhere
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, PipelinedDataForNobodyIsEndedAtOnce) {  // [RFC2920 3.1]
    check(config(), {message({"binh@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250 PIPELINING
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<binh@example.vn>
        C: DATA
        S: 250 ok
        S: 550 5.1.1 no
        S: 354 go on
        C: .
        S: 554 no recipients
        R: permanent 5.1.1 remote
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, RefusedMailCountsForAllRecipients) {
    check(config(), {message({"binh@example.vn", "chi@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250 PIPELINING
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<binh@example.vn>
        C: RCPT TO:<chi@example.vn>
        C: DATA
        S: 550 5.7.1 not you
        S: 503 MAIL first
        S: 503 MAIL first
        S: 503 MAIL first
        R: permanent 5.7.1 remote
        R: permanent 5.7.1 remote
        C: QUIT
        S: 221 bye
        X: -
    )");
}

TEST(ClientSession, RefusedDataIsTheAnswerToTheAccepted) {
    check(config(), {message({"binh@example.vn", "chi@example.vn"}), message({"dung@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250 PIPELINING
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<binh@example.vn>
        C: RCPT TO:<chi@example.vn>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 550 5.1.1 no
        S: 451 4.3.1 no room
        R: temporary 4.3.1 remote elsewhere
        R: permanent 5.1.1 remote
        C: RSET
        C: MAIL FROM:<an@tinh.gov.vn>
        C: RCPT TO:<dung@example.vn>
        C: DATA
        S: 250 ok
        S: 421 4.3.2 going down
        R: temporary 4.3.2 remote elsewhere
        X: transaction temporary 4.3.2
    )");
}

TEST(ClientSession, TlsForgetsWhatWasSaidBefore) {  // [RFC3207 4.2]
    check(config(), {message({"binh@example.vn"})}, R"(
        S: 220 mx ESMTP
        C: EHLO relay.tinh.gov.vn
        S: 250-mx
        S: 250-PIPELINING
        S: 250-CHUNKING
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 go
        S: 250-injected
        S: 250 DSN
        T:
        C: EHLO relay.tinh.gov.vn
        S: 250 mx
        C: MAIL FROM:<an@tinh.gov.vn>
        S: 550 5.7.1 no
        R: permanent 5.7.1 remote
        C: QUIT
        S: 221 bye
        X: -
    )");
}

struct Opening {
    const char* name;
    client::TlsPolicy tls;
    const char* script;
};

class ClientOpening : public testing::TestWithParam<Opening> {};

TEST_P(ClientOpening, GoesAsWritten) {
    check(config(GetParam().tls), {}, GetParam().script);
}

constexpr auto opportunistic = client::TlsPolicy::opportunistic;
constexpr auto required = client::TlsPolicy::required;
constexpr auto never = client::TlsPolicy::never;

INSTANTIATE_TEST_SUITE_P(Table, ClientOpening,
                         testing::Values(Opening{"heloFallback", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 502 not implemented
            C: HELO relay.tinh.gov.vn
            S: 250 mx
            C: QUIT
            S: 221 bye
            X: -)"},
                                         Opening{"helloRefusedTwice", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 550 5.7.1 no
            C: HELO relay.tinh.gov.vn
            S: 550 5.7.1 no
            C: QUIT
            X: hello temporary 4.3.2)"},
                                         Opening{"ehloLater", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 451 4.3.0 later
            C: QUIT
            X: hello temporary 4.3.0)"},
                                         Opening{"greeting554", opportunistic, R"(
            S: 554 5.3.2 no service
            C: QUIT
            X: greeting permanent 5.3.2)"},
                                         Opening{"greeting521", opportunistic, R"(
            S: 521 never
            C: QUIT
            X: greeting permanent 5.0.0)"},
                                         Opening{"greeting421", opportunistic, R"(
            S: 421 4.3.2 too many connections
            X: greeting temporary 4.3.2)"},
                                         Opening{"greetingOfManyLines", opportunistic, R"(
            S: 220-mx.example.vn welcomes
            S: 220-you
            S: 220
            C: EHLO relay.tinh.gov.vn
            L: closed
            X: hello temporary 4.4.2)"},
                                         Opening{"silence", opportunistic, R"(
            L: timedOut
            X: greeting temporary 4.4.2)"},
                                         Opening{"notSmtp", opportunistic, R"(
            S: SSH-2.0-OpenSSH_9.9
            X: greeting temporary 4.5.0)"},
                                         Opening{"codesDiffer", opportunistic, R"(
            S: 220-mx
            S: 554 not today
            C: QUIT
            X: greeting permanent 5.0.0)"},
                                         Opening{"tlsRefusedOpportunistic", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 454 4.7.0 not now
            C: QUIT
            S: 221 bye
            X: -)"},
                                         Opening{"tlsRefusedRequired", required, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 554 5.7.0 no
            C: QUIT
            X: startTls temporary 4.7.10)"},
                                         Opening{"tlsMissingRequired", required, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250 mx
            C: QUIT
            X: hello temporary 4.7.10)"},
                                         Opening{"tlsUnwanted", never, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250-mx
            S: 250 STARTTLS
            C: QUIT
            L: closed
            X: -)"},
                                         Opening{"tlsHandshakeFails", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            L: tlsError
            X: startTls temporary 4.7.5)"},
                                         Opening{"idle421", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250 mx
            S: 421 4.4.2 idle for too long
            X: idle temporary 4.4.2)"},
                                         Opening{"replyToNothing", opportunistic, R"(
            S: 220 mx
            C: EHLO relay.tinh.gov.vn
            S: 250 mx
            S: 250 and this
            X: idle temporary 4.5.0)"}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tram::smtp
