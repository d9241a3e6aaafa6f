#include "province/roles.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

TEST(Roles, NamesGoBothWays) {
    for (const auto role : allRoles) EXPECT_EQ(parseRole(name(role)), role) << name(role);
    EXPECT_FALSE(parseRole("Head"));
    EXPECT_FALSE(parseRole(""));
    EXPECT_EQ(vietnameseName(Role::clerk), "văn thư");
}

TEST(Rights, EverySetGoesBothWays) {
    EXPECT_EQ(toText({}), "");
    for (std::uint8_t bits = 1; bits < 16; ++bits) {
        const auto rights = Rights::fromBits(bits);
        EXPECT_EQ(parseRights(toText(rights)), rights) << toText(rights);
    }
    EXPECT_EQ(Rights::fromBits(0xff), Rights::all());
}

TEST(Rights, Parsing) {
    EXPECT_EQ(parseRights(" read , send-as "), Right::read | Right::sendAs);
    EXPECT_EQ(parseRights("read,read"), Rights{Right::read});
    EXPECT_EQ(parseRights("all"), Rights::all());
    for (const std::string_view text : {"", ",", "read,", ",read", "write", "Read", "read answer"}) {
        EXPECT_FALSE(parseRights(text)) << text;
    }
}

TEST(Rights, TheHeadHoldsTheAgencyMailboxAndNobodyElse) {  // R10.1
    EXPECT_EQ(rightsOnAgencyMailbox(Role::head), Rights::all());
    EXPECT_TRUE(rightsOnAgencyMailbox(Role::clerk).empty());
    EXPECT_TRUE(rightsOnAgencyMailbox(Role::official).empty());
}

TEST(Rights, TheClerkWorksInTheClerkMailbox) {  // R3.6.2
    const auto clerk = rightsOnClerkMailbox(Role::clerk);
    EXPECT_TRUE(clerk.hasAll(Right::read | Right::answer | Right::sendAs));
    EXPECT_FALSE(clerk.has(Right::manage));
    EXPECT_TRUE(rightsOnClerkMailbox(Role::head).has(Right::manage));
    EXPECT_FALSE(rightsOnClerkMailbox(Role::head).has(Right::sendAs));
    EXPECT_TRUE(rightsOnClerkMailbox(Role::official).empty());
}

}  // namespace
}  // namespace tram::province
