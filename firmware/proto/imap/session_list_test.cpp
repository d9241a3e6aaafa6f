// LIST, LSUB, folders, rights, quota.
#include "proto/imap/folder_names.hpp"
#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

TEST(Pattern, matches) {
    struct Row {
        const char* name;
        const char* pattern;
        bool matches;
    };
    const Row rows[] = {
        {"a/b", "*", true},       {"a/b", "%", false},      {"a/b", "%/%", true},         {"a/b", "a/*", true},
        {"a", "a/*", false},      {"INBOX", "inbox", true}, {"INBOX/x", "inbox/%", true}, {"Inbox2", "inbox2", false},
        {"abcabc", "*abc", true}, {"abc", "a%c", true},     {"abc", "%", true},           {"", "*", true},
        {"a/b/c", "%/c", false},  {"a/b/c", "*/c", true},   {"INBOX", "in*", true},       {"INBOX", "%BOx", true},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(matchesPattern(row.name, row.pattern), row.matches) << row.name << " " << row.pattern;
    }
}

TEST(FolderName, good) {
    for (const ByteView name : {"a", "Sổ/2030", "x.y"}) EXPECT_TRUE(isGoodName(name)) << name;
    for (const ByteView name : {"", "/a", "a/", "a//b", "a*", "50%", "a\tb", "\xff"})
        EXPECT_FALSE(isGoodName(name)) << name;
    EXPECT_FALSE(isGoodName(std::string(limits::imap::folderName + 1, 'a')));
}

TEST(SessionList, treeAndForms) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.run(R"(
            C: a CREATE "S&AOA-o/2030"
            S: a OK Created
            C: b CREATE Sent (USE (\Sent))
            S: b OK Created
            C: c LIST "" *
            S: * LIST (\HasNoChildren) "/" INBOX
            S: * LIST (\HasNoChildren \Sent) "/" Sent
            S: * LIST (\HasChildren) "/" S&AOA-o
            S: * LIST (\HasNoChildren) "/" S&AOA-o/2030
            S: c OK Listed
            C: d LIST "" ""
            S: * LIST (\Noselect) "/" ""
            S: d OK Listed
            C: e LIST "S&AOA-o/" %
            S: * LIST (\HasNoChildren) "/" S&AOA-o/2030
            S: e OK Listed
            C: f LIST (SPECIAL-USE) "" * RETURN (STATUS (MESSAGES UNSEEN))
            S: * LIST (\HasNoChildren \Sent) "/" Sent
            S: * STATUS Sent (MESSAGES 0 UNSEEN 0)
            S: f OK Listed
            C: g CREATE again (USE (\Sent))
            S: g NO [USEATTR] ...
            C: h CREATE Sent
            S: h NO [ALREADYEXISTS] ...
            C: i CREATE "a*"
            S: i NO [CANNOT] ...
            C: j LIST "" (INBOX Sent)
            S: * LIST (\HasNoChildren) "/" INBOX
            S: * LIST (\HasNoChildren \Sent) "/" Sent
            S: j OK Listed
        )");
    });
}

// [RFC9051 6.3.7]: not removed because the mailbox is.
TEST(SessionList, subscriptionsOutliveTheMailbox) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.command(1, "x CREATE gone");
        scene.command(1, "y SUBSCRIBE gone");
        scene.run(R"(
            C: a RENAME gone away
            S: a OK Renamed
            C: b DELETE away
            S: b OK Deleted
            C: c LSUB "" *
            S: * LSUB () "/" INBOX
            S: * LSUB () "/" gone
            S: c OK Listed
            C: d LIST (SUBSCRIBED) "" *
            S: * LIST (\HasNoChildren \Subscribed) "/" INBOX
            S: * LIST (\NonExistent \HasNoChildren \Subscribed) "/" gone
            S: d OK Listed
            C: e LIST "" *
            S: * LIST (\HasNoChildren) "/" INBOX
            S: e OK Listed
            C: f SELECT gone
            S: f NO [NONEXISTENT] ...
            C: g UNSUBSCRIBE gone
            S: g OK Unsubscribed
            C: h LSUB "" *
            S: * LSUB () "/" INBOX
            S: h OK Listed
        )");
    });
}

// [RFC9051 6.3.9.3, 6.3.9.5]
TEST(SessionList, whatIsGoneIsNobodysChildAndShownParentsAreNotRepeated) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.command(1, "x CREATE ph");
        scene.command(1, "x CREATE ph/c");
        scene.command(1, "x SUBSCRIBE ph/c");
        scene.run(R"(
            C: a LIST (SUBSCRIBED RECURSIVEMATCH) "" ph*
            S: * LIST (\HasNoChildren \Subscribed) "/" ph/c
            S: a OK Listed
            C: b DELETE ph/c
            S: b OK Deleted
            C: c LIST "" ph*
            S: * LIST (\HasNoChildren) "/" ph
            S: c OK Listed
            C: d LIST (SUBSCRIBED RECURSIVEMATCH) "" ph
            S: * LIST (\HasNoChildren) "/" ph ("CHILDINFO" ("SUBSCRIBED"))
            S: d OK Listed
            C: e DELETE ph
            S: e OK Deleted
            C: f LIST "" ph*
            S: f OK Listed
        )");
    });
}

TEST(SessionList, subscriptions) {
    inAllCuts([](Scene& scene) {
        scene.signIn();
        scene.command(1, "x CREATE a/b/c");
        scene.run(R"(
            C: a LSUB "" *
            S: * LSUB () "/" INBOX
            S: a OK Listed
            C: b SUBSCRIBE a/b/c
            S: b OK Subscribed
            C: c LSUB "" %
            S: * LSUB () "/" INBOX
            S: * LSUB (\Noselect) "/" a
            S: c OK Listed
            C: d LSUB "" *
            S: * LSUB () "/" INBOX
            S: * LSUB () "/" a/b/c
            S: d OK Listed
            C: e LIST (SUBSCRIBED) "" *
            S: * LIST (\HasNoChildren \Subscribed) "/" INBOX
            S: * LIST (\HasNoChildren \Subscribed) "/" a/b/c
            S: e OK Listed
            C: f LIST (SUBSCRIBED RECURSIVEMATCH) "" %
            S: * LIST (\HasNoChildren \Subscribed) "/" INBOX
            S: * LIST (\HasChildren) "/" a ("CHILDINFO" ("SUBSCRIBED"))
            S: f OK Listed
            C: g SUBSCRIBE nowhere
            S: g NO [NONEXISTENT] ...
            C: h UNSUBSCRIBE nowhere
            S: h OK Unsubscribed
        )");
    });
}

TEST(SessionList, deleteAndRename) {
    inAllCuts([](Scene& scene) {
        scene.deliver(2);
        scene.signIn();
        scene.command(1, "x CREATE a/b");
        scene.run(R"(
            C: a DELETE a
            S: a OK Deleted
            C: b LIST "" a*
            S: * LIST (\Noselect \HasChildren) "/" a
            S: * LIST (\HasNoChildren) "/" a/b
            S: b OK Listed
            C: c DELETE a
            S: c NO [HASCHILDREN] ...
            C: d SELECT a
            S: d NO [NONEXISTENT] ...
            C: e RENAME a/b x/y
            S: e OK Renamed
            C: f LIST "" x*
            S: * LIST (\HasChildren) "/" x
            S: * LIST (\HasNoChildren) "/" x/y
            S: f OK Listed
            C: g DELETE INBOX
            S: g NO [CANNOT] ...
            C: h RENAME INBOX old
            S: h OK Renamed
            C: i STATUS old (MESSAGES)
            S: * STATUS old (MESSAGES 2)
            S: i OK Status told
            C: j RENAME x x/z
            S: j NO [CANNOT] ...
            C: k RENAME nowhere there
            S: k NO [NONEXISTENT] ...
            C: l DELETE nowhere
            S: l NO [NONEXISTENT] ...
        )");
    });
}

TEST(SessionList, deletingTheSelectedMailboxLeavesIt) {
    inAllCuts([](Scene& scene) {
        scene.signIn(2);
        scene.command(1, "x CREATE a");
        scene.select("a");
        scene.run(R"(
            C: a DELETE a
            S: * OK [CLOSED] The selected mailbox was deleted
            S: a OK Deleted
            C2: b NOOP
            S2: * BYE The selected mailbox was deleted
        )");
        EXPECT_TRUE(scene.driver.session(2).wantsClose());
        EXPECT_FALSE(scene.driver.session(1).wantsClose());
    });
}

TEST(SessionList, sharedMailboxesHaveTheirNamespaceAndRights) {
    inAllCuts([](Scene& scene) {
        auto& backend = scene.driver.backend;
        const auto office = backend.addMailbox("sonoivu@haiphong.example");
        Rights reading;
        backend.grant(an, office, reading.add(Right::read));
        backend.deliver(backend.folderByName(office, "INBOX")->id, message("cong van"));
        scene.signIn();
        scene.command(1, "x ENABLE IMAP4rev2");
        scene.run(R"(
            C: a LIST "" *
            S: * LIST (\NonExistent \Noselect \HasChildren) "/" "Hộp thư cơ quan"
            S: * LIST (\NonExistent \Noselect \HasChildren) "/" "Hộp thư cơ quan/sonoivu@haiphong.example"
            S: * LIST (\HasNoChildren) "/" "Hộp thư cơ quan/sonoivu@haiphong.example/INBOX"
            S: * LIST (\HasNoChildren) "/" INBOX
            S: a OK Listed
            C: b SELECT "Hộp thư cơ quan/sonoivu@haiphong.example/inbox"
            S: * 1 EXISTS
            S: ...
            S: * LIST () "/" "Hộp thư cơ quan/sonoivu@haiphong.example/INBOX"
            S: b OK [READ-ONLY] ...
            C: c FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]
            S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {21}
            S: Subject: cong van
            S:
            S: )
            S: c OK Fetched
            C: d COPY 1 "Hộp thư cơ quan/sonoivu@haiphong.example/INBOX"
            S: d NO [NOPERM] ...
            C: e CREATE "Hộp thư cơ quan/sonoivu@haiphong.example/x"
            S: e NO [NOPERM] ...
            C: f CREATE "Hộp thư cơ quan/other@haiphong.example/x"
            S: f NO [CANNOT] ...
            C: g SELECT "Hộp thư cơ quan/sonoivu@haiphong.example"
            S: * OK [CLOSED] ...
            S: g NO [NONEXISTENT] ...
            C: h GETQUOTAROOT "Hộp thư cơ quan/sonoivu@haiphong.example/INBOX"
            S: * QUOTAROOT "Hộp thư cơ quan/sonoivu@haiphong.example/INBOX" sonoivu@haiphong.example
            S: * QUOTA sonoivu@haiphong.example (STORAGE 1 1048576)
            S: h OK ...
            C: i GETQUOTA an@haiphong.example
            S: * QUOTA an@haiphong.example (STORAGE 0 1048576)
            S: i OK ...
            C: j GETQUOTA binh@haiphong.example
            S: j NO ...
            C: k SETQUOTA an@haiphong.example (STORAGE 5)
            S: k NO [NOPERM] ...
        )");
    });
}

}  // namespace
}  // namespace tram::imap
