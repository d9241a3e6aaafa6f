#include "province/second_factor_policy.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

const Standing user{};
const Standing head{{}, Role::head};
const Standing clerk{{}, Role::clerk};
const Standing operating{Duty::operatorOfService, Role::official};
const Standing inspecting{Duty::inspector, Role::head};

// R9.4, R12.3
TEST(SecondFactorPolicy, WhoNeedsOne) {
    const struct {
        std::vector<std::string> words;
        bool user, head, clerk, operating, inspecting;
    } rows[] = {
        {{"none"}, false, false, false, false, false},
        {{"operator"}, false, false, false, true, false},
        {{"head"}, false, true, false, false, true},
        {{"clerk"}, false, false, true, false, false},
        {{"inspector", "clerk"}, false, false, true, false, true},
        {{"everyone"}, true, true, true, true, true},
    };
    for (const auto& row : rows) {
        const auto policy = parseSecondFactorPolicy(row.words);
        ASSERT_TRUE(policy) << row.words.front();
        EXPECT_EQ(needsSecondFactor(*policy, user), row.user) << row.words.front();
        EXPECT_EQ(needsSecondFactor(*policy, head), row.head) << row.words.front();
        EXPECT_EQ(needsSecondFactor(*policy, clerk), row.clerk) << row.words.front();
        EXPECT_EQ(needsSecondFactor(*policy, operating), row.operating) << row.words.front();
        EXPECT_EQ(needsSecondFactor(*policy, inspecting), row.inspecting) << row.words.front();
    }
}

TEST(SecondFactorPolicy, TheDefaultIsForThoseWhoHoldTheKeys) {
    EXPECT_EQ(parseSecondFactorPolicy({"operator", "security-officer", "directory-administrator"}),
              SecondFactorPolicy{});
}

TEST(SecondFactorPolicy, WordsThatAreNone) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"operators"}, {"none", "head"}, {"head", "none"}, {""}, {"user"}, {"head,clerk"}})
        EXPECT_FALSE(parseSecondFactorPolicy(words)) << words.front();
}

}  // namespace
}  // namespace tram::province
