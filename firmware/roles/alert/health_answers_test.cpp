#include "roles/alert/health_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "roles/alert/snapshot_fixture.hpp"
#include "roles/alert/status_page.hpp"

namespace tram::roles {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

HealthReply ask(std::string_view target, const HealthView& view, std::string_view method = "GET",
                std::string_view language = "") {
    return answerHealth(method, target, language, view, "1.2.3");
}

TEST(HealthAnswers, EachRequestHasItsStatus) {
    const auto sound = viewOf(soundBox());
    const auto sick = viewOf(sickBox());
    auto readOnly = sound;
    readOnly.store.problem = "read-only";
    auto standby = sound;
    standby.active = false;
    auto alone = sound;
    alone.hardware = {nullptr, std::nullopt, "refused"};
    struct Row {
        const char* name;
        const char* method;
        const char* target;
        const HealthView& view;
        unsigned status;
        const char* type;
    };
    constexpr auto text = "text/plain; charset=utf-8";
    const std::vector<Row> rows{
        {"live", "GET", "/health/live", sound, 200, text},
        {"live needs nothing", "GET", "/health/live", readOnly, 200, text},
        {"ready", "GET", "/health/ready", sound, 200, text},
        {"ready needs no tram-hal", "GET", "/health/ready", alone, 200, text},
        {"ready though hardware fails", "GET", "/health/ready", sick, 200, text},
        {"the store is read-only", "GET", "/health/ready", readOnly, 503, text},
        {"the other box serves", "GET", "/health/ready", standby, 503, text},
        {"status", "GET", "/health/status.json", sound, 200, "application/health+json"},
        {"status of a warning", "GET", "/health/status.json", alone, 200, "application/health+json"},
        {"status of a fault", "GET", "/health/status.json", sick, 503, "application/health+json"},
        {"metrics", "GET", "/metrics", sick, 200, "text/plain; version=0.0.4; charset=utf-8"},
        {"metrics with a query", "GET", "/metrics?x=1", sick, 200, "text/plain; version=0.0.4; charset=utf-8"},
        {"page", "GET", "/", sick, 200, "text/html; charset=utf-8"},
        {"head", "HEAD", "/health/live", sound, 200, text},
        {"absolute form", "GET", "http://mail.example:9925/health/live", sound, 200, text},
        {"absolute form without a path", "GET", "http://mail.example", sound, 200, "text/html; charset=utf-8"},
        {"post", "POST", "/health/live", sound, 405, text},
        {"options", "OPTIONS", "/metrics", sound, 405, text},
        {"no such path", "GET", "/health", sound, 404, text},
        {"a path beyond", "GET", "/health/live/", sound, 404, text},
        {"a path upwards", "GET", "/../etc/passwd", sound, 404, text},
        {"asterisk", "OPTIONS", "*", sound, 400, text},
        {"authority", "CONNECT", "mail.example:25", sound, 400, text},
        {"nothing", "GET", "", sound, 400, text},
    };
    for (const auto& row : rows) {
        const auto reply = ask(row.target, row.view, row.method);
        EXPECT_EQ(reply.status, row.status) << row.name;
        EXPECT_EQ(reply.type, row.type) << row.name;
        EXPECT_FALSE(reply.body.empty()) << row.name;
        EXPECT_EQ(reply.allow, row.status == 405 ? "GET, HEAD" : "") << row.name;
    }
}

TEST(HealthAnswers, VerboseSaysWhatIsMissing) {
    auto view = viewOf(soundBox());
    EXPECT_EQ(ask("/health/ready?verbose", view).body, "[+]store ok\n[+]active ok\nready\n");
    EXPECT_EQ(ask("/health/ready", view).body, "ready\n");
    view.store.problem = "no answer for 7 s";
    view.active = false;
    EXPECT_EQ(ask("/health/ready?x&verbose=1", view).body,
              "[-]store no answer for 7 s\n[-]active the other box of the pair serves\nnot ready\n");
}

TEST(HealthAnswers, ThePageIsInTheLanguageThatIsLikedBetter) {
    struct Row {
        const char* field;
        Language language;
    };
    for (const auto& row : std::vector<Row>{{"", Language::vietnamese},
                                            {"vi", Language::vietnamese},
                                            {"en", Language::english},
                                            {"en-GB,en;q=0.9,vi;q=0.8", Language::english},
                                            {"VI-vn, en;q=0.5", Language::vietnamese},
                                            {"en;q=0.3 , vi;q=0.7", Language::vietnamese},
                                            {"en;q=0", Language::vietnamese},
                                            {"fr, de", Language::vietnamese},
                                            {"en;q=x", Language::vietnamese},
                                            {"english", Language::vietnamese},
                                            {",,;;=,en", Language::english}})
        EXPECT_EQ(acceptedLanguage(row.field), row.language) << row.field;
    const auto view = viewOf(sickBox());
    EXPECT_THAT(ask("/", view, "GET", "en").body, HasSubstr("is about to fail"));
    EXPECT_THAT(ask("/", view).body, HasSubstr("sắp hỏng"));
    EXPECT_THAT(ask("/", view).body, HasSubstr("<td>05:13:20 15/11/2023</td>")) << "the province's time";
}

TEST(HealthAnswers, ThePageHasTheWorstFirst) {
    auto snapshot = sickBox();
    auto& alarms = snapshot.alarms;
    alarms = {failingDisk(7), failingDisk(8), failingDisk(9)};
    alarms[0].severity = hal::Health::warning;
    for (const auto at : {0U, 1U, 2U}) alarms[at].arguments["label"] = "bay " + std::to_string(at);
    const auto body = ask("/", viewOf(snapshot), "GET", "en").body;
    EXPECT_LT(body.find("<td>bay 1</td>"), body.find("<td>bay 2</td>")) << body;
    EXPECT_LT(body.find("<td>bay 2</td>"), body.find("<td>bay 0</td>")) << body;
}

TEST(HealthAnswers, ThePageShowsWordsAndRunsNone) {
    auto snapshot = sickBox();
    snapshot.alarms[0].arguments["reason"] = "<script>alert(1)</script>";
    snapshot.alarms[0].arguments["label.vi"] = "a&\"b";
    auto view = viewOf(snapshot);
    view.store.problem = "<b>";
    const auto body = ask("/", view).body;
    EXPECT_THAT(body, Not(HasSubstr("<script>")));
    EXPECT_THAT(body, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(body, HasSubstr("a&amp;&quot;b"));
    EXPECT_THAT(body, HasSubstr("&lt;b&gt;"));
}

}  // namespace
}  // namespace tram::roles
