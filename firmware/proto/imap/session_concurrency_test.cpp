// Several clients on one mailbox: what each is told, and when. [RFC9051 5.2, 7.5.1; RFC2180]
#include <algorithm>
#include <map>
#include <set>

#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

struct Row {
    const char* name;
    const char* command;  // of session 1, after session 2 has expunged message 2 of 4
    const char* answer;
};

TEST(TwoSessions, expungesAreToldOnlyWhenAllowed) {
    const Row rows[] = {
        {"FETCH UID of all", "a FETCH 1:* UID",
         "S: * 1 FETCH (UID 1)\nS: * 2 FETCH (UID 2)\nS: * 3 FETCH (UID 3)\nS: * 4 FETCH (UID 4)\nS: a OK Fetched\n"},
        {"FETCH of others", "a FETCH 3:4 UID", "S: * 3 FETCH (UID 3)\nS: * 4 FETCH (UID 4)\nS: a OK Fetched\n"},
        {"FETCH of all", "a FETCH 1:* FLAGS",
         "S: * 1 FETCH (FLAGS ())\nS: * 3 FETCH (FLAGS ())\nS: * 4 FETCH (FLAGS ())\nS: a NO [EXPUNGEISSUED] ...\n"},
        {"FETCH of it", "a FETCH 2 FLAGS", "S: a NO [EXPUNGEISSUED] ...\n"},
        {"UID SEARCH by number", "a UID SEARCH 1:4", "S: * SEARCH 1 3 4\nS: a OK Searched\n"},
        {"STORE of others", "a STORE 3 +FLAGS (\\Seen)", "S: * 3 FETCH (UID 3 FLAGS (\\Seen))\nS: a OK Stored\n"},
        {"STORE of it", "a STORE 2 +FLAGS (\\Seen)", "S: a NO [EXPUNGEISSUED] ...\n"},
        {"silent STORE of all", "a STORE 1:4 +FLAGS.SILENT (\\Seen)", "S: a OK Stored\n"},
        {"SEARCH", "a SEARCH ALL", "S: * SEARCH 1 3 4\nS: a OK Searched\n"},
        {"COPY of it", "a COPY 2 INBOX", "S: * 2 EXPUNGE\nS: a NO [EXPUNGEISSUED] ...\n"},
        {"UID FETCH", "a UID FETCH 2:3 FLAGS", "S: * 3 FETCH (UID 3 FLAGS ())\nS: * 2 EXPUNGE\nS: a OK Fetched\n"},
        {"UID STORE", "a UID STORE 2:3 +FLAGS (\\Seen)",
         "S: * 3 FETCH (UID 3 FLAGS (\\Seen))\nS: * 2 EXPUNGE\nS: a OK Stored\n"},
        {"UID SEARCH", "a UID SEARCH ALL", "S: * SEARCH 1 3 4\nS: * 2 EXPUNGE\nS: a OK Searched\n"},
        {"NOOP", "a NOOP", "S: * 2 EXPUNGE\nS: a OK Done\n"},
        {"CHECK", "a CHECK", "S: * 2 EXPUNGE\nS: a OK Done\n"},
        {"STATUS of another", "a STATUS INBOX (MESSAGES)",
         "S: * STATUS INBOX (MESSAGES 3)\nS: * 2 EXPUNGE\nS: a OK Status told\n"},
        {"IDLE", "a IDLE", "S: + idling\nS: * 2 EXPUNGE\n"},
        {"EXPUNGE", "a EXPUNGE", "S: * 2 EXPUNGE\nS: a OK Expunged\n"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        inAllCuts([&](Scene& scene) {
            scene.deliver(4);
            scene.signIn(2);
            scene.select();
            scene.command(2, "x UID STORE 2 +FLAGS.SILENT (\\Deleted)");
            scene.command(1, "x NOOP");
            scene.command(2, "x EXPUNGE");
            scene.run("C: " + std::string(row.command) + "\n" + row.answer);
        });
    }
}

// The view is that of SELECT, whenever it is read.
TEST(TwoSessions, whatHappensBetweenSelectAndTheFirstCommandIsToldAfterIt) {
    inAllCuts([](Scene& scene) {
        scene.deliver(4);
        scene.signIn(2);
        scene.select();
        scene.command(2, "x UID STORE 1,3 +FLAGS.SILENT (\\Deleted)");
        scene.command(2, "x EXPUNGE");
        scene.deliver(1);
        scene.run(R"(
            C: a FETCH 2 UID
            S: * 2 FETCH (UID 2)
            S: * 5 EXISTS
            S: a OK Fetched
            C: b FETCH 3 FLAGS
            S: b NO [EXPUNGEISSUED] ...
            C: c FETCH 4:5 UID
            S: * 4 FETCH (UID 4)
            S: * 5 FETCH (UID 5)
            S: c OK Fetched
            C: d NOOP
            S: * 3 EXPUNGE
            S: * 1 EXPUNGE
            S: d OK Done
            C: e FETCH 1:3 UID
            S: * 1 FETCH (UID 2)
            S: * 2 FETCH (UID 4)
            S: * 3 FETCH (UID 5)
            S: e OK Fetched
        )");
    });
}

TEST(TwoSessions, aViewThatCannotBeToldEndsTheSession) {
    for (const auto* command : {"a FETCH 2 UID", "a NOOP", "a STORE 2 +FLAGS (\\Deleted)"}) {
        SCOPED_TRACE(command);
        inAllCuts([&](Scene& scene) {
            scene.deliver(4);
            scene.signIn(2);
            scene.select();
            scene.command(2, "x UID STORE 1 +FLAGS.SILENT (\\Deleted)");
            scene.command(2, "x EXPUNGE");
            scene.driver.backend.forgetExpungesUpTo(scene.inbox, ModSequence{1'000});
            scene.run("C: " + std::string(command) + "\nS: * BYE Too much was expunged ...\n");
        });
    }
}

TEST(TwoSessions, flagsAndArrivalsAreTold) {
    inAllCuts([](Scene& scene) {
        scene.deliver(2);
        scene.signIn(2);
        scene.select();
        scene.run(R"(
            C: a STORE 1 +FLAGS (\Seen)
            S: * 1 FETCH (UID 1 FLAGS (\Seen))
            S: a OK Stored
            C2: b FETCH 2 UID
            S2: * 2 FETCH (UID 2)
            S2: * 1 FETCH (UID 1 FLAGS (\Seen))
            S2: b OK Fetched
            C2: c STORE 2 +FLAGS.SILENT (\Answered)
            S2: c OK Stored
            C: d NOOP
            S: * 2 FETCH (UID 2 FLAGS (\Answered))
            S: d OK Done
            C2: e NOOP
            S2: e OK Done
        )");
    });
}

TEST(TwoSessions, aSilentStoreShowsWhatOthersDid) {
    inAllCuts([](Scene& scene) {
        scene.deliver(2);
        scene.signIn(2);
        scene.select();
        scene.command(2, "x STORE 1 +FLAGS (\\Flagged)");
        scene.run(R"(
            C: a STORE 1:2 +FLAGS.SILENT (\Seen)
            S: * 1 FETCH (UID 1 FLAGS (\Flagged \Seen))
            S: a OK Stored
        )");
    });
}

TEST(TwoSessions, aRaceInsideAStoreIsSeen) {
    Scene scene;
    scene.deliver(1);
    scene.signIn(2);
    scene.select();
    scene.driver.holdActions = true;
    scene.driver.send(1, "a STORE 1 +FLAGS.SILENT (\\Seen)\r\n");
    // While it is under way another client's change is committed.
    static_cast<void>(scene.driver.backend.perform(StoreFlags{
        scene.inbox, {{Uid{1}, Uid{1}}}, FlagMode::add, static_cast<std::uint32_t>(SystemFlag::draft), {}, {}}));
    scene.driver.release();
    EXPECT_EQ(scene.driver.answered(1), "* 1 FETCH (UID 1 FLAGS (\\Seen \\Draft))\r\na OK Stored\r\n");
}

// A COPY looks before it is done, so that what came and went meanwhile was seen and never told.
TEST(TwoSessions, whatWasNeverAnnouncedIsNotExpunged) {
    Scene scene;
    scene.deliver(2);
    scene.signIn();
    scene.select();
    scene.command(1, "x FETCH 1:2 UID");
    scene.deliver(1);
    scene.driver.holdActions = true;
    scene.driver.send(1, "a COPY 1 INBOX\r\n");
    const std::vector<UidRange> third{{Uid{3}, Uid{3}}};
    static_cast<void>(scene.driver.backend.perform(
        StoreFlags{scene.inbox, third, FlagMode::add, static_cast<std::uint32_t>(SystemFlag::deleted), {}, {}}));
    static_cast<void>(scene.driver.backend.perform(Expunge{scene.inbox, third}));
    scene.driver.release();
    EXPECT_EQ(scene.driver.answered(1), "* 3 EXISTS\r\na OK [COPYUID 1 1 4] Copied\r\n");
    scene.driver.holdActions = false;
    scene.run(R"(
        C: b FETCH 1:* UID
        S: * 1 FETCH (UID 1)
        S: * 2 FETCH (UID 2)
        S: * 3 FETCH (UID 4)
        S: b OK Fetched
    )");
}

TEST(TwoSessions, newMailDuringAnExpungeOfAll) {
    inAllCuts([](Scene& scene) {
        scene.deliver(2);
        scene.signIn(2);
        scene.select();
        scene.command(2, "x STORE 1:* +FLAGS.SILENT (\\Deleted)");
        scene.command(1, "x NOOP");
        scene.command(2, "x EXPUNGE");
        scene.deliver(1);
        scene.run(R"(
            C: a FETCH 2 FLAGS
            S: * 3 EXISTS
            S: a NO [EXPUNGEISSUED] ...
            C: b FETCH 3 UID
            S: * 3 FETCH (UID 3)
            S: b OK Fetched
            C: c NOOP
            S: * 2 EXPUNGE
            S: * 1 EXPUNGE
            S: c OK Done
            C: d FETCH 1 UID
            S: * 1 FETCH (UID 3)
            S: d OK Fetched
        )");
    });
}

TEST(TwoSessions, anIdlingOneHearsEverything) {
    inAllCuts([](Scene& scene) {
        scene.deliver(3);
        scene.signIn(2);
        scene.select();
        scene.run(R"(
            C: i IDLE
            S: + idling
            C2: a STORE 2 +FLAGS.SILENT (\Deleted)
            S2: a OK Stored
            S: * 2 FETCH (UID 2 FLAGS (\Deleted))
            C2: b EXPUNGE
            S2: * 2 EXPUNGE
            S2: b OK Expunged
            S: * 2 EXPUNGE
            C2: c COPY 1 INBOX
            S2: * 3 EXISTS
            S2: c OK [COPYUID 1 1 4] Copied
            S: * 3 EXISTS
            C: DONE
            S: i OK Idle ended
        )");
    });
}

// A client's picture of the mailbox, made of nothing but what it is told.
class Picture {
public:
    void read(const Bytes& output) {
        std::string response;
        for (std::size_t at = 0; at < output.size();) {
            const auto end = output.find("\r\n", at);
            response += output.substr(at, end - at);
            at = end + 2;
            // A literal's octets are passed over; the response goes on behind them.
            if (const auto brace = response.rfind('{'); response.ends_with('}') && brace != std::string::npos) {
                at += std::strtoul(response.c_str() + brace + 1, nullptr, 10);
            } else {
                line(std::exchange(response, {}));
            }
        }
    }
    std::vector<std::string> flags;  // by sequence number; "?" where not told
    bool wrong = false;

private:
    void line(const std::string& text) {
        if (!text.starts_with("* ")) return;
        const auto number = static_cast<std::size_t>(std::strtoul(text.c_str() + 2, nullptr, 10));
        if (text.ends_with(" EXISTS")) {
            wrong = wrong || number < flags.size();
            flags.resize(number, "?");
        } else if (text.ends_with(" EXPUNGE")) {
            wrong = wrong || number == 0 || number > flags.size();
            if (!wrong) flags.erase(flags.begin() + static_cast<std::ptrdiff_t>(number) - 1);
        } else if (const auto at = text.find("FLAGS ("); text.contains(" FETCH (") && at != std::string::npos) {
            wrong = wrong || number == 0 || number > flags.size();
            if (!wrong) flags[number - 1] = text.substr(at + 6, text.find(')', at) - at - 5);
        }
    }
};

// Whatever two clients do, each one's picture is the truth once both are quiet.
TEST(TwoSessions, picturesStayTrueUnderRandomWork) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Scene scene;
        SeededRandom random(seed);
        scene.deliver(6);
        scene.signIn(2);
        Picture pictures[2];
        const auto say = [&](std::size_t number, const std::string& line) {
            scene.driver.send(number, line + "\r\n");
            for (std::size_t peer = 1; peer <= 2; ++peer) pictures[peer - 1].read(scene.driver.answered(peer));
        };
        for (std::size_t number = 1; number <= 2; ++number) {
            say(number, "a SELECT INBOX");
            say(number, "b FETCH 1:* FLAGS");
        }
        for (int step = 0; step < 60; ++step) {
            const auto number = 1 + random.next() % 2;
            const auto count = pictures[number - 1].flags.size();
            const auto some = std::to_string(count == 0 ? 1 : 1 + random.next() % count);
            switch (random.next() % 9) {
                case 0:
                    say(number, "c STORE " + some + " +FLAGS.SILENT (\\Flagged)");
                    // The client works out what a silent STORE did, where it was not told.
                    say(number, "c FETCH " + some + " FLAGS");
                    break;
                case 1:
                    say(number, "c STORE " + some + ":* +FLAGS (\\Deleted)");
                    break;
                case 2:
                    say(number, "c STORE " + some + " FLAGS ($Label" + some + ")");
                    break;
                case 3:
                    say(number, "c EXPUNGE");
                    break;
                case 4:
                    say(number, "c COPY " + some + " INBOX");
                    break;
                case 5:
                    scene.deliver(1);
                    break;
                case 6:
                    say(number, "c FETCH " + some + " BODY[TEXT]");
                    break;
                case 7:
                    say(number, "c UID MOVE 1:3 INBOX");
                    break;
                default:
                    say(number, "c NOOP");
                    break;
            }
        }
        for (std::size_t number = 1; number <= 2; ++number) {
            say(number, "z NOOP");
            auto& picture = pictures[number - 1];
            ASSERT_FALSE(picture.wrong);
            const auto told = picture.flags;
            say(number, "z FETCH 1:* FLAGS");
            ASSERT_EQ(told.size(), picture.flags.size());
            for (std::size_t i = 0; i < told.size(); ++i) {
                if (told[i] != "?") {
                    EXPECT_EQ(told[i], picture.flags[i]) << "message " << i + 1;
                }
            }
            std::vector<Uid> uids;
            scene.driver.backend.uids(scene.inbox, Uid{}, 10'000, uids);
            EXPECT_EQ(uids.size(), picture.flags.size());
        }
    }
}

// The flags of 100,000 messages: prints what it took, fails only where something is badly wrong.
TEST(SessionFetch, flagsOfAHundredThousand) {
    Scene scene;
    for (int i = 0; i < 100'000; ++i) scene.driver.backend.deliver(scene.inbox, "a: b\r\n\r\n");
    scene.signIn();
    const RealClock clock;
    const auto begun = clock.steady();
    scene.command(1, "a SELECT INBOX");
    const auto selected = clock.steady();
    scene.driver.send(1, "b FETCH 1:* (FLAGS)\r\n");
    const auto fetched = clock.steady();
    const auto answer = scene.driver.answered(1);
    EXPECT_TRUE(answer.ends_with("b OK Fetched\r\n"));
    EXPECT_EQ(std::ranges::count(answer, '\n'), 100'001);
    const auto milliseconds = [](auto duration) {
        return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
    };
    RecordProperty("selectMilliseconds", milliseconds(selected - begun));
    RecordProperty("fetchMilliseconds", milliseconds(fetched - selected));
    EXPECT_LT(milliseconds(fetched - begun), 10'000);
}

}  // namespace
}  // namespace tram::imap
