#include "proto/imap/session.hpp"

#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

TEST(Session, greetsAndTellsCapabilitiesByTransport) {
    inAllCuts([](Scene& scene) {
        scene.driver.open();
        scene.run(R"(
            S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN AUTH=LOGIN] mail.example.vn ready
            C: a CAPABILITY
            S: * CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN AUTH=LOGIN
            S: a OK Capabilities told
            C: b NOOP
            S: b OK Done
            C: c ID ("name" "thu")
            S: * ID ("name" ...
            S: c OK ...
            C: d SELECT INBOX
            S: d BAD Not in this state
            C: e LOGOUT
            S: * BYE Good-bye
            S: e OK Signed out
        )");
        EXPECT_TRUE(scene.driver.session().wantsClose());
    });
}

TEST(Session, beforeTlsNobodyCanSignIn) {
    Scene scene;
    scene.driver.config.transport = Transport::clear;
    scene.driver.open();
    scene.run(R"(
        S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR STARTTLS LOGINDISABLED] mail.example.vn ready
        C: a LOGIN an@haiphong.example "mat khau"
        S: a NO [PRIVACYREQUIRED] ...
        C: b AUTHENTICATE PLAIN AGFuAGE=
        S: b NO [PRIVACYREQUIRED] ...
    )");
}

TEST(Session, startTlsDropsWhatWasSentInTheClear) {
    Scene scene;
    scene.driver.config.transport = Transport::clear;
    auto& session = scene.driver.open();
    static_cast<void>(scene.driver.answered(1));
    scene.driver.send(1, "a STARTTLS\r\nb LOGIN an@haiphong.example \"mat khau\"\r\n");
    EXPECT_EQ(scene.driver.answered(1), "a OK Begin TLS now\r\n");
    EXPECT_TRUE(session.wantsStartTls());
    EXPECT_FALSE(session.wantsInput());
    session.feed("c LOGIN an@haiphong.example \"mat khau\"\r\n");
    session.tlsStarted({.exporter = std::string(32, 'x'), .announced = sasl::ChannelBinding::Announced::yes});
    EXPECT_FALSE(session.wantsStartTls());
    scene.driver.send(1, "d CAPABILITY\r\n");
    EXPECT_EQ(scene.driver.answered(1),
              "* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 "
              "AUTH=PLAIN AUTH=LOGIN\r\nd OK Capabilities told\r\n");
    EXPECT_EQ(session.phase(), Phase::notAuthenticated);
    scene.run(R"(
        C: e STARTTLS
        S: e BAD TLS is on
    )");
}

TEST(Session, signsIn) {
    inAllCuts([](Scene& scene) {
        scene.driver.open();
        scene.run(R"(
            S: * OK ...
            C: a LOGIN an@haiphong.example falsch
            S: a NO [AUTHENTICATIONFAILED] Wrong address or password
            C: b AUTHENTICATE PLAIN
            S: +...
            C: *
            S: b BAD Authentication cancelled
            C: c AUTHENTICATE PLAIN AGFuQGhhaXBob25nLmV4YW1wbGUAbWF0IGtoYXU=
            S: c OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE IDLE NAMESPACE UNSELECT UIDPLUS ...
            C: d LOGIN an@haiphong.example "mat khau"
            S: d BAD Not in this state
        )");
        EXPECT_EQ(scene.driver.session().phase(), Phase::authenticated);
    });
}

TEST(Session, authenticatesInSteps) {
    inAllCuts([](Scene& scene) {
        scene.driver.open();
        scene.run(R"(
            S: * OK ...
            C: a AUTHENTICATE LOGIN
            S: + ...
            C: YW5AaGFpcGhvbmcuZXhhbXBsZQ==
            S: + ...
            C: bWF0IGtoYXU=
            S: a OK [CAPABILITY ...
        )");
    });
}

TEST(Session, loginWithLiteralsWaitsForContinuation) {
    inAllCuts([](Scene& scene) {
        scene.driver.open();
        scene.run(R"(
            S: * OK ...
            C: a LOGIN {19}
            S: + Go on
            C: an@haiphong.example {8+}
            C: mat khau
            S: a OK [CAPABILITY ...
        )");
    });
}

TEST(Session, refusalsOfTheStoreHaveTheirCodes) {
    const std::pair<Failure, const char*> rows[] = {
        {Failure::authenticationFailed, "AUTHENTICATIONFAILED"},
        {Failure::mustChangePassword, "EXPIRED"},
        {Failure::needsAppPassword, "ALERT"},
        {Failure::needsSecondFactor, "ALERT"},
        {Failure::tooManyAttempts, "UNAVAILABLE"},
        {Failure::disabled, "CONTACTADMIN"},
        {Failure::unavailable, "UNAVAILABLE"},
    };
    for (const auto& [failure, code] : rows) {
        for (const std::string command : {"LOGIN an@haiphong.example x", "AUTHENTICATE PLAIN AGFuAGE="}) {
            SCOPED_TRACE(std::string(code) + " " + command);
            Scene scene;
            scene.driver.open();
            scene.driver.backend.failNext = failure;
            scene.run("S: * OK ...\nC: a " + command + "\nS: a NO [" + code + "] ...\n");
        }
    }
}

// R9.1: the reply says where.
TEST(Session, whatIsToBeDoneFirstIsSaidWithItsPlace) {
    for (const auto failure : {Failure::mustChangePassword, Failure::needsAppPassword, Failure::needsSecondFactor}) {
        for (const std::string command : {"LOGIN an@haiphong.example x", "AUTHENTICATE PLAIN AGFuAGE="}) {
            Scene scene;
            scene.driver.open();
            scene.driver.backend.failNext = failure;
            scene.driver.send(1, "a " + command + "\r\n");
            const auto answer = scene.driver.answered(1);
            EXPECT_NE(answer.find(" at https://mail.example.vn/"), Bytes::npos) << answer;
            EXPECT_NE(answer.find(" tai https://mail.example.vn/"), Bytes::npos) << answer;
        }
    }
}

TEST(Session, threeFailuresEndIt) {
    Scene scene;
    scene.driver.open();
    scene.run(R"(
        S: * OK ...
        C: a LOGIN x y
        S: a NO [AUTHENTICATIONFAILED] ...
        C: b LOGIN x y
        S: b NO [AUTHENTICATIONFAILED] ...
        C: c LOGIN x y
        S: * BYE Too many failed attempts
        S: c NO [AUTHENTICATIONFAILED] ...
    )");
    EXPECT_TRUE(scene.driver.session().wantsClose());
}

TEST(Session, nonsenseBeforeSignInIsAnsweredThenEnds) {
    inAllCuts([](Scene& scene) {
        scene.driver.open();
        static_cast<void>(scene.driver.answered(1));
        for (int i = 0; i < 20; ++i) scene.driver.send(1, "x\r\n");
        const auto answer = scene.driver.answered(1);
        EXPECT_NE(answer.find("BAD"), Bytes::npos);
        EXPECT_TRUE(answer.ends_with("* BYE Too many errors\r\n")) << answer;
        EXPECT_TRUE(scene.driver.session().wantsClose());
    });
}

TEST(Session, enableIsForTheAuthenticatedState) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: a ENABLE CONDSTORE X-FOO QRESYNC IMAP4rev2
            S: * ENABLED CONDSTORE QRESYNC IMAP4rev2
            S: a OK Enabled
            C: b NAMESPACE
            S: * NAMESPACE (("" "/")) NIL (("Hộp thư cơ quan/" "/"))
            S: b OK ...
            C: c SELECT INBOX
            S: ...
            S: c OK [READ-WRITE] Selected
            C: d ENABLE UTF8=ACCEPT
            S: d BAD Not in this state
        )");
    });
}

TEST(Session, namesOfRev1AreModifiedUtf7) {
    Scene scene;
    scene.signIn();
    scene.run(R"(
        C: a NAMESPACE
        S: * NAMESPACE (("" "/")) NIL (("H&Htk-p th&AbA- c&AaE- quan/" "/"))
        S: a OK ...
    )");
}

TEST(Session, endSaysBye) {
    Scene scene;
    scene.signIn();
    scene.driver.session().end("Autologout");
    scene.driver.pump();
    EXPECT_EQ(scene.driver.answered(1), "* BYE Autologout\r\n");
    EXPECT_TRUE(scene.driver.session().wantsClose());
}

TEST(Session, inputWaitsWhileACommandIsUnderWay) {
    Scene scene;
    scene.deliver(1);
    scene.signIn();
    scene.select();
    scene.driver.holdActions = true;
    scene.driver.send(1, "a STORE 1 +FLAGS (\\Seen)\r\nb NOOP\r\n");
    EXPECT_EQ(scene.driver.answered(1), "");
    EXPECT_FALSE(scene.driver.session().wantsInput());
    scene.driver.release();
    scene.run(R"(
        S: * 1 FETCH (UID 1 FLAGS (\Seen))
        S: a OK Stored
        S: b OK Done
    )");
}

TEST(Session, longAnswersStopUntilDrained) {
    Scene scene;
    const auto inbox = scene.inbox;
    const Bytes large(3 * limits::MiB, 'x');
    scene.driver.backend.deliver(inbox, message("lon", large));
    SeededRandom random(1);
    Session session(scene.driver.config, scene.driver.backend, scene.driver.spools, random, scene.driver.clock);
    std::size_t most = 0;
    Bytes all;
    const auto drain = [&] {
        for (bool again = true; again;) {
            again = session.step() == Session::Progress::again;
            most = std::max(most, session.hasOutput() ? session.takeOutput().size() : 0);
            if (auto action = session.takeAction()) {
                session.complete(scene.driver.backend.perform(std::move(*action)));
                again = true;
            }
        }
    };
    const auto talk = [&](ByteView line) {
        session.feed(line);
        for (int i = 0; i < 4; ++i) drain();
    };
    drain();
    talk("a LOGIN an@haiphong.example \"mat khau\"\r\n");
    talk("b SELECT INBOX\r\n");
    session.feed("c FETCH 1 (BODY.PEEK[])\r\n");
    for (int i = 0; i < 1'000 && !all.ends_with("c OK Fetched\r\n"); ++i) {
        session.step();
        const auto output = session.takeOutput();
        most = std::max(most, output.size());
        all += output;
    }
    EXPECT_TRUE(all.ends_with(")\r\nc OK Fetched\r\n"));
    EXPECT_EQ(all.find(large.substr(0, 1'000)) != Bytes::npos, true);
    EXPECT_LE(most, 2 * limits::imap::gatheredOutput + 1'000);
}

}  // namespace
}  // namespace tram::imap
