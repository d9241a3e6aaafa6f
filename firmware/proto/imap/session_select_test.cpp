// SELECT, STATUS, news, and resynchronisation.
#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

TEST(SessionSelect, tellsTheMailbox) {
    inAllCuts([](Scene& scene) {
        scene.driver.backend.deliver(scene.inbox, message("a"), static_cast<std::uint32_t>(SystemFlag::seen));
        scene.deliver(2);
        scene.signIn();
        scene.run(R"(
            C: a SELECT inbox
            S: * 3 EXISTS
            S: * 0 RECENT
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
            S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] ...
            S: * OK [UNSEEN 2] First unseen
            S: * OK [UIDVALIDITY 1] UIDs valid
            S: * OK [UIDNEXT 4] Predicted next UID
            S: * OK [HIGHESTMODSEQ 5] Highest
            S: a OK [READ-WRITE] Selected
            C: b EXAMINE INBOX
            S: * OK [CLOSED] The previous mailbox is closed
            S: * 3 EXISTS
            S: * 0 RECENT
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
            S: * OK [PERMANENTFLAGS ()] ...
            S: * OK [UNSEEN 2] First unseen
            S: * OK [UIDVALIDITY 1] UIDs valid
            S: * OK [UIDNEXT 4] Predicted next UID
            S: * OK [HIGHESTMODSEQ 5] Highest
            S: b OK [READ-ONLY] Selected, read-only
            C: c STORE 1 +FLAGS (\Flagged)
            S: c NO [READ-ONLY] The mailbox is read-only
            C: d SELECT nowhere
            S: * OK [CLOSED] The previous mailbox is closed
            S: d NO [NONEXISTENT] There is no such mailbox
            C: e FETCH 1 UID
            S: e BAD Not in this state
        )");
    });
}

TEST(SessionSelect, rev2HasNoRecentAndTellsTheName) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: a ENABLE IMAP4rev2
            S: * ENABLED IMAP4rev2
            S: a OK Enabled
            C: b SELECT INBOX
            S: * 0 EXISTS
            S: * FLAGS ...
            S: * OK [PERMANENTFLAGS ...
            S: * OK [UIDVALIDITY 1] UIDs valid
            S: * OK [UIDNEXT 1] Predicted next UID
            S: * OK [HIGHESTMODSEQ 1] Highest
            S: * LIST () "/" INBOX
            S: b OK [READ-WRITE] Selected
        )");
    });
}

TEST(SessionSelect, closeExpungesAndUnselectDoesNot) {
    inAllCuts([](Scene& scene) {
        scene.deliver(3);
        scene.signIn();
        scene.select();
        scene.command(1, "x STORE 2 +FLAGS (\\Deleted)");
        scene.run(R"(
            C: a UNSELECT
            S: a OK Unselected
            C: b STATUS INBOX (MESSAGES DELETED UNSEEN RECENT UIDNEXT UIDVALIDITY)
            S: * STATUS INBOX (MESSAGES 3 DELETED 1 UNSEEN 3 RECENT 0 UIDNEXT 4 UIDVALIDITY 1)
            S: b OK Status told
        )");
        scene.select();
        scene.run(R"(
            C: a CLOSE
            S: a OK Closed
            C: b STATUS INBOX (MESSAGES DELETED APPENDLIMIT)
            S: * STATUS INBOX (MESSAGES 2 DELETED 0 APPENDLIMIT 50331648)
            S: b OK Status told
        )");
    });
}

TEST(SessionSelect, newMailIsAnnounced) {
    inAllCuts([](Scene& scene) {
        scene.deliver(1);
        scene.signIn();
        scene.select();
        scene.deliver(2);
        scene.run(R"(
            C: a NOOP
            S: * 3 EXISTS
            S: a OK Done
            C: b NOOP
            S: b OK Done
        )");
    });
}

TEST(SessionSelect, idleWakesWithinACommit) {
    inAllCuts([](Scene& scene) {
        scene.deliver(1);
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a IDLE
            S: + idling
        )");
        EXPECT_TRUE(scene.driver.session().idling());
        scene.deliver(1);
        scene.driver.pump();
        EXPECT_EQ(scene.driver.answered(1), "* 2 EXISTS\r\n");
        scene.driver.session().keepAlive();
        scene.driver.pump();
        EXPECT_EQ(scene.driver.answered(1), "* OK Still here\r\n");
        scene.run(R"(
            C: done
            S: a OK Idle ended
            C: b IDLE
            S: + idling
            C: NOOP
            S: b BAD DONE was expected
        )");
    });
}

TEST(SessionSelect, qresyncNeedsEnable) {
    Scene scene;
    scene.signIn();
    scene.run(R"(
        C: a SELECT INBOX (QRESYNC (1 1))
        S: a BAD ENABLE QRESYNC first
    )");
}

// 9 messages; the client last saw them all at mod-sequence 11; then 2, 3 and 7 went, 5 was flagged, 10 came.
void afterChanges(Scene& scene) {
    scene.deliver(9);
    scene.signIn(2);
    scene.select();
    scene.command(2, "x STORE 2,3,7 +FLAGS.SILENT (\\Deleted)");
    scene.command(2, "x EXPUNGE");
    scene.command(2, "x UID STORE 5 +FLAGS (\\Flagged)");
    scene.deliver(1);
    scene.command(2, "x NOOP");
    scene.command(1, "x UNSELECT");
    scene.command(1, "x ENABLE QRESYNC");
}

struct ResyncRow {
    const char* name;
    const char* parameters;
    const char* answer;
};

constexpr auto flagged = "* 3 FETCH (UID 5 FLAGS (\\Flagged) MODSEQ (14))\n";
constexpr auto arrived = "* 7 FETCH (UID 10 FLAGS () MODSEQ (15))\n";

TEST(SessionSelect, resynchronises) {
    const std::string vanished = "* VANISHED (EARLIER) ";
    const std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {"from before", "1 11", vanished + "2:3,7\n" + flagged + arrived},
        {"from between", "1 13", std::string(flagged) + arrived},
        {"up to date", "1 15", ""},
        {"another validity", "7 11", ""},
        {"some known", "1 11 1:5", vanished + "2:3\n" + flagged},
        {"some others known", "1 11 7,9", vanished + "7\n"},
        {"none of them known", "1 11 1,4", ""},
        {"with match data", "1 11 1:9 (1,3 1,5)", vanished + "7\n" + flagged},
        {"from the future", "1 999", ""},
    };
    for (const auto& [name, parameters, answer] : rows) {
        SCOPED_TRACE(name);
        Scene scene;
        afterChanges(scene);
        std::string expected;
        std::istringstream lines(answer);
        for (std::string line; std::getline(lines, line);) expected += "S: " + line + "\n";
        scene.run("C: a SELECT INBOX (QRESYNC (" + parameters +
                  "))\nS: * 7 EXISTS\nS: * 0 RECENT\nS: * FLAGS ...\nS: * OK [PERMANENTFLAGS ...\n"
                  "S: * OK [UNSEEN 1] ...\nS: * OK [UIDVALIDITY 1] ...\nS: * OK [UIDNEXT 11] ...\n"
                  "S: * OK [HIGHESTMODSEQ 15] ...\n" +
                  expected + "S: a OK [READ-WRITE] Selected\n");
    }
}

TEST(SessionSelect, forgottenExpungesAreToldInFull) {
    const std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {"all", "1 11", "2:3,7"},
        {"known ones", "1 11 1:5", "2:3"},
        {"behind what matches", "1 11 1:9 (1:3 1,4:5)", "7"},
        {"match data that do not match", "1 11 1:9 (2:3 2:3)", "2:3,7"},
    };
    for (const auto& [name, parameters, gone] : rows) {
        SCOPED_TRACE(name);
        Scene scene;
        afterChanges(scene);
        scene.driver.backend.forgetExpungesUpTo(scene.inbox, ModSequence{13});
        scene.driver.send(1, "a SELECT INBOX (QRESYNC (" + parameters + "))\r\n");
        const auto answer = scene.driver.answered(1);
        EXPECT_NE(answer.find("* VANISHED (EARLIER) " + gone + "\r\n"), Bytes::npos) << answer;
    }
}

TEST(SessionSelect, expungesAreToldAsVanished) {
    inAllCuts([](Scene& scene) {
        scene.deliver(5);
        scene.signIn(2);
        scene.command(1, "x ENABLE QRESYNC");
        scene.select();
        scene.command(2, "x STORE 1,3:4 +FLAGS.SILENT (\\Deleted)");
        scene.command(1, "x NOOP");
        scene.run(R"(
            C2: a EXPUNGE
            S2: * 4 EXPUNGE
            S2: * 3 EXPUNGE
            S2: * 1 EXPUNGE
            S2: a OK Expunged
            C: b NOOP
            S: * VANISHED 1,3:4
            S: b OK Done
            C: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 3 VANISHED)
            S: * VANISHED (EARLIER) 1,3:4
            S: * 1 FETCH (UID 2 MODSEQ (4) FLAGS ())
            S: * 2 FETCH (UID 5 MODSEQ (7) FLAGS ())
            S: c OK Fetched
            C: d FETCH 1 (FLAGS) (CHANGEDSINCE 3 VANISHED)
            S: d BAD ...
            C: e UID STORE 2 +FLAGS (\Deleted)
            S: * 1 FETCH (UID 2 FLAGS (\Deleted) MODSEQ (10))
            S: e OK Stored
            C: f UID EXPUNGE 1:4
            S: * VANISHED 2
            S: f OK [HIGHESTMODSEQ 11] Expunged
            C: g UID STORE 5 +FLAGS.SILENT (\Deleted)
            S: * 1 FETCH (UID 5 MODSEQ (12))
            S: g OK Stored
            C: h UID EXPUNGE 5
            S: * VANISHED 5
            S: h OK [HIGHESTMODSEQ 13] Expunged
            C: i UID FETCH 1:* (FLAGS) (CHANGEDSINCE 3 VANISHED)
            S: * VANISHED (EARLIER) 1:5
            S: i OK Fetched
        )");
    });
}

}  // namespace
}  // namespace tram::imap
