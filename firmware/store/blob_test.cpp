// Pieces, blobs and segments: round trips at the boundaries, damage, sharing, release.
#include "store/blob_reader.hpp"
#include "store/piece.hpp"
#include "store/segmenter.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::messageOf;
using fixture::TestStore;

class Blobs : public ::testing::Test {
protected:
    BlobId write(ByteView bytes, std::span<const std::size_t> hints = {}) {
        Batch batch(*store.environment, store.clock.now());
        const auto id = writeBlob(batch, prepareBlob(bytes, hints), 1);
        lastBytes = batch.blobBytes;
        batch.commit();
        return id;
    }
    void drop(BlobId blob, std::uint32_t count = 1) {
        Batch batch(*store.environment, store.clock.now());
        dropReferences(batch, blob, count);
        batch.commit();
    }
    Bytes read(BlobId blob, std::uint64_t offset = 0, std::uint64_t length = ~0ULL) {
        const ReadTransaction transaction(*store.environment);
        Bytes out;
        const auto result = readBlob(transaction, blob, offset, length, out);
        EXPECT_TRUE(result) << result.error().detail;
        return out;
    }
    TestStore store;
    std::uint64_t lastBytes = 0;
};

TEST_F(Blobs, RoundTripAtTheBoundaries) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, pieceDataSize - 1, pieceDataSize, pieceDataSize + 1,
                                   2 * pieceDataSize, 64 * limits::KiB - 1, 64 * limits::KiB, 64 * limits::KiB + 1,
                                   limits::MiB, limits::MiB + 1, limits::message::maximumSize}) {
        SCOPED_TRACE(size);
        const auto bytes = messageOf(size, size);
        const auto blob = write(bytes);
        EXPECT_TRUE(read(blob) == bytes);
        const ReadTransaction transaction(*store.environment);
        const auto facts = blobFacts(transaction, blob);
        ASSERT_TRUE(facts);
        EXPECT_EQ(facts->size, size);
        EXPECT_EQ(facts->references, 1U);
        EXPECT_EQ(facts->sha256, credentials::sha256(bytes));
    }
}

TEST_F(Blobs, AnyRangeIsWhatItWouldBeOfTheBytes) {
    for (const std::size_t size : {std::size_t{50'000}, std::size_t{700'000}}) {
        const auto bytes = messageOf(size, size);
        const auto blob = write(bytes);
        SeededRandom random(size);
        for (int i = 0; i < 300; ++i) {
            const auto offset = random.next() % (size + 10);
            const auto length = random.next() % 3 == 0 ? ~0ULL : random.next() % 100'000;
            EXPECT_TRUE(read(blob, offset, length) ==
                        Bytes(offset >= size ? ByteView{} : ByteView(bytes).substr(offset, length)))
                << offset << " " << length;
        }
    }
}

TEST_F(Blobs, APieceIsFourPages) {
    write(messageOf(1, pieceDataSize));
    const ReadTransaction transaction(*store.environment);
    MDB_stat stat{};
    ASSERT_EQ(mdb_stat(transaction.handle(), store.environment->table(Table::piece), &stat), 0);
    EXPECT_EQ(stat.ms_overflow_pages, 4U);
}

TEST_F(Blobs, EveryFlippedBitOfAPieceIsSeen) {
    const auto blob = write(messageOf(1, 3 * pieceDataSize));
    SeededRandom random(5);
    for (int i = 0; i < 60; ++i) {
        Batch batch(*store.environment, store.clock.now());
        Cursor cursor(batch.transaction, Table::piece);
        ASSERT_TRUE(cursor.first());
        for (auto skip = random.next() % 3; skip > 0; --skip) ASSERT_TRUE(cursor.next());
        std::uint64_t piece = 0;
        std::memcpy(&piece, cursor.key().data(), sizeof piece);
        Bytes damaged(cursor.value());
        damaged[random.next() % damaged.size()] ^= static_cast<char>(1U << random.next() % 8);
        if (i % 10 == 0) damaged.resize(random.next() % damaged.size());
        batch.transaction.put(Table::piece, ByteView(reinterpret_cast<const char*>(&piece), sizeof piece), damaged);
        Bytes out;
        const auto result = readBlob(batch.transaction, blob, 0, ~0ULL, out);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, StoreErrorKind::corrupted);
    }
    const ReadTransaction transaction(*store.environment);
    Bytes out;
    EXPECT_EQ(readBlob(transaction, BlobId{99}, 0, 1, out).error().kind, StoreErrorKind::notFound);
}

TEST_F(Blobs, FreedNoSoonerThanTheGrace) {
    const auto blob = write(messageOf(1, 40'000));
    drop(blob);
    store.clock.advance(limits::store::blobGrace - std::chrono::microseconds(1));
    store.housekeep();
    EXPECT_EQ(read(blob).size(), 40'000U);
    store.clock.advance(std::chrono::microseconds(1));
    store.housekeep();
    EXPECT_EQ(store.rows(Table::blob), 0U);
    EXPECT_EQ(store.rows(Table::piece), 0U);
    EXPECT_EQ(store.rows(Table::release), 0U);
}

TEST_F(Blobs, TakenUpAgainWhileItWaitsItStays) {
    const auto blob = write(messageOf(1, 40'000));
    drop(blob);
    store.clock.advance(limits::store::blobGrace / 2);
    {
        Batch batch(*store.environment, store.clock.now());
        addReferences(batch, blob, 2);
        batch.commit();
    }
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(read(blob).size(), 40'000U);
    drop(blob, 2);
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::blob), 0U);
}

TEST_F(Blobs, ReleaseGoesInBoundedSteps) {
    const auto blob = write(messageOf(1, 60'000));
    drop(blob);
    store.clock.advance(limits::store::blobGrace);
    std::size_t steps = 0;
    for (bool more = true; more; ++steps) {
        ASSERT_LT(steps, 20U);
        Batch batch(*store.environment, store.clock.now());
        const auto before = steps;
        more = releaseStep(batch, 2);
        batch.commit();
        // Half freed it is still sound: nobody holds it.
        std::string text;
        for (const auto& finding : checkStore(*store.environment, CheckDepth::everything).findings)
            text += finding->text;
        EXPECT_EQ(text, "") << before;
    }
    EXPECT_GE(steps, 4U);
    EXPECT_EQ(store.rows(Table::piece), 0U);
}

TEST_F(Blobs, SegmentsAreSharedAndGoWithTheLastBlob) {
    const auto bytes = messageOf(1, 2 * limits::MiB);
    const auto one = write(bytes);
    const auto pieces = store.rows(Table::piece);
    const auto other = write(bytes);
    EXPECT_NE(one, other);
    EXPECT_EQ(lastBytes, 0U) << "nothing written twice";
    EXPECT_EQ(store.rows(Table::piece), pieces);
    drop(one);
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::blob), 1U);
    EXPECT_TRUE(read(other) == bytes);
    drop(other);
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::segment), 0U);
    EXPECT_EQ(store.rows(Table::segmentHash), 0U);
    EXPECT_EQ(store.rows(Table::piece), 0U);
}

TEST_F(Blobs, ASegmentTwiceInOneBlobIsCountedTwice) {
    const auto half = messageOf(1, 300'000);
    const std::vector<std::size_t> hints{half.size()};
    const auto blob = write(half + half, hints);
    EXPECT_TRUE(read(blob) == half + half);
    EXPECT_LT(lastBytes, half.size() + 1);
    EXPECT_EQ(read(blob, half.size() - 5, 10), (half + half).substr(half.size() - 5, 10));
    drop(blob);
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::segment), 0U);
}

TEST_F(Blobs, AStagedSegmentWaitsForItsBlobAndNoLonger) {
    const auto bytes = messageOf(1, 400'000);
    const auto prepared = prepareBlob(bytes, {});
    ASSERT_FALSE(prepared.segments.empty());
    {
        Batch batch(*store.environment, store.clock.now());
        for (const auto& segment : prepared.segments) stageSegment(batch, prepared, segment);
        batch.commit();
    }
    store.clock.advance(limits::store::blobGrace - std::chrono::seconds(1));
    store.housekeep();
    const auto pieces = store.rows(Table::piece);
    EXPECT_GT(pieces, 0U);
    const auto blob = write(bytes);
    EXPECT_EQ(lastBytes, 0U);
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_TRUE(read(blob) == bytes);
    // A blob that comes after its staged segments were freed is written whole.
    const auto late = messageOf(2, 400'000);
    const auto latePrepared = prepareBlob(late, {});
    {
        Batch batch(*store.environment, store.clock.now());
        for (const auto& segment : latePrepared.segments) stageSegment(batch, latePrepared, segment);
        batch.commit();
    }
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::piece), pieces);
    EXPECT_TRUE(read(write(late)) == late);
}

TEST_F(Blobs, OneAttachmentInFiftyMessagesIsStoredAboutOnce) {
    const auto attachment = messageOf(1, 10 * limits::MiB);
    std::size_t first = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
        const auto text = messageOf(100 + i, 3'000 + i * 531);
        const auto bytes = text + attachment + "\r\n--end--\r\n";
        const std::vector<std::size_t> hints{text.size(), text.size() + attachment.size()};
        const auto blob =
            write(bytes, i % 2 == 0 ? std::span<const std::size_t>(hints) : std::span<const std::size_t>{});
        if (i == 0) first = store.rows(Table::piece);
        if (i % 25 == 0) {
            EXPECT_TRUE(read(blob) == bytes);
        }
    }
    EXPECT_LT(store.rows(Table::piece) * 10, first * 15) << first;
}

TEST(Segmenter, CutsCoverTheBlobWithinTheBounds) {
    for (const std::size_t size :
         {std::size_t{1}, 64 * limits::KiB, 64 * limits::KiB + 1, 3 * limits::MiB, 7'654'321UL}) {
        const auto bytes = messageOf(size, size);
        const auto ends = segmentEnds(bytes, {});
        ASSERT_FALSE(ends.empty());
        EXPECT_EQ(ends.back(), size);
        std::size_t begin = 0;
        for (const auto end : ends) {
            EXPECT_GT(end, begin);
            EXPECT_LE(end - begin, defaultSegmentSizes.maximum);
            if (end != size) {
                EXPECT_GT(end - begin, defaultSegmentSizes.minimum);
            }
            begin = end;
        }
    }
}

TEST(Segmenter, HintsAreCuts) {
    const auto bytes = messageOf(1, 3 * limits::MiB);
    const std::vector<std::size_t> hints{100, 100, 1'000'000, 3 * limits::MiB, 99 * limits::MiB};
    const auto ends = segmentEnds(bytes, hints);
    EXPECT_TRUE(std::ranges::find(ends, 100U) != ends.end());
    EXPECT_TRUE(std::ranges::find(ends, 1'000'000U) != ends.end());
    EXPECT_EQ(ends.back(), bytes.size());
    EXPECT_TRUE(std::ranges::is_sorted(ends, std::less_equal{}));
}

TEST(Segmenter, MeanIsAboutAQuarterOfAMiB) {
    const auto ends = segmentEnds(messageOf(1, 64 * limits::MiB), {});
    const auto mean = 64 * limits::MiB / ends.size();
    EXPECT_GT(mean, 160 * limits::KiB);
    EXPECT_LT(mean, 450 * limits::KiB);
}

TEST(Segmenter, AnInsertionMovesCutsNearItselfOnly) {
    const auto bytes = messageOf(1, 16 * limits::MiB);
    auto changed = bytes;
    changed.insert(5 * limits::MiB, "some words more");
    std::set<Bytes> before;
    std::size_t begin = 0;
    for (const auto end : segmentEnds(bytes, {})) {
        before.insert(bytes.substr(begin, end - begin));
        begin = end;
    }
    std::size_t fresh = 0;
    begin = 0;
    for (const auto end : segmentEnds(changed, {})) {
        if (!before.contains(changed.substr(begin, end - begin))) fresh += end - begin;
        begin = end;
    }
    EXPECT_LT(fresh, 3 * limits::MiB);
}

TEST(Segmenter, OneByteOverAndOverIsCutAtTheBounds) {
    const auto ends = segmentEnds(Bytes(5 * limits::MiB, 'a'), {});
    EXPECT_EQ(ends.back(), 5 * limits::MiB);
    EXPECT_LE(ends.size(), 5 * limits::MiB / defaultSegmentSizes.minimum + 1);
}

}  // namespace
}  // namespace tram::store
