#include "province/group_policy.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

// R3.6.2
TEST(GroupPolicy, WhoMayWriteToWhom) {
    const GroupPolicy policy;
    const std::optional<Standing> nobody;
    const Standing official{};
    const Standing clerk{{}, Role::clerk};
    const Standing head{{}, Role::head};
    const Standing centre{Duty::operatorOfService};
    const Standing directory{Duty::directoryAdministrator};
    const Standing inspector{Duty::inspector};
    for (const auto kind : {GroupKind::everyone, GroupKind::offices, GroupKind::agencies, GroupKind::clerks,
                            GroupKind::heads, GroupKind::agency}) {
        EXPECT_FALSE(maySend(policy, kind, nobody)) << name(kind);
        for (const auto& sender : {clerk, head, centre, directory}) EXPECT_TRUE(maySend(policy, kind, sender));
        for (const auto& sender : {official, inspector})
            EXPECT_EQ(maySend(policy, kind, sender), kind != GroupKind::everyone) << name(kind);
    }
    GroupPolicy open;
    open.of(GroupKind::everyone) = GroupSenders::officials;
    EXPECT_TRUE(maySend(open, GroupKind::everyone, official));
    open.of(GroupKind::agency) = GroupSenders::offices;
    EXPECT_FALSE(maySend(open, GroupKind::agency, official));
    EXPECT_EQ(parseGroupSenders("offices"), GroupSenders::offices);
    EXPECT_EQ(parseGroupSenders("officials"), GroupSenders::officials);
    EXPECT_FALSE(parseGroupSenders("all"));
}

}  // namespace
}  // namespace tram::province
