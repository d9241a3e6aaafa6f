#include "roles/alert/event_intake.hpp"

#include <gtest/gtest.h>

#include "roles/alert/snapshot_fixture.hpp"

namespace tram::roles {
namespace {

using namespace test;
using What = hal::AlarmEvent::What;
using Sequences = std::vector<std::uint64_t>;

Sequences sequencesOf(const Intake& intake) {
    Sequences sequences;
    for (const auto& each : intake.events) sequences.push_back(each.sequence);
    return sequences;
}

hal::Snapshot withAlarms(std::vector<std::uint64_t> ids, std::uint64_t sequence) {
    auto snapshot = soundBox();
    snapshot.sequence = sequence;
    for (const auto id : ids) snapshot.alarms.push_back(failingDisk(id));
    return snapshot;
}

TEST(EventIntake, ANewWayHearsOfTheActiveAlarmsOnly) {
    const auto intake = firstIntake(withAlarms({3, 8}, 40));
    EXPECT_EQ(sequencesOf(intake), (Sequences{3, 8}));
    EXPECT_EQ(intake.events.at(0).what, What::raised);
    EXPECT_EQ(intake.events.at(0).time, noon);
    EXPECT_EQ(intake.known, 40U);
    EXPECT_EQ(firstIntake(withAlarms({}, 0)).known, 0U);
}

TEST(EventIntake, EachAnswerBringsWhatIsNew) {
    struct Row {
        const char* name;
        std::uint64_t known;
        hal::EventsAnswer answer;
        std::vector<std::uint64_t> active;
        Sequences taken;
        std::uint64_t nowKnown;
    };
    const std::vector<Row> rows{
        {"nothing", 7, {{}, 1, 7}, {3}, {}, 7},
        {"two more", 5, {{event(6), event(7)}, 1, 7}, {3}, {6, 7}, 7},
        {"what another way asked for", 6, {{event(5), event(6), event(7)}, 1, 7}, {}, {7}, 7},
        {"an answer that does not hold all", 5, {{event(6), event(7)}, 1, 20}, {}, {6, 7}, 7},
        {"conditions of a later release", 5, {{}, 1, 9}, {}, {}, 9},
        {"some are not kept: the active alarms among them", 5, {{event(9)}, 9, 9}, {3, 6, 8, 9}, {6, 8, 9}, 9},
        {"none is kept", 5, {{}, 0, 0}, {3, 6, 9}, {6, 9}, 9},
        {"none is kept, and all is known", 9, {{}, 0, 0}, {3, 6, 9}, {}, 9},
        {"the end of its log is lost", 9, {{event(6), event(7)}, 1, 7}, {3}, {}, 9},
    };
    for (const auto& row : rows) {
        const auto intake = nextIntake(row.known, row.answer, withAlarms(row.active, 9));
        EXPECT_EQ(sequencesOf(intake), row.taken) << row.name;
        EXPECT_EQ(intake.known, row.nowKnown) << row.name;
    }
}

}  // namespace
}  // namespace tram::roles
