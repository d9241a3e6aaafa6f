#include "store/page_prefetch.hpp"

#include <gtest/gtest.h>

#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

constexpr std::size_t all = 1'000'000;
const Key least = Key::of(std::uint64_t{0}, std::uint32_t{0});
const Key most = Key::of(UINT64_MAX, UINT32_MAX);

TEST(PagePrefetch, asksForTheLeavesOfTheRange) {
    fixture::TestStore store;
    store.strict = false;
    constexpr std::uint32_t rows = 20'000;
    {
        WriteTransaction writing(*store.environment);
        const Bytes value(200, 'x');
        for (std::uint32_t i = 0; i < rows; ++i) {
            writing.put(Table::message, Key::of(std::uint64_t{7}, i * 2), value);
        }
        writing.commit();
    }
    const ReadTransaction reading(*store.environment);
    MDB_stat stat{};
    ASSERT_EQ(mdb_stat(reading.handle(), store.environment->table(Table::message), &stat), 0);
    ASSERT_GE(stat.ms_depth, 3U) << "branch pages above branch pages";
    const auto count = [&](std::uint64_t folder, std::uint32_t first, std::uint32_t last) {
        return prefetchLeaves(reading, Table::message, Key::of(folder, first), Key::of(folder, last), all);
    };
    EXPECT_EQ(prefetchLeaves(reading, Table::message, least, most, all), stat.ms_leaf_pages);
    EXPECT_EQ(count(7, 5'001, 5'001), 1U);
    EXPECT_NEAR(static_cast<double>(count(7, 0, rows)), static_cast<double>(stat.ms_leaf_pages) / 2,
                static_cast<double>(stat.ms_leaf_pages) / 20);
    // Behind the last row lies a leaf that a walk would look into.
    EXPECT_EQ(count(9, 0, UINT32_MAX), 1U);
    // The bound counts the branch pages on the way.
    EXPECT_LE(prefetchLeaves(reading, Table::message, least, most, 10), 10U);
    EXPECT_EQ(prefetchLeaves(reading, Table::message, least, most, 0), 0U);
}

TEST(PagePrefetch, asksForNothingWhereThereIsNoTree) {
    fixture::TestStore store;
    const ReadTransaction reading(*store.environment);
    EXPECT_EQ(prefetchLeaves(reading, Table::message, least, most, all), 0U) << "an empty table";
    EXPECT_EQ(prefetchLeaves(reading, Table::state, least, most, all), 0U) << "a single leaf";
}

}  // namespace
}  // namespace tram::store
