// The check finds each kind of damage, and only that.
#include "store/store_check.hpp"

#include "store/folder_writer.hpp"
#include "store/queue_table.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::messageOf;
using fixture::TestStore;

class StoreCheck : public ::testing::Test {
protected:
    StoreCheck() {
        store.strict = false;
        const auto agency = store.agency();
        official = store.official(agency, "Nguyễn Văn Hùng");
        mailbox = store.mailboxOf(official);
        inbox = store.folderOf(mailbox);
        shared = store.agencyMailbox(agency);
        schema::GrantRightsT grant;
        grant.mailbox = shared.value;
        grant.official = official.value;
        grant.rights = schema::Right::read;
        store.made(grant);
        for (std::uint64_t i = 0; i < 3; ++i) {
            const auto bytes = messageOf(i, i == 2 ? 300'000 : 5'000);
            EXPECT_TRUE(store.run(fixture::acceptOf(bytes.size(), {{mailbox, "x"}, {{}, "q@example.com"}}), bytes));
        }
        EXPECT_EQ(fixture::findingsOf(*store.environment), "");
    }
    // Damages within a batch that is committed; what the check then says must hold the words.
    template <class Damage>
    void expect(const std::string& words, Damage damage, CheckDepth depth = CheckDepth::structure) {
        {
            Batch batch(*store.environment, store.clock.now());
            damage(batch);
            batch.commit();
        }
        const auto findings = fixture::findingsOf(*store.environment, depth);
        EXPECT_NE(findings.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << findings;
    }
    template <class Struct, class Change>
    static void alter(Batch& batch, Table table, const Key& key, Change change) {
        auto value = *batch.transaction.getStruct<Struct>(table, key);
        change(value);
        batch.transaction.putStruct(table, key, value);
    }
    TestStore store;
    OfficialId official;
    MailboxId mailbox;
    MailboxId shared;
    FolderId inbox;
};

TEST_F(StoreCheck, CountsWhatIsThere) {
    const auto checked = checkStore(*store.environment, CheckDepth::everything);
    EXPECT_EQ(checked.messages, 3U);
    EXPECT_EQ(checked.blobs, 3U);
    EXPECT_EQ(checked.pieces, store.rows(Table::piece));
    EXPECT_EQ(checked.journal_records, store.rows(Table::journal));
}
TEST_F(StoreCheck, AMessageGone) {
    expect("its counters are not its messages'",
           [&](Batch& batch) { batch.transaction.remove(Table::message, Key::of(inbox, Uid{1})); });
}
TEST_F(StoreCheck, ACounter) {
    expect("its counters are not its messages'", [&](Batch& batch) {
        alter<schema::FolderState>(batch, Table::folderState, Key::of(inbox),
                                   [](auto& state) { state.mutate_unseen(9); });
    });
}
TEST_F(StoreCheck, AUsage) {
    expect("its usage is not its folders'", [&](Batch& batch) {
        alter<schema::Usage>(batch, Table::usage, Key::of(mailbox), [](auto& usage) { usage.mutate_bytes(1); });
    });
}
TEST_F(StoreCheck, TheStoresOwnCounters) {
    expect("the store's counters", [](Batch& batch) { batch.state.mutate_messages(77); });
}
TEST_F(StoreCheck, AReferenceCount) {
    expect("says 3 references, has 2", [](Batch& batch) { addReferences(batch, BlobId{1}, 1); });
}
TEST_F(StoreCheck, ABlobThatNobodyWillFree) {
    expect("nobody holds it, and nothing will free it", [&](Batch& batch) {
        const auto blob = writeBlob(batch, prepareBlob("abc", {}), 1);
        dropReferences(batch, blob, 1);
        const auto at =
            static_cast<std::uint64_t>((store.clock.now() + limits::store::blobGrace).time_since_epoch().count());
        ASSERT_TRUE(batch.transaction.remove(Table::release, Key::of(at, std::uint32_t{0}, blob)));
    });
}
TEST_F(StoreCheck, ABlobGone) {
    expect("blob 1 is missing", [](Batch& batch) { batch.transaction.remove(Table::blob, Key::of(std::uint64_t{1})); });
}
TEST_F(StoreCheck, ASegmentsReferences) {
    expect("segment 1: says 5 references, has 1", [](Batch& batch) {
        alter<schema::Segment>(batch, Table::segment, Key::of(std::uint64_t{1}),
                               [](auto& segment) { segment.mutate_references(5); });
    });
}
TEST_F(StoreCheck, ASegmentGone) {
    expect("its segments do not make its size",
           [](Batch& batch) { batch.transaction.remove(Table::segment, Key::of(std::uint64_t{1})); });
}
TEST_F(StoreCheck, AHashThatLeadsElsewhere) {
    expect("its hash does not lead to it", [](Batch& batch) {
        Cursor cursor(batch.transaction, Table::segmentHash);
        ASSERT_TRUE(cursor.first());
        cursor.removeCurrent();
    });
}
TEST_F(StoreCheck, APieceGone) {
    expect("is missing", [](Batch& batch) { batch.transaction.removePiece(1); }, CheckDepth::everything);
}
TEST_F(StoreCheck, APieceOfNobody) {
    expect("piece 999: of no blob", [](Batch& batch) { batch.transaction.putPiece(999, "12345678abc"); });
}
TEST_F(StoreCheck, ADamagedPiece) {
    expect(
        "fails its checksum",
        [](Batch& batch) {
            const std::uint64_t piece = 1;
            Bytes damaged(*batch.transaction.getPiece(piece));
            damaged[100] ^= 1;
            batch.transaction.put(Table::piece, ByteView(reinterpret_cast<const char*>(&piece), sizeof piece), damaged);
        },
        CheckDepth::everything);
}
TEST_F(StoreCheck, AnotherSha256) {
    expect(
        "its SHA-256 is another",
        [](Batch& batch) {
            alter<schema::Blob>(batch, Table::blob, Key::of(std::uint64_t{1}),
                                [](auto& blob) { blob.mutable_sha256()->Data()[0] ^= 1; });
        },
        CheckDepth::everything);
}
TEST_F(StoreCheck, AChangeGone) {
    expect("not among the changes", [](Batch& batch) {
        Cursor cursor(batch.transaction, Table::change);
        ASSERT_TRUE(cursor.first());
        cursor.removeCurrent();
    });
}
TEST_F(StoreCheck, AMessageAboveTheNextUid) {
    expect("at or above its folder's next UID", [&](Batch& batch) {
        alter<schema::FolderState>(batch, Table::folderState, Key::of(inbox),
                                   [](auto& state) { state.mutate_uid_next(2); });
    });
}
TEST_F(StoreCheck, AKeywordOfNoName) {
    expect("has a keyword that its folder does not know", [&](Batch& batch) {
        alter<schema::Message>(batch, Table::message, Key::of(inbox, Uid{1}),
                               [](auto& message) { message.mutate_keywords(4); });
    });
}
TEST_F(StoreCheck, AFoldersName) {
    expect("its name does not lead to it",
           [&](Batch& batch) { batch.transaction.remove(Table::folderName, Key::of(mailbox, ByteView("Sent"))); });
}
TEST_F(StoreCheck, ANameOfNoFolder) {
    expect("which is not there", [&](Batch& batch) {
        batch.transaction.putNumber(Table::folderName, Key::of(mailbox, ByteView("X")), 9'999);
    });
}
TEST_F(StoreCheck, AnAddressOfNoMailbox) {
    expect("address hungnv@tinh.gov.vn: of no mailbox",
           [&](Batch& batch) { batch.transaction.remove(Table::mailbox, Key::of(mailbox)); });
}
TEST_F(StoreCheck, AGrantOneWay) {
    expect("only one way", [&](Batch& batch) { batch.transaction.remove(Table::grantOf, Key::of(official, shared)); });
    expect("only one way", [&](Batch& batch) {
        batch.transaction.put(Table::grantOf, Key::of(official, shared), {});
        batch.transaction.remove(Table::grant, Key::of(shared, official));
    });
}
TEST_F(StoreCheck, ARecordOfTheJournalChanged) {
    expect("journal 2: the chain is broken", [](Batch& batch) {
        Bytes value(*batch.transaction.get(Table::journal, Key::of(std::uint64_t{2})));
        value.back() ^= 1;
        batch.transaction.put(Table::journal, Key::of(std::uint64_t{2}), value);
    });
}
TEST_F(StoreCheck, ARecordOfTheJournalGone) {
    expect("journal: a gap before 3",
           [](Batch& batch) { batch.transaction.remove(Table::journal, Key::of(std::uint64_t{2})); });
}
TEST_F(StoreCheck, TheJournalsHead) {
    expect("its head is not the last record",
           [](Batch& batch) { batch.transaction.remove(Table::journal, Key::of(batch.position())); });
}
TEST_F(StoreCheck, ASummaryOfNoBlob) {
    expect("summary of blob 999",
           [](Batch& batch) { batch.transaction.put(Table::summary, Key::of(std::uint64_t{999}), "x"); });
}

}  // namespace
}  // namespace tram::store
