#include "province/administration.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tram::province {
namespace {

TEST(Administration, DutiesAreReadAndWritten) {
    EXPECT_EQ(toText(Duties{}), "");
    EXPECT_EQ(toText(Duties{Duty::auditor} | Duty::operatorOfService), "operator,auditor");
    EXPECT_EQ(parseDuties("auditor,operator"), Duties{Duty::operatorOfService} | Duty::auditor);
    EXPECT_EQ(parseDuties("none"), Duties{});
    EXPECT_EQ(parseDuties(""), Duties{});
    EXPECT_FALSE(parseDuties("operator,"));
    EXPECT_FALSE(parseDuties("king"));
    EXPECT_FALSE(parseDuties("none,operator"));
    for (const auto duty : allDuties) {
        EXPECT_EQ(parseDuties(name(duty)), Duties{duty});
        EXPECT_NE(vietnameseName(duty), "không rõ");
    }
    EXPECT_EQ(Duties::fromBits(0xffff).bits(), 0x3f) << "bits that are no duty are dropped";
}

TEST(Administration, EveryPowerHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < powerCount; ++i) names.insert(name(static_cast<Power>(i)));
    EXPECT_EQ(names.size(), powerCount);
}

TEST(Administration, SomebodyIsAllThatHeIsTogether) {
    Standing standing;
    EXPECT_EQ(reachOf(standing, Power::delegateMailboxes), Reach::own);
    EXPECT_EQ(reachOf(standing, Power::manageAgencies), Reach::nothing);
    standing.role = Role::head;
    EXPECT_EQ(reachOf(standing, Power::delegateMailboxes), Reach::branch);
    standing.duties = Duties{Duty::agencyAdministrator} | Duty::auditor;
    EXPECT_EQ(reachOf(standing, Power::askForChanges), Reach::branch);
    EXPECT_EQ(reachOf(standing, Power::readReports), Reach::everywhere) << "as auditor";
    EXPECT_EQ(reachOf(standing, Power::delegateMailboxes), Reach::branch) << "as head";
}

// R4.3: the second person is another role than the first, and nobody has both.
TEST(Administration, NoRoleBothOrdersAndApprovesAccessToContent) {
    for (const auto duty : allDuties) {
        const Standing standing{duty, Role::head};
        EXPECT_FALSE(reachOf(standing, Power::orderContentAccess) != Reach::nothing &&
                     reachOf(standing, Power::approveContentAccess) != Reach::nothing)
            << name(duty);
    }
}

// R18.2, R4.3
TEST(Administration, InspectorsAndAuditorsChangeNothing) {
    const std::set readers{Power::useMail,       Power::keepOwnAccount, Power::endSessions, Power::delegateMailboxes,
                           Power::manageLists,   Power::traceMail,      Power::readReports, Power::readJournal,
                           Power::readDirectory, Power::askForChanges};
    for (const auto duty : {Duty::inspector, Duty::auditor}) {
        for (std::size_t i = 0; i < powerCount; ++i) {
            const auto power = static_cast<Power>(i);
            const auto reach = reachOf({duty}, power);
            if (!readers.contains(power)) {
                EXPECT_EQ(reach, Reach::nothing) << name(duty) << " " << name(power);
            }
        }
        EXPECT_EQ(reachOf({duty}, Power::delegateMailboxes), Reach::own);
    }
}

}  // namespace
}  // namespace tram::province
