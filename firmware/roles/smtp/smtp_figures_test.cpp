#include "roles/smtp/smtp_figures.hpp"

#include <gtest/gtest.h>

namespace tram::roles {
namespace {

Door doorOf(const std::string& zone, smtp::ListenerKind kind = smtp::ListenerKind::relayIn) {
    Door door;
    door.zone = zone;
    door.kind = kind;
    return door;
}

double valueOf(const Counters& counters, const std::string& name, const hal::Labels& labels) {
    for (const auto& figure : counters.figures()) {
        if (figure.name == name && figure.labels == labels) return figure.value;
    }
    return -1;
}

TEST(DoorFigures, AreOfAZoneOrOfSubmission) {
    Counters counters;
    DoorFigures tsl(counters, doorOf("tsl"));
    DoorFigures submission(counters, doorOf("tsl", smtp::ListenerKind::submission));
    DoorFigures submissions(counters, doorOf("tsl", smtp::ListenerKind::submission));
    tsl.connectionsInAll.add();
    submission.connectionsInAll.add();
    submissions.connectionsInAll.add();
    EXPECT_EQ(valueOf(counters, "smtp_connections_total", {{"zone", "tsl"}}), 1);
    EXPECT_EQ(valueOf(counters, "smtp_connections_total", {{"zone", "submission"}}), 2);
}

TEST(DoorFigures, AnAnswerToAMessageIsCountedByItsCode) {
    struct Row {
        const char* name;
        smtp::Reply reply;
        double received;
        double rejected;
        double loops;
    };
    const std::vector<Row> rows{
        {"taken", smtp::makeReply(250, {2, 0, 0}, "Accepted"), 1, 0, 0},
        {"for now", smtp::makeReply(451, {4, 3, 0}, "later"), 0, 1, 0},
        {"for good", smtp::makeReply(552, {5, 3, 4}, "too large"), 0, 1, 0},
        {"a loop", smtp::makeReply(554, {5, 4, 6}, "loop"), 0, 1, 1},
    };
    const hal::Labels zone{{"zone", "internet"}};
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        Counters counters;
        DoorFigures figures(counters, doorOf("internet"));
        figures.messageAnswered(row.reply, 1'000, 3);
        EXPECT_EQ(valueOf(counters, "smtp_received_messages_total", zone), row.received);
        EXPECT_EQ(valueOf(counters, "smtp_received_octets_total", zone), row.received * 1'000);
        EXPECT_EQ(valueOf(counters, "smtp_received_recipients_total", zone), row.received * 3);
        EXPECT_EQ(valueOf(counters, "smtp_rejected_messages_total", zone), row.rejected);
        EXPECT_EQ(valueOf(counters, "smtp_loops_total", zone), row.loops);
    }
}

TEST(SignIns, AreCountedWhereTheStoreHasSaidSomething) {
    using sasl::Verdict;
    struct Row {
        const char* name;
        sasl::Answer answer;
        std::uint64_t ok;
        std::uint64_t refused;
    };
    const std::vector<Row> rows{
        {"a password that is right", Verdict::accepted, 1, 0},
        {"one that is wrong", Verdict::invalid, 0, 1},
        {"one that is right and does not do", Verdict::needsAppPassword, 0, 1},
        {"too many guesses", Verdict::throttled, 0, 1},
        {"no store", Verdict::unavailable, 0, 0},
        {"what SCRAM begins with", sasl::ScramParameters{}, 0, 0},
        {"SCRAM's proof", sasl::ScramVerdict{Verdict::accepted, {}}, 1, 0},
        {"a wrong proof", sasl::ScramVerdict{}, 0, 1},
        {"a proof and no store", sasl::ScramVerdict{Verdict::unavailable, {}}, 0, 0},
    };
    for (const auto& row : rows) {
        Counters counters;
        SignInFigures figures(counters, "submission");
        countSignIn(figures, row.answer);
        EXPECT_EQ(figures.ok.value(), row.ok) << row.name;
        EXPECT_EQ(figures.refused.value(), row.refused) << row.name;
    }
}

}  // namespace
}  // namespace tram::roles
