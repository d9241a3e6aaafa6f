#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/random.hpp"

namespace tram {
namespace {

TEST(StrongId, ZeroSaysNone) {
    EXPECT_FALSE(FolderId{});
    EXPECT_TRUE(FolderId{7});
    EXPECT_LT(FolderId{7}, FolderId{8});
}

TEST(ManualClock, MovesOnlyWhenTold) {
    ManualClock clock;
    const auto before = clock.now();
    EXPECT_EQ(before, clock.now());
    clock.advance(std::chrono::seconds{5});
    EXPECT_EQ(clock.now() - before, std::chrono::seconds{5});
}

TEST(SeededRandom, RepeatsItself) {
    SeededRandom a(42);
    SeededRandom b(42);
    EXPECT_EQ(a.next(), b.next());
    EXPECT_NE(a.next(), a.next());
}

}  // namespace
}  // namespace tram
