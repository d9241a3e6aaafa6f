#include "province/address_book_policy.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

TEST(AddressBookPolicy, WhoseTelephoneIsSeen) {
    struct Case {
        TelephonesSeenBy policy;
        bool sameBranch;
        Role role;
        bool seen;
    };
    for (const auto& each : {
             Case{TelephonesSeenBy::everyone, false, Role::official, true},
             Case{TelephonesSeenBy::branch, true, Role::official, true},
             Case{TelephonesSeenBy::branch, false, Role::official, false},
             Case{TelephonesSeenBy::branch, false, Role::clerk, true},
             Case{TelephonesSeenBy::branch, false, Role::head, true},
             Case{TelephonesSeenBy::nobody, true, Role::head, false},
         }) {
        EXPECT_EQ(seesTelephone({each.policy}, each.sameBranch, each.role), each.seen) << name(each.policy);
    }
}

TEST(AddressBookPolicy, ItsWordsAreReadAsTheyAreWritten) {
    for (const auto who : {TelephonesSeenBy::everyone, TelephonesSeenBy::branch, TelephonesSeenBy::nobody})
        EXPECT_EQ(parseTelephonesSeenBy(name(who)), who);
    EXPECT_FALSE(parseTelephonesSeenBy("all"));
    EXPECT_FALSE(parseTelephonesSeenBy(""));
}

}  // namespace
}  // namespace tram::province
