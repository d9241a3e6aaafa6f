#include "province/publicity.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

// R5.5: by policy per entry.
TEST(Publicity, WhoseEntriesAreShown) {
    const PublicityPolicy policy;
    const std::pair<Publicity, std::string_view> rows[] = {
        {Publicity::byPolicy, "ah--"}, {Publicity::shown, "ahco"}, {Publicity::hidden, "----"}};
    for (const auto& [entry, expected] : rows) {
        std::string shown;
        shown += isAgencyShown(policy, entry) ? 'a' : '-';
        shown += isShown(policy, entry, Role::head) ? 'h' : '-';
        shown += isShown(policy, entry, Role::clerk) ? 'c' : '-';
        shown += isShown(policy, entry, Role::official) ? 'o' : '-';
        EXPECT_EQ(shown, expected) << name(entry);
        EXPECT_EQ(parsePublicity(name(entry)), entry);
    }
    EXPECT_FALSE(parsePublicity("public"));
}

TEST(Publicity, Words) {
    EXPECT_EQ(parsePublicityPolicy({"agencies", "head"}), PublicityPolicy{});
    EXPECT_EQ(parsePublicityPolicy({"none"}), (PublicityPolicy{false, false, false, false}));
    EXPECT_EQ(parsePublicityPolicy({"official", "clerk"}), (PublicityPolicy{false, false, true, true}));
    EXPECT_FALSE(parsePublicityPolicy({"everyone"}));
    EXPECT_FALSE(parsePublicityPolicy({"none", "head"}));
}

}  // namespace
}  // namespace tram::province
