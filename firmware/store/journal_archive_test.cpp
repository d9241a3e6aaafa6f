// The journal's way out of the database: sealed, recorded, moved out, read from its files, given up.
#include "store/journal_archive.hpp"

#include <fstream>
#include <future>

#include "store/journal_check.hpp"
#include "store/journal_keeper.hpp"
#include "store/store_fixture.hpp"
#include "store/trace.hpp"

namespace tram::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using fixture::acceptOf;
using fixture::findingsOf;
using fixture::messageOf;
using fixture::TestStore;

class JournalArchive : public testing::Test {
protected:
    JournalArchive() {
        store.strict = false;
        store.settings.journal.segmentOctets = limits::GiB;
        signing.emplace(*credentials::SigningKey::loadOrMake(store.folder.path, store.key));
        const auto agency = store.agency();
        mailbox = store.mailboxOf(store.official(agency, "Nguyễn Văn Hùng", "hungnv@tinh.gov.vn"));
    }
    void deliver(int count) {
        for (int i = 0; i < count; ++i) {
            const auto id = "m" + std::to_string(next_++) + "@x";
            ASSERT_TRUE(store.run(acceptOf(100, {{mailbox, "hungnv@tinh.gov.vn"}}, id), messageOf(1, 100)));
        }
    }
    std::expected<std::optional<schema::JournalSegment>, StoreError> write() {
        return writeDueSegment(*store.environment, guard, store.settings.journal, *signing, store.clock.now());
    }
    Outcome inBatch(const std::function<Outcome(CommandContext&)>& action) {
        Batch batch(*store.environment, store.clock.now());
        const Origin origin{"tram-store", {}};
        auto context = store.contextOf(batch, origin);
        auto outcome = action(context);
        batch.commit();
        return outcome;
    }
    // Writes what is due and records it; nothing where nothing is.
    std::optional<schema::JournalSegment> seal() {
        const auto written = write();
        if (!written) {
            ADD_FAILURE() << written.error().detail;
            return std::nullopt;
        }
        if (!*written) return std::nullopt;
        const auto segment = **written;
        EXPECT_TRUE(inBatch([&](CommandContext& context) { return recordSegment(context, segment); }));
        return segment;
    }
    std::vector<std::uint64_t> positions(std::uint64_t from = 1) {
        std::vector<std::uint64_t> all;
        forEachRecord(
            *store.environment, JournalPosition{from},
            [&](JournalPosition position, ByteView) {
                all.push_back(position.value);
                return true;
            },
            [&](const std::string& damage) { damages.push_back(damage); });
        return all;
    }
    std::uint64_t head() {
        const ReadTransaction transaction(*store.environment);
        return transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")))
            ->journal_position();
    }
    fs::path fileOf(const schema::JournalSegment& segment) {
        return segmentFile(store.folder.path, JournalPosition{segment.head().first()});
    }
    std::vector<credentials::PublicKey> keys() { return {signing->publicKey()}; }

    TestStore store;
    std::shared_mutex guard;
    std::optional<credentials::SigningKey> signing;
    MailboxId mailbox;
    std::vector<std::string> damages;

private:
    int next_ = 1;
};

TEST_F(JournalArchive, ADayIsSealedWhenItIsOver) {
    deliver(10);
    EXPECT_FALSE(seal()) << "the day is not over";
    const auto last = head();
    store.clock.advance(24h);
    deliver(3);
    const auto segment = seal();
    ASSERT_TRUE(segment);
    EXPECT_EQ(segment->head().first(), 1U);
    EXPECT_EQ(segment->head().last(), last) << "what came the next day is not in it";
    EXPECT_EQ(fs::file_size(fileOf(*segment)), segment->file_octets());
    EXPECT_EQ(verifySegment(fileOf(*segment), keys()).has_value(), false);
    EXPECT_EQ(findingsOf(*store.environment), "");
    EXPECT_FALSE(seal()) << "today";
    store.clock.advance(24h);
    const auto second = seal();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->head().first(), last + 1);
    EXPECT_EQ(hashBefore(second->head()), hashAfter(segment->head()));
}

// 1'700'000'000 is 22:13 UTC, so 05:13 of the next day here.
TEST_F(JournalArchive, TheDayIsTheProvinces) {
    deliver(1);
    store.clock.advance(2h);
    EXPECT_FALSE(seal()) << "a new day in Greenwich only";
    store.clock.advance(17h);
    EXPECT_TRUE(seal());
}

TEST_F(JournalArchive, ASegmentIsBoundedByOctets) {
    store.settings.journal.segmentOctets = 2'000;
    deliver(60);
    std::uint64_t sealed = 0;
    std::vector<std::uint64_t> octets;
    while (const auto segment = seal()) {
        EXPECT_EQ(segment->head().first(), sealed + 1);
        EXPECT_LT(segment->head().record_octets(), 4'000U);
        octets.push_back(segment->head().record_octets());
        sealed = segment->head().last();
    }
    ASSERT_GT(octets.size(), 3U);
    // Whether the last is due is told from the pages that the records take, which have room in them.
    octets.pop_back();
    for (const auto each : octets) EXPECT_GE(each, 2'000U);
    EXPECT_EQ(findingsOf(*store.environment), "");
}

TEST_F(JournalArchive, SealedRecordsLeaveTheTableAndAreReadFromTheFile) {
    deliver(50);
    const auto before = positions();
    store.clock.advance(24h);
    const auto segment = seal();
    ASSERT_TRUE(segment);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::journal), head()) << "not yet: " << store.settings.journal.keptFor;
    store.clock.advance(store.settings.journal.keptFor);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::journal), 1U) << "the record of the sealing itself";
    EXPECT_EQ(findingsOf(*store.environment), "");
    auto after = positions();
    after.pop_back();
    EXPECT_EQ(after, before);
    EXPECT_EQ(positions(20).front(), 20U);
    EXPECT_EQ(traceMessage(*store.environment, "m7@x", 10, 0).steps.size(), 1U);
    EXPECT_EQ(traceMessage(*store.environment, "hungnv@tinh.gov.vn", 1'000, 0).steps.size(), 50U);
    const auto now = store.clock.now().time_since_epoch().count();
    EXPECT_EQ(traceMessage(*store.environment, "hungnv@tinh.gov.vn", 1'000, now).steps.size(), 0U);
    EXPECT_TRUE(damages.empty());
    // The journal goes on where it was.
    deliver(1);
    EXPECT_EQ(findingsOf(*store.environment), "");
}

TEST_F(JournalArchive, RecordsLeaveInBoundedSteps) {
    deliver(30);
    store.clock.advance(24h);
    ASSERT_TRUE(seal());
    store.clock.advance(store.settings.journal.keptFor);
    const auto rows = store.rows(Table::journal);
    {
        Batch batch(*store.environment, store.clock.now());
        EXPECT_TRUE(journalStep(batch, store.settings.journal, 10));
        batch.commit();
    }
    EXPECT_EQ(store.rows(Table::journal), rows - 10);
    EXPECT_EQ(findingsOf(*store.environment), "") << "half a segment in the table";
    const auto all = positions();
    EXPECT_EQ(all.size(), head());
    EXPECT_TRUE(std::ranges::is_sorted(all));
}

TEST_F(JournalArchive, ALargeTableLeavesSooner) {
    deliver(100);
    store.clock.advance(24h);
    ASSERT_TRUE(seal());
    store.settings.journal.keptOctets = 4'096;
    store.housekeep();
    EXPECT_EQ(store.rows(Table::journal), 1U);
}

TEST_F(JournalArchive, AFileWithoutARowIsMadeAnew) {
    deliver(5);
    store.clock.advance(24h);
    const auto first = write();
    ASSERT_TRUE(first && *first);
    deliver(5);
    const auto segment = seal();
    ASSERT_TRUE(segment);
    EXPECT_EQ(findingsOf(*store.environment), "");
    EXPECT_FALSE(inBatch([&](CommandContext& context) { return recordSegment(context, *segment); }))
        << "it is there already";
}

TEST_F(JournalArchive, OldFilesAreGivenUpByAgeAndByRoom) {
    for (int day = 0; day < 4; ++day) {
        deliver(3);
        store.clock.advance(24h);
        ASSERT_TRUE(seal());
    }
    const auto due = [&](std::uint64_t volume) {
        const ReadTransaction transaction(*store.environment);
        return dueToExpire(transaction, store.settings.journal, store.clock.now(), volume);
    };
    EXPECT_FALSE(due(10)) << "its records are in the table still";
    store.clock.advance(store.settings.journal.keptFor);
    store.housekeep();
    EXPECT_FALSE(due(limits::GiB));
    const auto byRoom = due(10);
    ASSERT_TRUE(byRoom);
    EXPECT_EQ(byRoom->head().first(), 1U);
    ASSERT_TRUE(inBatch([&](CommandContext& context) { return expireSegment(context, JournalPosition{1}); }));
    fs::remove(fileOf(*byRoom));
    EXPECT_EQ(findingsOf(*store.environment), "");
    const auto left = positions();
    EXPECT_EQ(left.front(), byRoom->head().last() + 1);
    EXPECT_EQ(left.back(), head());
    store.clock.advance(store.settings.journal.filesFor);
    EXPECT_TRUE(due(limits::GiB));
    EXPECT_FALSE(inBatch([&](CommandContext& context) { return expireSegment(context, JournalPosition{1}); }));
}

TEST_F(JournalArchive, ABrokenChainIsNotSealed) {
    deliver(5);
    {
        Batch batch(*store.environment, store.clock.now());
        Bytes value(*batch.transaction.get(Table::journal, Key::of(std::uint64_t{3})));
        value.back() ^= 1;
        batch.transaction.put(Table::journal, Key::of(std::uint64_t{3}), value);
        batch.commit();
    }
    store.clock.advance(24h);
    const auto written = write();
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, StoreErrorKind::corrupted);
    EXPECT_TRUE(fs::is_empty(store.folder.path / "journal"));
}

TEST_F(JournalArchive, CheckFindsEveryDamageOfAFile) {
    deliver(200);
    store.clock.advance(24h);
    const auto segment = seal();
    ASSERT_TRUE(segment);
    const auto file = fileOf(*segment);
    std::ifstream in(file, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    const auto put = [&](const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; };
    SeededRandom random(7);
    for (int i = 0; i < 300; ++i) {
        auto damaged = whole;
        const auto at = i < 224 ? static_cast<std::size_t>(i) : random.next() % whole.size();
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random.next() % 8)));
        put(damaged);
        EXPECT_TRUE(verifySegment(file, keys())) << "octet " << at;
        if (i % 20 == 0) {
            EXPECT_NE(findingsOf(*store.environment), "") << "octet " << at;
        }
    }
    for (const auto size : {std::size_t{0}, std::size_t{100}, std::size_t{224}, std::size_t{230}, whole.size() - 1}) {
        put(whole.substr(0, size));
        EXPECT_TRUE(verifySegment(file, keys())) << size;
    }
    put(whole + "x");
    EXPECT_TRUE(verifySegment(file, keys()));
    put(whole);
    EXPECT_FALSE(verifySegment(file, keys()));
    EXPECT_TRUE(verifySegment(file, {})) << "nobody's key";
    fs::remove(file);
    EXPECT_NE(findingsOf(*store.environment, CheckDepth::structure), "");
    store.clock.advance(store.settings.journal.keptFor);
    store.housekeep();
    EXPECT_EQ(positions().size(), 1U);
    EXPECT_EQ(damages.size(), 1U);
    const auto traced = traceMessage(*store.environment, "m7@x", 10, 0);
    ASSERT_EQ(traced.steps.size(), 1U);
    EXPECT_TRUE(traced.steps[0]->text.starts_with("not readable: "));
}

// The keeper and the writer at work together, with deliveries between.
TEST_F(JournalArchive, TheKeeperSealsAndTheWriterMovesOut) {
    store.settings.journal.segmentOctets = 3'000;
    store.settings.journal.keptFor = 0s;
    store.settings.journal.keptOctets = 8'192;
    CommitLoop loop(store.loopParts(guard));
    std::vector<std::string> reports;
    JournalKeeper keeper({*store.environment, guard, store.settings.journal, *signing, store.clock,
                          [&](Command command) { loop.submit(std::move(command)); },
                          [&](const std::string& text) { reports.push_back(text); }},
                         1ms);
    for (int i = 0; i < 400; ++i) {
        auto request = std::make_shared<RequestBytes>();
        request->body =
            encodeRequest(acceptOf(100, {{mailbox, "hungnv@tinh.gov.vn"}}, std::to_string(i)), {}, messageOf(1, 100));
        const auto parsed = parseRequest(request->body);
        auto command = makeCommand(request, *parsed, {"tram-store", {}});
        ASSERT_TRUE(command);
        std::promise<bool> done;
        command->then = [&](const Outcome& outcome, JournalPosition) { done.set_value(outcome.has_value()); };
        loop.submit(std::move(*command));
        ASSERT_TRUE(done.get_future().get());
        store.clock.advance(60ms);
    }
    const auto moved = [&] {
        const std::shared_lock shared(guard);
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, Table::journal);
        return sealedSegments(transaction).size() >= 3 && cursor.first() && keyNumber(cursor.key(), 0) > 1;
    };
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!moved() && std::chrono::steady_clock::now() < deadline) {
        store.clock.advance(1s);
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_TRUE(moved());
    keeper.stop();
    loop.stop();
    EXPECT_EQ(findingsOf(*store.environment), "");
    EXPECT_EQ(positions().size(), head());
    EXPECT_TRUE(reports.empty()) << reports.front();
}

}  // namespace
}  // namespace tram::store
