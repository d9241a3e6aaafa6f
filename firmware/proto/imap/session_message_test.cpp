// FETCH, STORE, COPY, MOVE, APPEND in one session.
#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

const Bytes mixed =
    "From: An <an@haiphong.example>\r\n"
    "Subject: two parts\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\n"
    "a=3Db\r\n"
    "--b\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "Subject: inner\r\n"
    "\r\n"
    "inner text\r\n"
    "--b\r\n"
    "Content-Type: application/octet-stream\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "AAEC\r\n"
    "--b--\r\n";

TEST(SessionFetch, sections) {
    const std::vector<std::tuple<std::string, std::string, std::string>> rows{
        {"BODY.PEEK[]", "BODY[]", mixed},
        {"BODY.PEEK[HEADER]", "BODY[HEADER]", mixed.substr(0, mixed.find("--b\r\n"))},
        {"BODY.PEEK[TEXT]", "BODY[TEXT]", mixed.substr(mixed.find("--b\r\n"))},
        {"BODY.PEEK[HEADER.FIELDS (SUBJECT x)]", "BODY[HEADER.FIELDS (SUBJECT x)]", "Subject: two parts\r\n\r\n"},
        {"BODY.PEEK[HEADER.FIELDS.NOT (From Subject)]", "BODY[HEADER.FIELDS.NOT (From Subject)]",
         "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"},
        {"BODY.PEEK[1]", "BODY[1]", "a=3Db"},
        {"BODY.PEEK[1.MIME]", "BODY[1.MIME]",
         "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"},
        {"BODY.PEEK[2]", "BODY[2]", "Subject: inner\r\n\r\ninner text"},
        {"BODY.PEEK[2.HEADER]", "BODY[2.HEADER]", "Subject: inner\r\n\r\n"},
        {"BODY.PEEK[2.TEXT]", "BODY[2.TEXT]", "inner text"},
        {"BODY.PEEK[2.1]", "BODY[2.1]", "inner text"},
        {"BODY.PEEK[2.HEADER.FIELDS (Subject)]", "BODY[2.HEADER.FIELDS (Subject)]", "Subject: inner\r\n\r\n"},
        {"BODY.PEEK[1]<1.2>", "BODY[1]<1>", "=3"},
        {"BODY.PEEK[1]<99.2>", "BODY[1]<99>", ""},
        {"BINARY.PEEK[1]", "BINARY[1]", "a=b"},
        {"BINARY.PEEK[1]<2.9>", "BINARY[1]<2>", "b"},
    };
    for (const auto& [item, name, content] : rows) {
        SCOPED_TRACE(item);
        for (const bool cached : {true, false}) {
            Scene scene;
            scene.driver.backend.noSummaries = !cached;
            scene.driver.backend.deliver(scene.inbox, mixed);
            scene.signIn();
            scene.select();
            scene.driver.send(1, "a FETCH 1 (" + item + ")\r\n");
            EXPECT_EQ(scene.driver.answered(1), "* 1 FETCH (" + name + " {" + std::to_string(content.size()) + "}\r\n" +
                                                    content + ")\r\na OK Fetched\r\n");
        }
    }
}

TEST(SessionFetch, whatIsNotThereIsNil) {
    Scene scene;
    scene.driver.backend.deliver(scene.inbox, mixed);
    scene.signIn();
    scene.select();
    scene.run(R"(
        C: a FETCH 1 (BODY.PEEK[4] BODY.PEEK[1.HEADER] BINARY.SIZE[1] BINARY.SIZE[3])
        S: * 1 FETCH (BODY[4] NIL BODY[1.HEADER] NIL BINARY.SIZE[1] 3 BINARY.SIZE[3] 3)
        S: a OK Fetched
    )");
    scene.driver.send(1, "b FETCH 1 (BINARY.PEEK[3])\r\n");
    EXPECT_EQ(scene.driver.answered(1), Bytes("* 1 FETCH (BINARY[3] ~{3}\r\n\0\1\2)\r\nb OK Fetched\r\n", 47));
}

TEST(SessionFetch, unknownTransferEncoding) {
    Scene scene;
    scene.driver.backend.deliver(scene.inbox, "Content-Transfer-Encoding: x-rot13\r\n\r\nuryyb\r\n");
    scene.signIn();
    scene.select();
    scene.run(R"(
        C: a FETCH 1 (BINARY.PEEK[1])
        S: * 1 FETCH (BINARY[1] NIL)
        S: a NO [UNKNOWN-CTE] ...
    )");
}

TEST(SessionFetch, bodySetsSeenAndShowsIt) {
    inAllCuts([](Scene& scene) {
        scene.driver.backend.deliver(scene.inbox, "Subject: x\r\n\r\nabc", 0, 1'700'000'000);
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a FETCH 1 (FLAGS UID INTERNALDATE RFC822.SIZE)
            S: * 1 FETCH (FLAGS () UID 1 INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 17)
            S: a OK Fetched
            C: b FETCH 1 BODY[TEXT]
            S: * 1 FETCH (BODY[TEXT] {3}
            S: abc FLAGS (\Seen))
            S: b OK Fetched
            C: c FETCH 1 RFC822.TEXT
            S: * 1 FETCH (RFC822.TEXT {3}
            S: abc)
            S: c OK Fetched
            C: d UID FETCH 1 RFC822.HEADER
            S: * 1 FETCH (UID 1 RFC822.HEADER {14}
            S: Subject: x
            S:
            S: )
            S: d OK Fetched
            C: e UID FETCH 77 FLAGS
            S: e OK Fetched
            C: f FETCH 2 FLAGS
            S: f BAD There is no message of that number
        )");
    });
}

TEST(SessionFetch, damagedBytesAreSaid) {
    Scene scene;
    scene.driver.backend.deliver(scene.inbox, message("a"));
    scene.signIn();
    scene.select();
    std::vector<MessageEntry> entries;
    scene.driver.backend.entries(scene.inbox, {Uid{1}, Uid{1}}, 1, entries);
    scene.driver.backend.damage(entries.front().blob);
    scene.run(R"(
        C: a FETCH 1 (FLAGS BODY.PEEK[TEXT])
        S: * 1 FETCH (FLAGS () BODY[TEXT] NIL)
        S: a NO [CORRUPTION] ...
    )");
}

TEST(SessionStore, modesKeywordsAndSilence) {
    inAllCuts([](Scene& scene) {
        scene.deliver(3);
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a STORE 1:2 +FLAGS (\Seen $Forwarded)
            S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded)
            S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded \*)] ...
            S: * 1 FETCH (UID 1 FLAGS (\Seen $Forwarded))
            S: * 2 FETCH (UID 2 FLAGS (\Seen $Forwarded))
            S: a OK Stored
            C: b STORE 2 -FLAGS.SILENT ($forwarded)
            S: b OK Stored
            C: c UID STORE 1:3 FLAGS (\Deleted)
            S: * 1 FETCH (UID 1 FLAGS (\Deleted))
            S: * 2 FETCH (UID 2 FLAGS (\Deleted))
            S: * 3 FETCH (UID 3 FLAGS (\Deleted))
            S: c OK Stored
            C: d STORE 1 FLAGS ()
            S: * 1 FETCH (UID 1 FLAGS ())
            S: d OK Stored
            C: e EXPUNGE
            S: * 3 EXPUNGE
            S: * 2 EXPUNGE
            S: e OK Expunged
        )");
    });
}

// [RFC7162 3.1, 3.2.4]
TEST(SessionFetch, condstoreIsAnnouncedOnceAndSeenComesWithUidAndModSequence) {
    inAllCuts([](Scene& scene) {
        scene.deliver(2);
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a FETCH 1 (MODSEQ)
            S: * OK [HIGHESTMODSEQ 4] Highest
            S: * 1 FETCH (MODSEQ (3))
            S: a OK Fetched
            C: b FETCH 2 (MODSEQ)
            S: * 2 FETCH (MODSEQ (4))
            S: b OK Fetched
            C: c FETCH 2 BODY[]<0.3>
            S: * 2 FETCH (BODY[]<0> ...
            S: Fro FLAGS (\Seen) MODSEQ (5) UID 2)
            S: c OK Fetched
        )");
    });
}

TEST(SessionStore, unchangedSince) {
    inAllCuts([](Scene& scene) {
        scene.deliver(3);
        scene.signIn(2);
        scene.select();
        scene.command(2, "x STORE 2 +FLAGS (\\Answered)");
        scene.command(1, "x NOOP");
        scene.run(R"(
            C: a STORE 1:3 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\Flagged)
            S: * OK [HIGHESTMODSEQ 6] Highest
            S: * 1 FETCH (UID 1 MODSEQ (7))
            S: * 3 FETCH (UID 3 MODSEQ (7))
            S: a OK [MODIFIED 2] ...
            C: b UID STORE 2 (UNCHANGEDSINCE 6) +FLAGS (\Flagged)
            S: * 2 FETCH (UID 2 FLAGS (\Answered \Flagged) MODSEQ (8))
            S: b OK Stored
            C: c FETCH 1:* (FLAGS) (CHANGEDSINCE 7)
            S: * 2 FETCH (MODSEQ (8) FLAGS (\Answered \Flagged))
            S: c OK Fetched
        )");
    });
}

TEST(SessionStore, failuresAreCoded) {
    const std::pair<Failure, const char*> rows[] = {
        {Failure::limit, "LIMIT"},
        {Failure::readOnly, "UNAVAILABLE"},
        {Failure::notPermitted, "NOPERM"},
    };
    for (const auto& [failure, code] : rows) {
        Scene scene;
        scene.deliver(1);
        scene.signIn();
        scene.select();
        scene.driver.backend.failNext = failure;
        scene.run("C: a STORE 1 +FLAGS (\\Seen)\nS: a NO [" + std::string(code) + "] ...\n");
    }
}

TEST(SessionCopy, copyAndMoveTellUids) {
    inAllCuts([](Scene& scene) {
        scene.deliver(4);
        scene.signIn();
        scene.command(1, "x CREATE Luu");
        scene.select();
        scene.run(R"(
            C: a COPY 2:3 Luu
            S: a OK [COPYUID 3 2:3 1:2] Copied
            C: b UID MOVE 1,4 Luu
            S: * OK [COPYUID 3 1,4 3:4] Moved
            S: * 4 EXPUNGE
            S: * 1 EXPUNGE
            S: b OK Moved
            C: c COPY 1 khong-co
            S: c NO [TRYCREATE] ...
            C: d UID COPY 99 Luu
            S: d OK There was nothing to copy
            C: e STATUS Luu (MESSAGES)
            S: * STATUS Luu (MESSAGES 4)
            S: e OK Status told
        )");
    });
}

TEST(SessionAppend, oneAndMany) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: a APPEND INBOX (\Seen) " 1-Jan-2030 10:00:00 +0700" {5}
            S: + Ready for the message
            C: a: bX
            S: a OK [APPENDUID 1 1] Appended
            C: b APPEND INBOX {4+}
            C: c: d ($Label1) {4+}
            C: e: f
            S: b OK [APPENDUID 1 2:3] Appended
        )");
        scene.select();
        scene.run(R"(
            C: a FETCH 1 (INTERNALDATE FLAGS BODY.PEEK[])
            S: * 1 FETCH (INTERNALDATE " 1-Jan-2030 10:00:00 +0700" FLAGS (\Seen) BODY[] {5}
            S: a: bX)
            S: a OK Fetched
            C: b APPEND INBOX {4+}
            C: g: h
            S: * 4 EXISTS
            S: b OK [APPENDUID 1 4] Appended
        )");
    });
}

TEST(SessionAppend, refusals) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: a APPEND nowhere {5}
            S: a NO [TRYCREATE] ...
            C: b APPEND INBOX {999999999}
            S: b NO [TOOBIG] ...
            C: c APPEND nowhere {4+}
            C: a: b
            S: c NO [TRYCREATE] ...
            C: d NOOP
            S: d OK Done
        )");
        scene.driver.spools.full = true;
        scene.run(R"(
            C: e APPEND INBOX {5}
            S: e NO [LIMIT] ...
        )");
        scene.driver.spools.full = false;
        scene.driver.backend.setQuota(3);
        scene.run(R"(
            C: f APPEND INBOX {4+}
            C: a: b
            S: f NO [OVERQUOTA] ...
            C: g STATUS INBOX (MESSAGES)
            S: * STATUS INBOX (MESSAGES 0)
            S: g OK Status told
        )");
    });
}

TEST(SessionAppend, multiAppendIsAllOrNothing) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: b APPEND INBOX {4+}
            C: c: d {999999999}
            S: b NO [TOOBIG] ...
            C: c STATUS INBOX (MESSAGES)
            S: * STATUS INBOX (MESSAGES 0)
            S: c OK Status told
        )");
    });
}

}  // namespace
}  // namespace tram::imap
