#include "store/store_statistics.hpp"

#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;

TEST(StoreVitals, TellSizesReadersAndHowFarTheJournalIs) {
    TestStore store(64 * limits::MiB);
    store.agency();
    const auto before = storeVitals(*store.environment);
    ASSERT_TRUE(before);
    EXPECT_EQ(before->mapSize, 64 * limits::MiB);
    EXPECT_GT(before->mapUsed, 0U);
    EXPECT_LT(before->mapUsed, before->mapSize);
    EXPECT_EQ(before->readers, 0U);
    ASSERT_TRUE(before->position);
    EXPECT_GT(before->position->value, 0U);

    const ReadTransaction one(*store.environment);
    {
        const ReadTransaction another(*store.environment);
        EXPECT_EQ(storeVitals(*store.environment)->readers, 2U);
    }
    EXPECT_EQ(storeVitals(*store.environment)->readers, 1U);
}

TEST(StoreVitals, AClosedStoreHasNone) {
    TestStore store;
    store.environment->close();
    EXPECT_FALSE(storeVitals(*store.environment));
    store.environment.reset();
    store.open();
}

}  // namespace
}  // namespace tram::store
