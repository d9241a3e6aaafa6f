#include "province/quota_policy.hpp"

#include <gtest/gtest.h>

namespace tram::province {
namespace {

// R3.7
TEST(QuotaPolicy, WarnsAtItsLevelsAndNotForEachMessage) {
    const struct {
        std::uint64_t used;
        unsigned warned;
        unsigned level;
    } rows[] = {
        {0, 0, 0},     {799, 0, 0},  {800, 0, 80},  {949, 0, 80},  {950, 0, 95},  {5'000, 0, 95}, {799, 80, 80},
        {750, 80, 80}, {749, 80, 0}, {949, 95, 95}, {900, 95, 95}, {899, 95, 80}, {749, 95, 0},   {950, 80, 95},
    };
    for (const auto& row : rows)
        EXPECT_EQ(warningLevel(row.used, 1'000, row.warned), row.level) << row.used << " after " << row.warned;
    EXPECT_EQ(warningLevel(1, 0, 0), 0U);
    EXPECT_EQ(warningLevel(UINT64_MAX, UINT64_MAX, 0), 95U);
}

TEST(QuotaPolicy, ByClass) {
    QuotaPolicy policy;
    EXPECT_EQ(policy.of(Role::official), limits::GiB) << "R3.7: 1 GB at least";
    policy.head = 4 * limits::GiB;
    EXPECT_EQ(policy.of(Role::head), 4 * limits::GiB);
    EXPECT_EQ(policy.of(Role::clerk), limits::GiB);
}

}  // namespace
}  // namespace tram::province
