#include "proto/imap/session_transcript_test.hpp"

namespace tram::imap {
namespace {

// 1 Báo cáo quý, seen; 2 bao cao nam, flagged; 3 with a part in windows-1258; 4 large
void fill(Scene& scene) {
    auto& backend = scene.driver.backend;
    backend.deliver(scene.inbox, message("=?UTF-8?Q?B=C3=A1o_c=C3=A1o_qu=C3=BD?="), 1, 1'700'000'000);
    backend.deliver(scene.inbox, message("bao cao nam", "kh\xC3\xB4ng c\xC3\xB3 g\xC3\xAC\r\n"), 4, 1'700'100'000);
    backend.deliver(scene.inbox,
                    "From: =?UTF-8?B?Tmd1eeG7hW4=?= <nguyen@x.example>\r\nX-Loai: mat\r\nContent-Type: text/plain; "
                    "charset=windows-1252\r\nContent-Transfer-Encoding: base64\r\n\r\nS+1uaCBn+2k=\r\n",
                    0, 1'700'200'000);
    backend.deliver(scene.inbox, message("lon", "dau " + Bytes(2 * limits::MiB, 'y') + "\r\ncuoi thu\r\n"), 0,
                    1'700'300'000);
}

TEST(SessionSearch, keys) {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"ALL", " 1 2 3 4"},
        {"SEEN", " 1"},
        {"UNSEEN", " 2 3 4"},
        {"FLAGGED UNSEEN", " 2"},
        {"NOT FLAGGED", " 1 3 4"},
        {"OR SEEN FLAGGED", " 1 2"},
        {"(OR SEEN FLAGGED) NOT SEEN", " 2"},
        {"2:3", " 2 3"},
        {"UID 3:*", " 3 4"},
        {"3:100", " 3 4"},
        {"NEW", ""},
        {"OLD", " 1 2 3 4"},
        {"RECENT", ""},
        {"LARGER 1000000", " 4"},
        {"SMALLER 300 UNSEEN", " 2 3"},
        {"SINCE 15-Nov-2023", " 2 3 4"},
        {"ON 14-Nov-2023", " 1"},
        {"BEFORE 17-Nov-2023", " 1 2"},
        {"SENTON 2-Sep-2030", " 1 2 4"},
        {"SENTSINCE 3-Sep-2030", ""},
        {"SENTBEFORE 3-Sep-2030", " 1 2 4"},
        {"YOUNGER 150000", " 3 4"},
        {"OLDER 250000", " 1"},
        {"SUBJECT \"bao cao\"", " 1 2"},
        {"CHARSET UTF-8 SUBJECT {9+}\r\nb\xC3\xA1o c\xC3\xA1o", " 1"},
        {"FROM nguyen", " 3"},
        {"TO binh@haiphong.example", " 1 2 4"},
        {"HEADER X-Loai \"\"", " 3"},
        {"HEADER X-LOAI MAT", " 3"},
        {"HEADER Subject \"\"", " 1 2 4"},
        {"BODY \"khong co\"", " 2"},
        {"BODY \"kinh gui\"", " 1 3"},
        {"BODY \"cuoi thu\"", " 4"},
        {"TEXT nguyen", " 3"},
        {"TEXT \"x-loai: mat\"", " 3"},
        {"BODY nirgends", ""},
        {"KEYWORD $Junk", ""},
        {"UNKEYWORD $Junk", " 1 2 3 4"},
        {"MODSEQ 6", " 4 (MODSEQ 6)"},
        {"CHARSET windows-1252 SUBJECT bao", " 1 2"},
    };
    for (const auto& [key, found] : rows) {
        SCOPED_TRACE(key);
        for (const bool cached : {true, false}) {
            Scene scene;
            scene.driver.backend.noSummaries = !cached;
            fill(scene);
            scene.driver.clock = ManualClock(SystemTime{std::chrono::seconds{1'700'300'000}});
            scene.signIn();
            scene.select();
            scene.driver.send(1, "a SEARCH " + key + "\r\n");
            const std::string enabling = key.starts_with("MODSEQ") ? "* OK [HIGHESTMODSEQ 6] Highest\r\n" : "";
            EXPECT_EQ(scene.driver.answered(1), enabling + "* SEARCH" + found + "\r\na OK Searched\r\n");
        }
    }
}

// FROM means addresses, HEADER FROM what is written; TEXT reads the headers of parts too. [RFC9051 6.4.4]
TEST(SessionSearch, readsWhatTheKeyNames) {
    inAllCuts([](Scene& scene) {
        scene.driver.backend.deliver(
            scene.inbox,
            "From: plain@domain.org\r\nTo: nhom: a@x.vn, b@y.vn;\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nthan\r\n--b\r\n"
            "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=UTF-8''c%C3%B4ng;\r\n"
            " filename*1*=%20v%C4%83n.pdf\r\n\r\nx\r\n--b--\r\n");
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a SEARCH HEADER FROM "<plain@domain.org>"
            S: * SEARCH
            S: a OK Searched
            C: b SEARCH HEADER TO "nhom: a@x"
            S: * SEARCH 1
            S: b OK Searched
            C: c SEARCH FROM plain@domain.org
            S: * SEARCH 1
            S: c OK Searched
            C: d SEARCH TEXT "cong van.pdf"
            S: * SEARCH 1
            S: d OK Searched
            C: e SEARCH BODY "cong van.pdf"
            S: * SEARCH
            S: e OK Searched
        )");
    });
}

TEST(SessionSearch, extendedResults) {
    inAllCuts([](Scene& scene) {
        fill(scene);
        scene.signIn();
        scene.select();
        scene.run(R"(
            C: a SEARCH RETURN (MIN MAX COUNT) UNSEEN
            S: * ESEARCH (TAG "a") MIN 2 MAX 4 COUNT 3
            S: a OK Searched
            C: b UID SEARCH RETURN () UNSEEN
            S: * ESEARCH (TAG "b") UID ALL 2:4
            S: b OK Searched
            C: c SEARCH RETURN (COUNT ALL) SUBJECT nirgends
            S: * ESEARCH (TAG "c") COUNT 0
            S: c OK Searched
            C: d SEARCH RETURN (SAVE) FLAGGED
            S: d OK Searched
            C: e FETCH $ UID
            S: * 2 FETCH (UID 2)
            S: e OK Fetched
            C: f UID SEARCH RETURN (SAVE MIN) UNSEEN
            S: * ESEARCH (TAG "f") UID MIN 2
            S: f OK Searched
            C: g SEARCH $
            S: * SEARCH 2
            S: g OK Searched
            C: h SEARCH NOT $
            S: * SEARCH 1 3 4
            S: h OK Searched
            C: i SEARCH CHARSET X-NONE SUBJECT a
            S: i NO [BADCHARSET (US-ASCII UTF-8)] ...
            C: j SEARCH RETURN (SAVE) CHARSET X-NONE SUBJECT a
            S: j NO [BADCHARSET ...
            C: k FETCH $ UID
            S: k OK Fetched
            C: l SEARCH RETURN (MAX) MODSEQ 1
            S: * OK [HIGHESTMODSEQ 6] Highest
            S: * ESEARCH (TAG "l") MAX 4 MODSEQ 6
            S: l OK Searched
            C: m SEARCH RETURN (MIN) MODSEQ 1
            S: * ESEARCH (TAG "m") MIN 1 MODSEQ 3
            S: m OK Searched
        )");
    });
}

TEST(SessionSearch, rev2AnswersWithEsearch) {
    inAllCuts([](Scene& scene) {
        fill(scene);
        scene.signIn();
        scene.command(1, "x ENABLE IMAP4rev2");
        scene.select();
        scene.run(R"(
            C: a SEARCH UNSEEN
            S: * ESEARCH (TAG "a") ALL 2:4
            S: a OK Searched
        )");
    });
}

}  // namespace
}  // namespace tram::imap
