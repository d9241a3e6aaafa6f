#include "proto/sasl/sasl_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/sasl/base64.hpp"
#include "proto/sasl/scram_message.hpp"

namespace tram::sasl {
namespace {

using namespace std::string_literals;

std::string coded(ByteView text) {
    return encodeBase64(text);
}

FailureReason reasonOf(const Step& step) {
    const auto* failure = std::get_if<Failure>(&step);
    EXPECT_NE(failure, nullptr);
    return failure == nullptr ? FailureReason::unavailable : failure->reason;
}

std::string challengeOf(const Step& step) {
    const auto* challenge = std::get_if<Challenge>(&step);
    EXPECT_NE(challenge, nullptr);
    return challenge == nullptr ? "" : decodeBase64(challenge->base64).value_or("not base64");
}

struct SaslServerTest : testing::Test {
    SeededRandom random{1};
};

TEST_F(SaslServerTest, PlainWithInitialResponse) {
    SaslServer server(Mechanism::plain, random);
    const auto step = server.start(coded("\0an\0mật khẩu"s));
    const auto& query = std::get<CheckPassword>(step);
    EXPECT_EQ(query.authzid, "");
    EXPECT_EQ(query.authcid, "an");
    EXPECT_EQ(query.password.reveal(), "mật khẩu");
    const auto done = server.answer(Verdict::accepted);
    EXPECT_EQ(std::get<Done>(done).authcid, "an");
}

TEST_F(SaslServerTest, PlainWithChallengeAndAuthorizationIdentity) {
    SaslServer server(Mechanism::plain, random);
    EXPECT_EQ(challengeOf(server.start(std::nullopt)), "");
    const auto step = server.respond(coded("soyte@tinh.example\0an\0pw"s));
    EXPECT_EQ(std::get<CheckPassword>(step).authzid, "soyte@tinh.example");
    EXPECT_EQ(std::get<Done>(server.answer(Verdict::accepted)).authzid, "soyte@tinh.example");
}

TEST_F(SaslServerTest, PlainRefusals) {
    const struct {
        const char* name;
        std::string line;
        FailureReason reason;
    } rows[] = {
        {"not base64", "AGFuAHB3*", FailureReason::malformed},
        {"empty", "=", FailureReason::malformed},
        {"no NUL", coded("an"), FailureReason::malformed},
        {"one NUL", coded("\0an"s), FailureReason::malformed},
        {"three NULs", coded("\0an\0p\0w"s), FailureReason::malformed},
        {"no user", coded("\0\0pw"s), FailureReason::malformed},
        {"no password", coded("\0an\0"s), FailureReason::malformed},
        {"user is not UTF-8", coded("\0\xff\0pw"s), FailureReason::malformed},
        {"control in user", coded("\0a\nb\0pw"s), FailureReason::malformed},
        {"long user", coded("\0"s + std::string(256, 'a') + "\0pw"s), FailureReason::tooLong},
        {"long password", coded("\0an\0"s + std::string(1025, 'a')), FailureReason::tooLong},
        {"long line", std::string(12'292, 'A'), FailureReason::tooLong},
    };
    for (const auto& row : rows) {
        SaslServer server(Mechanism::plain, random);
        EXPECT_EQ(reasonOf(server.start(row.line)), row.reason) << row.name;
    }
}

TEST_F(SaslServerTest, VerdictsBecomeReasons) {
    const std::pair<Verdict, FailureReason> rows[] = {{Verdict::invalid, FailureReason::credentialsInvalid},
                                                      {Verdict::passwordExpired, FailureReason::passwordExpired},
                                                      {Verdict::throttled, FailureReason::throttled},
                                                      {Verdict::unavailable, FailureReason::unavailable}};
    for (const auto& [verdict, reason] : rows) {
        SaslServer server(Mechanism::plain, random);
        std::ignore = server.start(coded("\0an\0pw"s));
        EXPECT_EQ(reasonOf(server.answer(verdict)), reason);
    }
}

TEST_F(SaslServerTest, LoginWithAndWithoutInitialResponse) {
    for (const bool initial : {false, true}) {
        SaslServer server(Mechanism::login, random);
        Step step = server.start(initial ? std::optional<ByteView>{"YW4="} : std::nullopt);
        if (!initial) {
            EXPECT_EQ(challengeOf(step), "Username:");
            step = server.respond("YW4=");
        }
        EXPECT_EQ(challengeOf(step), "Password:");
        step = server.respond(coded("pw"));
        EXPECT_EQ(std::get<CheckPassword>(step).authcid, "an");
        EXPECT_EQ(std::get<CheckPassword>(step).password.reveal(), "pw");
        EXPECT_TRUE(std::holds_alternative<Done>(server.answer(Verdict::accepted)));
    }
}

TEST_F(SaslServerTest, StarCancelsAnywhere) {
    for (const auto mechanism : allMechanisms) {
        SaslServer server(mechanism, random);
        std::ignore = server.start(std::nullopt);
        EXPECT_EQ(reasonOf(server.respond("*")), FailureReason::cancelled) << nameOf(mechanism);
    }
}

TEST_F(SaslServerTest, NothingFollowsTheEnd) {
    SaslServer server(Mechanism::login, random);
    std::ignore = server.start(std::nullopt);
    std::ignore = server.respond("*");
    EXPECT_TRUE(std::holds_alternative<Failure>(server.respond("YW4=")));
    EXPECT_TRUE(std::holds_alternative<Failure>(server.answer(Verdict::accepted)));
    EXPECT_TRUE(std::holds_alternative<Failure>(server.start("YW4=")));
}

// The messages of RFC 7677 3.
TEST(ScramMessage, Rfc7677Example) {
    const auto first = parseClientFirst("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->user, "user");
    EXPECT_EQ(first->nonce, "rOprNGfwEbeRWgbNEkqO");
    EXPECT_EQ(first->gs2Header, "n,,");
    EXPECT_EQ(first->bare, "n=user,r=rOprNGfwEbeRWgbNEkqO");
    const auto last = parseClientFinal(
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    ASSERT_TRUE(last);
    EXPECT_EQ(last->channelBinding, "n,,");
    EXPECT_EQ(last->nonce, "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    EXPECT_EQ(last->withoutProof, "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    EXPECT_EQ(encodeBase64(last->proof), "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
}

TEST(ScramMessage, ClientFirstForms) {
    const auto full = parseClientFirst("p=tls-exporter,a=so=2Cy=3Dte,n=an,r=abc,x=1");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->flag, BindingFlag::used);
    EXPECT_EQ(full->bindingName, "tls-exporter");
    EXPECT_EQ(full->authzid, "so,y=te");
    EXPECT_EQ(full->gs2Header, "p=tls-exporter,a=so=2Cy=3Dte,");
    EXPECT_EQ(full->bare, "n=an,r=abc,x=1");
    for (const ByteView text : {"",
                                "n",
                                "n,",
                                "n,,",
                                "n,,n=an",
                                "n,,n=an,",
                                "n,,n=an,r=",
                                "n,,n=,r=abc",
                                "x,,n=an,r=abc",
                                "p=,,n=an,r=abc",
                                "p=a b,,n=an,r=abc",
                                "n,an,n=an,r=abc",
                                "n,a=,n=an,r=abc",
                                "n,,m=x,n=an,r=abc",
                                "n,,n=a=b,r=abc",
                                "n,,n=a=2c,r=abc",
                                "n,,n=an,r=a\x01",
                                "n,,n=an,r=abc,",
                                "n,,n=an,r=abc,1=x",
                                "n,,n=an,r=abc,x=",
                                "n,,r=abc,n=an"}) {
        EXPECT_FALSE(parseClientFirst(text)) << text;
    }
    EXPECT_EQ(parseClientFirst("n,,n=an,r=" + std::string(257, 'a')).error(), FailureReason::tooLong);
}

TEST(ScramMessage, ClientFinalForms) {
    const auto proof = "p=" + encodeBase64(std::string(32, 'x'));
    EXPECT_TRUE(parseClientFinal("c=biws,r=abc,x=y," + proof));
    for (const auto& text :
         {""s, "c=biws"s, "c=biws,r=abc"s, "c=,r=abc," + proof, "c=bi ws,r=abc," + proof, "r=abc,c=biws," + proof,
          "c=biws,r=abc," + proof + ",x=y", "c=biws,r=abc,p=AAAA"s, "c=biws,r=abc,p="s, "c=biws,r=abc,p=x," + proof}) {
        EXPECT_FALSE(parseClientFinal(text)) << text;
    }
}

struct ScramServerTest : SaslServerTest {
    // Plays up to the client's final message and returns what that brings about.
    Step play(Mechanism mechanism, ChannelBinding binding, const std::string& gs2, const std::string& bindingOctets) {
        server.emplace(mechanism, random, std::move(binding));
        auto step = server->start(coded(gs2 + "n=an,r=clientnonce"));
        if (!std::holds_alternative<FetchScramParameters>(step)) return step;
        EXPECT_EQ(std::get<FetchScramParameters>(step).user, "an");
        serverFirst = challengeOf(server->answer(ScramParameters{"salt", 4096}));
        nonce = serverFirst.substr(2, serverFirst.find(',') - 2);
        withoutProof = "c=" + coded(bindingOctets) + ",r=" + nonce;
        return server->respond(coded(withoutProof + ",p=" + coded(std::string(32, 'p'))));
    }
    std::optional<SaslServer> server;
    std::string serverFirst;
    std::string nonce;
    std::string withoutProof;
};

TEST_F(ScramServerTest, WholeExchange) {
    const auto step = play(Mechanism::scramSha256, {}, "n,,", "n,,");
    EXPECT_THAT(serverFirst, testing::MatchesRegex("r=clientnonce[A-Za-z0-9+/]{24},s=c2FsdA==,i=4096"));
    const auto& query = std::get<CheckScram>(step);
    EXPECT_EQ(query.user, "an");
    EXPECT_EQ(query.authMessage, "n=an,r=clientnonce," + serverFirst + "," + withoutProof);
    EXPECT_EQ(asBytes(query.clientProof), std::string(32, 'p'));
    ScramVerdict verdict{Verdict::accepted, {}};
    verdict.serverSignature.fill('s');
    EXPECT_EQ(challengeOf(server->answer(verdict)), "v=" + coded(std::string(32, 's')));
    EXPECT_EQ(std::get<Done>(server->respond("")).authcid, "an");
}

TEST_F(ScramServerTest, NonceIsFreshAndMustComeBack) {
    std::ignore = play(Mechanism::scramSha256, {}, "n,,", "n,,");
    const auto first = nonce;
    std::ignore = play(Mechanism::scramSha256, {}, "n,,", "n,,");
    EXPECT_NE(nonce, first);

    SaslServer other(Mechanism::scramSha256, random);
    std::ignore = other.start(coded("n,,n=an,r=clientnonce"));
    std::ignore = other.answer(ScramParameters{"salt", 4096});
    const auto replayed = other.respond(coded("c=biws,r=" + first + ",p=" + coded(std::string(32, 'p'))));
    EXPECT_EQ(reasonOf(replayed), FailureReason::credentialsInvalid);
}

TEST_F(ScramServerTest, ChannelBinding) {
    using Announced = ChannelBinding::Announced;
    const std::string exporter(32, 'e');
    const ChannelBinding bound{exporter, Announced::yes};
    const auto plus = Mechanism::scramSha256Plus;
    const auto bare = Mechanism::scramSha256;
    EXPECT_TRUE(
        std::holds_alternative<CheckScram>(play(plus, bound, "p=tls-exporter,,", "p=tls-exporter,," + exporter)));
    EXPECT_TRUE(std::holds_alternative<CheckScram>(play(bare, bound, "n,,", "n,,")));
    EXPECT_TRUE(std::holds_alternative<CheckScram>(play(bare, {}, "y,,", "y,,")));

    const struct {
        const char* name;
        Mechanism mechanism;
        ChannelBinding binding;
        std::string gs2;
        std::string octets;
    } rows[] = {
        {"other connection's exporter", plus, bound, "p=tls-exporter,,", "p=tls-exporter,," + std::string(32, 'f')},
        {"exporter left out", plus, bound, "p=tls-exporter,,", "p=tls-exporter,,"},
        {"other header", bare, {}, "n,,", "y,,"},
        {"downgrade", bare, bound, "y,,", "y,,"},
        {"binding without PLUS", bare, bound, "p=tls-exporter,,", "p=tls-exporter,," + exporter},
        {"PLUS without binding", plus, bound, "n,,", "n,,"},
        {"other kind of binding", plus, bound, "p=tls-unique,,", "p=tls-unique,," + exporter},
        {"no exporter here", plus, {}, "p=tls-exporter,,", "p=tls-exporter,,"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(reasonOf(play(row.mechanism, row.binding, row.gs2, row.octets)), FailureReason::channelBinding)
            << row.name;
    }
}

TEST_F(ScramServerTest, RefusedProof) {
    std::ignore = play(Mechanism::scramSha256, {}, "n,,", "n,,");
    EXPECT_EQ(reasonOf(server->answer(ScramVerdict{})), FailureReason::credentialsInvalid);
}

TEST_F(ScramServerTest, AnswerOfTheWrongKindEndsIt) {
    SaslServer wrong(Mechanism::plain, random);
    std::ignore = wrong.start(coded("\0an\0pw"s));
    EXPECT_EQ(reasonOf(wrong.answer(ScramVerdict{Verdict::accepted, {}})), FailureReason::unavailable);
    SaslServer scram(Mechanism::scramSha256, random);
    std::ignore = scram.start(coded("n,,n=an,r=abc"));
    EXPECT_EQ(reasonOf(scram.answer(Verdict::accepted)), FailureReason::unavailable);
}

TEST(Mechanism, NamesComeBack) {
    for (const auto mechanism : allMechanisms) EXPECT_EQ(parseMechanism(nameOf(mechanism)), mechanism);
    EXPECT_EQ(parseMechanism("scram-sha-256-plus"), Mechanism::scramSha256Plus);
    EXPECT_EQ(parseMechanism("CRAM-MD5"), std::nullopt);
    EXPECT_EQ(parseMechanism(""), std::nullopt);
}

TEST(Secret, MovedFromIsEmptied) {
    Secret secret{"a long enough password not to be kept in place"};
    Secret other = std::move(secret);
    EXPECT_EQ(other.reveal(), "a long enough password not to be kept in place");
    EXPECT_EQ(secret.reveal(), "");  // NOLINT(bugprone-use-after-move): what is tested
    std::string source = "pw";
    const auto taken = Secret::take(source);
    EXPECT_EQ(source, "");
    EXPECT_EQ(taken.reveal(), "pw");
}

}  // namespace
}  // namespace tram::sasl
