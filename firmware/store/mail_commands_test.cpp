// Accept, Append, StoreFlags, Copy and Expunge: what they change, what they refuse.
#include <set>

#include "store/blob_reader.hpp"
#include "store/folder_writer.hpp"
#include "store/gaps.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::acceptOf;
using fixture::messageOf;
using fixture::TestStore;
using schema::ErrorCode;

class MailCommands : public ::testing::Test {
protected:
    MailCommands() {
        const auto agency = store.agency();
        hung = store.official(agency, "Nguyễn Văn Hùng");
        mai = store.official(agency, "Trần Thị Mai");
        hungs = store.mailboxOf(hung);
        mais = store.mailboxOf(mai);
        inbox = store.folderOf(hungs);
    }
    ~MailCommands() override { EXPECT_EQ(fixture::findingsOf(*store.environment), ""); }

    schema::AcceptedT accept(ByteView bytes, const std::vector<fixture::To>& to) {
        auto outcome = store.run(acceptOf(bytes.size(), to), bytes);
        EXPECT_TRUE(outcome) << (outcome ? "" : schema::EnumNameErrorCode(outcome.error().code));
        return outcome ? *outcome->AsAccepted() : schema::AcceptedT{};
    }
    schema::AppendT appendOf(FolderId folder, const std::vector<Bytes>& messages, Bytes& bytes) {
        schema::AppendT command;
        command.folder = folder.value;
        command.verdict = fixture::accepted(schema::Door::append);
        for (const auto& each : messages) {
            auto message = std::make_unique<schema::AppendMessageT>();
            message->bytes = std::make_unique<schema::MessageBytesT>();
            message->bytes->offset = bytes.size();
            message->bytes->size = each.size();
            bytes += each;
            command.messages.push_back(std::move(message));
        }
        return command;
    }
    std::vector<std::uint32_t> append(FolderId folder, const std::vector<Bytes>& messages) {
        Bytes bytes;
        auto command = appendOf(folder, messages, bytes);
        const auto outcome = store.run(std::move(command), bytes);
        EXPECT_TRUE(outcome);
        return outcome ? outcome->AsAppended()->uids : std::vector<std::uint32_t>{};
    }
    static schema::StoreFlagsT flagsOf(FolderId folder, std::uint32_t first, std::uint32_t last, schema::FlagMode mode,
                                       std::uint32_t flags) {
        schema::StoreFlagsT command;
        command.folder = folder.value;
        command.uids = {schema::UidRange(first, last)};
        command.mode = mode;
        command.flags = flags;
        return command;
    }

    TestStore store;
    OfficialId hung;
    OfficialId mai;
    MailboxId hungs;
    MailboxId mais;
    FolderId inbox;
};

TEST_F(MailCommands, AcceptDeliversOnceAMailboxAndQueuesTheRest) {
    const auto bytes = messageOf(1, 5'000);
    const auto answer = accept(bytes, {{hungs, "hungnv@tinh.gov.vn"},
                                       {hungs, "HungNV@tinh.gov.vn"},
                                       {mais, "maitt@tinh.gov.vn"},
                                       {{}, "a@example.com"},
                                       {{}, "b@example.com"}});
    EXPECT_EQ(answer.delivered, 2U);
    EXPECT_EQ(answer.queued, 2U);
    EXPECT_EQ(store.records(), 1U);
    ASSERT_EQ(answer.blobs.size(), 1U);
    const ReadTransaction transaction(*store.environment);
    const auto facts = blobFacts(transaction, BlobId{answer.blobs[0]});
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->references, 4U);
    Bytes read;
    ASSERT_TRUE(readBlob(transaction, BlobId{answer.blobs[0]}, 0, 1 << 20, read));
    EXPECT_EQ(read, bytes);
    const auto one = transaction.getStruct<schema::Message>(Table::message, Key::of(inbox, Uid{1}));
    const auto other = transaction.getStruct<schema::Message>(Table::message, Key::of(store.folderOf(mais), Uid{1}));
    ASSERT_TRUE(one && other);
    EXPECT_EQ(one->object(), other->object());
    EXPECT_EQ(one->flags(), 0U);
    EXPECT_EQ(store.usageOf(hungs).bytes(), bytes.size());
}

TEST_F(MailCommands, AcceptIntoANamedFolderOrElseTheInbox) {
    auto command = acceptOf(10, {{hungs, "hungnv@tinh.gov.vn"}});
    command.messages[0]->folder = "Junk";
    ASSERT_TRUE(store.run(command, messageOf(1, 10)));
    EXPECT_EQ(store.stateOf(store.folderOf(hungs, "Junk")).messages(), 1U);
    command.messages[0]->folder = "No such";
    ASSERT_TRUE(store.run(command, messageOf(1, 10)));
    EXPECT_EQ(store.stateOf(inbox).messages(), 1U);
}

TEST_F(MailCommands, AcceptNeverDeliversIntoALevelOfNames) {
    schema::CreateFolderT create;
    create.mailbox = hungs.value;
    create.name = "Junk/cũ";
    store.made(create);
    schema::DeleteFolderT remove;
    remove.folder = store.folderOf(hungs, "Junk").value;
    store.made(remove);
    auto command = acceptOf(10, {{hungs, "hungnv@tinh.gov.vn"}});
    command.messages[0]->folder = "Junk";
    ASSERT_TRUE(store.run(command, messageOf(1, 10)));
    EXPECT_EQ(store.stateOf(inbox).messages(), 1U);
}

TEST_F(MailCommands, AcceptRefused) {
    const auto bytes = messageOf(1, 100);
    const auto good = acceptOf(bytes.size(), {{hungs, "hungnv@tinh.gov.vn"}});
    const auto with = [&](auto change) {
        auto command = good;
        change(*command.messages[0]);
        return store.refused(command, bytes);
    };
    EXPECT_EQ(with([](auto& message) { message.verdict.reset(); }), ErrorCode::no_verdict);
    EXPECT_EQ(with([](auto& message) { message.verdict->decision = schema::Decision::unset; }), ErrorCode::no_verdict);
    EXPECT_EQ(with([](auto& message) { message.verdict->decision = schema::Decision::refuse; }),
              ErrorCode::not_permitted);
    EXPECT_EQ(with([](auto& message) { message.verdict->decision = static_cast<schema::Decision>(77); }),
              ErrorCode::not_permitted);
    EXPECT_EQ(with([](auto& message) { message.recipients.clear(); }), ErrorCode::malformed);
    EXPECT_EQ(with([](auto& message) { message.recipients[0]->mailbox = 999; }), ErrorCode::no_such_mailbox);
    EXPECT_EQ(with([](auto& message) { message.bytes.reset(); }), ErrorCode::malformed);
    EXPECT_EQ(with([](auto& message) { message.bytes->offset = 1; }), ErrorCode::malformed);
    EXPECT_EQ(with([](auto& message) { message.bytes->size = ~0ULL; }), ErrorCode::malformed);
    EXPECT_EQ(with([](auto& message) {
                  for (std::size_t i = 0; i < limits::store::recipientsPerMessage; ++i)
                      message.recipients.push_back(std::make_unique<schema::AcceptRecipientT>());
              }),
              ErrorCode::limit);
    EXPECT_EQ(store.refused(schema::AcceptT{}), ErrorCode::malformed);
    auto twice = good;
    twice.messages.push_back(std::make_unique<schema::AcceptMessageT>(*good.messages[0]));
    EXPECT_EQ(store.refused(twice, bytes), ErrorCode::malformed) << "the same bytes may not be hashed again and again";
    {
        Batch batch(*store.environment, store.clock.now());
        auto record = *findMailbox(batch.transaction, hungs);
        record.enabled = false;
        putObject(batch.transaction, Table::mailbox, Key::of(hungs), record);
        batch.commit();
    }
    EXPECT_EQ(store.refused(good, bytes), ErrorCode::disabled);
    EXPECT_EQ(store.rows(Table::blob), 0U);
}

TEST_F(MailCommands, AppendKeepsFlagsKeywordsAndDates) {
    Bytes bytes;
    auto command = appendOf(inbox, {messageOf(1, 100), messageOf(2, 200)}, bytes);
    command.messages[0]->flags = message_flag::seen | 0x100;
    command.messages[0]->keywords = {"$Forwarded", "báo-cáo"};
    command.messages[0]->internal_date = 1'000'000;
    command.messages[0]->internal_zone = -300;
    command.messages[0]->has_date = true;
    const auto outcome = store.run(std::move(command), bytes);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsAppended()->uids, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(store.records(), 1U);
    const auto first = *store.message(inbox, 1);
    EXPECT_EQ(first.flags(), message_flag::seen);
    EXPECT_EQ(first.keywords(), 3U);
    EXPECT_EQ(first.internal_date(), 1'000'000);
    EXPECT_EQ(first.internal_zone(), -300);
    const auto second = *store.message(inbox, 2);
    EXPECT_EQ(second.internal_date(), store.clock.now().time_since_epoch().count() / 1'000'000);
    EXPECT_EQ(store.stateOf(inbox).unseen(), 1U);
}

TEST_F(MailCommands, AppendRefused) {
    Bytes bytes;
    const auto good = appendOf(inbox, {messageOf(1, 100)}, bytes);
    auto command = good;
    command.folder = 999;
    EXPECT_EQ(store.refused(command, bytes), ErrorCode::no_such_folder);
    command = good;
    command.verdict.reset();
    EXPECT_EQ(store.refused(command, bytes), ErrorCode::no_verdict);
    command = good;
    command.messages.clear();
    EXPECT_EQ(store.refused(command, bytes), ErrorCode::malformed);
    command = good;
    command.messages[0]->keywords = {""};
    EXPECT_EQ(store.refused(command, bytes), ErrorCode::bad_name);
    command = good;
    for (int i = 0; i < 65; ++i) command.messages[0]->keywords.push_back("k" + std::to_string(i));
    EXPECT_EQ(store.refused(command, bytes), ErrorCode::limit);
    EXPECT_EQ(store.refused(good, bytes, {"tram-access", mai}), ErrorCode::not_permitted) << "another's mailbox";
    EXPECT_EQ(store.refused(good, bytes, {"tram-access", {}}), ErrorCode::not_permitted)
        << "a mail protocol names somebody";
    EXPECT_EQ(store.refused(good, bytes, {"tram-access", hung}), ErrorCode::none);
}

TEST_F(MailCommands, QuotaIsCountedToTheOctet) {
    const auto mailbox = store.agencyMailbox(store.agency("Sở Tài chính", "stc"));
    schema::SetQuotaT quota;
    quota.mailbox = mailbox.value;
    quota.quota = 1'000;
    store.made(quota);
    const auto folder = store.folderOf(mailbox);
    Bytes bytes;
    const auto large = appendOf(folder, {messageOf(1, 1'001)}, bytes);
    EXPECT_EQ(store.refused(large, bytes), ErrorCode::over_quota);
    append(folder, {messageOf(1, 600), messageOf(2, 400)});
    Bytes one;
    const auto more = appendOf(folder, {messageOf(1, 1)}, one);
    EXPECT_EQ(store.refused(more, one), ErrorCode::over_quota);
    schema::CopyT copy;
    copy.from = folder.value;
    copy.to = store.folderOf(mailbox, "Archive").value;
    copy.uids = {schema::UidRange(1, 1)};
    EXPECT_EQ(store.refused(copy), ErrorCode::over_quota);
    copy.move = true;
    EXPECT_EQ(store.refused(copy), ErrorCode::none) << "a move within the mailbox needs no room";
    // A mailbox that was under its quota takes the one message. R3.7
    accept(messageOf(3, 50), {{mailbox, "stc@tinh.gov.vn"}});
    EXPECT_EQ(store.usageOf(mailbox).bytes(), 1'050U);
}

TEST_F(MailCommands, FlagsAreReplacedAddedRemoved) {
    append(inbox, {messageOf(1, 10), messageOf(2, 10), messageOf(3, 10)});
    const auto before = store.stateOf(inbox).highest_mod_sequence();
    auto command = flagsOf(inbox, 1, 2, schema::FlagMode::add, message_flag::seen | message_flag::deleted);
    command.keywords = {"Việc"};
    auto outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(outcome->AsFlagsStored()->changed, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_GT(outcome->AsFlagsStored()->mod_sequence, before);
    EXPECT_EQ(store.stateOf(inbox).unseen(), 1U);
    EXPECT_EQ(store.stateOf(inbox).deleted(), 2U);
    EXPECT_EQ(store.stateOf(inbox).highest_mod_sequence(), outcome->AsFlagsStored()->mod_sequence);
    EXPECT_EQ(store.message(inbox, 1)->mod_sequence(), outcome->AsFlagsStored()->mod_sequence);
    EXPECT_EQ(store.message(inbox, 1)->keywords(), 1U);

    ASSERT_TRUE(store.run(flagsOf(inbox, 1, 1, schema::FlagMode::remove, message_flag::deleted)));
    EXPECT_EQ(store.message(inbox, 1)->flags(), message_flag::seen);
    EXPECT_EQ(store.message(inbox, 1)->keywords(), 1U);
    ASSERT_TRUE(store.run(flagsOf(inbox, 1, 1, schema::FlagMode::replace, message_flag::flagged)));
    EXPECT_EQ(store.message(inbox, 1)->flags(), message_flag::flagged);
    EXPECT_EQ(store.message(inbox, 1)->keywords(), 0U);
    EXPECT_EQ(store.stateOf(inbox).unseen(), 2U);

    // Nothing to change: no record, the mod-sequence stays.
    const auto stays = store.message(inbox, 1)->mod_sequence();
    ASSERT_TRUE(store.run(flagsOf(inbox, 1, 1, schema::FlagMode::add, message_flag::flagged)));
    EXPECT_EQ(store.records(), 0U);
    EXPECT_EQ(store.message(inbox, 1)->mod_sequence(), stays);
}

TEST_F(MailCommands, RemovingAKeywordThatNobodyKnowsTeachesTheFolderNothing) {
    append(inbox, {messageOf(1, 10)});
    auto command = flagsOf(inbox, 1, 1, schema::FlagMode::remove, 0);
    command.keywords = {"never"};
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(store.records(), 0U);
    const ReadTransaction transaction(*store.environment);
    EXPECT_TRUE(getObject<schema::FolderRecord>(transaction, Table::folder, Key::of(inbox))->keywords.empty());
}

TEST_F(MailCommands, KeywordsAreOneInAnyCase) {
    append(inbox, {messageOf(1, 10)});
    auto command = flagsOf(inbox, 1, 1, schema::FlagMode::add, 0);
    command.keywords = {"$Important"};
    ASSERT_TRUE(store.run(command));
    command.keywords = {"$IMPORTANT"};
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(store.records(), 0U);
}

TEST_F(MailCommands, UnchangedSinceLeavesTheChangedOnes) {
    append(inbox, {messageOf(1, 10), messageOf(2, 10)});
    const auto since = store.stateOf(inbox).highest_mod_sequence();
    ASSERT_TRUE(store.run(flagsOf(inbox, 2, 2, schema::FlagMode::add, message_flag::seen)));
    auto command = flagsOf(inbox, 1, 2, schema::FlagMode::add, message_flag::flagged);
    command.unchanged_since = since;
    command.has_unchanged_since = true;
    const auto outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsFlagsStored()->changed, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(outcome->AsFlagsStored()->modified, (std::vector<std::uint32_t>{2}));
}

TEST_F(MailCommands, StoreFlagsRefused) {
    append(inbox, {messageOf(1, 10)});
    auto command = flagsOf(inbox, 1, 1, schema::FlagMode::add, 1);
    command.folder = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_folder);
    command = flagsOf(inbox, 1, 1, static_cast<schema::FlagMode>(9), 1);
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
    command = flagsOf(inbox, 5, 4, schema::FlagMode::add, 1);
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
    command = flagsOf(inbox, 3, 4, schema::FlagMode::add, 1);
    command.uids.push_back(schema::UidRange(4, 5));
    EXPECT_EQ(store.refused(command), ErrorCode::malformed) << "overlapping";
    EXPECT_EQ(store.refused(flagsOf(inbox, 1, 1, schema::FlagMode::add, 1), {}, {"tram-access", mai}),
              ErrorCode::not_permitted);
}

TEST_F(MailCommands, LongCommandsAreBoundedAndSayWhereToGoOn) {
    store.strict = false;
    const auto most = static_cast<std::uint32_t>(limits::store::uidsPerCommand);
    for (std::uint32_t i = 0; i < most + 500; i += 500) append(inbox, std::vector<Bytes>(500, "x\r\n"));
    auto outcome = store.run(flagsOf(inbox, 1, 0xffffffff, schema::FlagMode::add, message_flag::deleted));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsFlagsStored()->changed.size(), most);
    EXPECT_EQ(outcome->AsFlagsStored()->next, most + 1);
    schema::ExpungeT expunge;
    expunge.folder = inbox.value;
    outcome = store.run(expunge);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsExpunged()->uids.size(), most);
    EXPECT_EQ(outcome->AsExpunged()->next, most + 1);
    outcome = store.run(expunge);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->AsExpunged()->uids.empty()) << "the others are not marked";
    EXPECT_EQ(outcome->AsExpunged()->next, 0U);
    EXPECT_EQ(store.stateOf(inbox).messages(), 500U);
}

TEST_F(MailCommands, ExpungeTakesMarkedOnesOrThoseNamed) {
    append(inbox, {messageOf(1, 10), messageOf(2, 10), messageOf(3, 10), messageOf(4, 10)});
    ASSERT_TRUE(store.run(flagsOf(inbox, 2, 3, schema::FlagMode::add, message_flag::deleted)));
    schema::ExpungeT command;
    command.folder = inbox.value;
    command.uids = {schema::UidRange(3, 9)};
    auto outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsExpunged()->uids, (std::vector<std::uint32_t>{3}));
    EXPECT_EQ(store.records(), 1U);
    command.uids.clear();
    command.only_deleted = false;
    command.uids = {schema::UidRange(1, 1)};
    outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsExpunged()->uids, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(store.stateOf(inbox).messages(), 2U);
    EXPECT_EQ(store.stateOf(inbox).uid_next(), 5U) << "UIDs are never given again";
    // UID 1 and UID 3, each a tombstone and a gap.
    EXPECT_EQ(store.rows(Table::expunged), 4U);
    command.folder = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_folder);
    command.folder = inbox.value;
    EXPECT_EQ(store.refused(command, {}, {"tram-access", mai}), ErrorCode::not_permitted);
}

TEST_F(MailCommands, CopyAndMoveKeepBytesFlagsAndObject) {
    append(inbox, {messageOf(1, 10), messageOf(2, 20)});
    auto mark = flagsOf(inbox, 1, 2, schema::FlagMode::add, message_flag::seen);
    mark.keywords = {"a", "b"};
    ASSERT_TRUE(store.run(mark));
    const auto archive = store.folderOf(hungs, "Archive");
    append(archive, {messageOf(9, 10)});
    auto teach = flagsOf(archive, 1, 1, schema::FlagMode::add, 0);
    teach.keywords = {"b"};
    ASSERT_TRUE(store.run(teach));
    schema::CopyT command;
    command.from = inbox.value;
    command.to = archive.value;
    command.uids = {schema::UidRange(1, 2)};
    auto outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(outcome->AsCopied()->to, (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(store.message(archive, 2)->blob(), store.message(inbox, 1)->blob());
    EXPECT_EQ(store.message(archive, 2)->object(), store.message(inbox, 1)->object());
    EXPECT_EQ(store.message(archive, 2)->keywords(), 3U) << "b is the target's first, a its second";
    command.move = true;
    outcome = store.run(command);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(store.stateOf(inbox).messages(), 0U);
    EXPECT_EQ(store.stateOf(archive).messages(), 5U);
    command.from = archive.value;
    command.uids = {schema::UidRange(4, 4)};
    outcome = store.run(command);
    ASSERT_TRUE(outcome) << "a move to the same folder";
    EXPECT_EQ(outcome->AsCopied()->to, (std::vector<std::uint32_t>{6}));
    EXPECT_EQ(store.stateOf(archive).messages(), 5U);
}

TEST_F(MailCommands, CopyRefused) {
    append(inbox, {messageOf(1, 10)});
    schema::CopyT command;
    command.from = inbox.value;
    command.to = 999;
    command.uids = {schema::UidRange(1, 1)};
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_folder);
    command.to = inbox.value;
    command.from = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_folder);
    command.from = inbox.value;
    command.to = store.folderOf(mais).value;
    EXPECT_EQ(store.refused(command, {}, {"tram-access", hung}), ErrorCode::not_permitted);
    EXPECT_EQ(store.refused(command, {}, {"tram-access", mai}), ErrorCode::not_permitted);
}

TEST_F(MailCommands, OldTombstonesGoAndTheFolderSaysUpToWhere) {
    store.strict = false;
    const auto most = limits::store::tombstonesPerFolder;
    std::size_t expunged = 0;
    for (std::size_t i = 0; i < most * 2 + 8'000; i += 800) append(inbox, std::vector<Bytes>(800, "x\r\n"));
    for (std::uint32_t uid = 1; uid <= most * 2 + 7'900; uid += 80) {
        schema::ExpungeT command;
        command.folder = inbox.value;
        command.only_deleted = false;
        for (std::uint32_t i = 0; i < 80; i += 2) command.uids.push_back(schema::UidRange(uid + i, uid + i));
        expunged += command.uids.size();
        ASSERT_TRUE(store.run(command));
    }
    const auto floor = store.stateOf(inbox).expunged_floor();
    EXPECT_GT(floor, 0U);
    const ReadTransaction transaction(*store.environment);
    Cursor cursor(transaction, Table::expunged);
    std::size_t tombstones = 0;
    std::size_t gaps = 0;
    for (bool found = cursor.first(); found; found = cursor.next()) {
        const auto modSequence = keyNumber(cursor.key(), 8);
        ++(modSequence == 0 ? gaps : tombstones);
        if (modSequence != 0) {
            EXPECT_GT(modSequence, floor) << "all of one change or none";
        }
    }
    EXPECT_LE(tombstones, most + 64 * 40);
    EXPECT_EQ(gaps, expunged) << "gaps stay, whatever happens to tombstones";
}

TEST_F(MailCommands, GapsAreAsFewRangesAsMayBe) {
    append(inbox, std::vector<Bytes>(20, "x\r\n"));
    struct Row {
        std::vector<std::uint32_t> expunged;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> gaps;
    };
    const Row rows[] = {
        {{5}, {{5, 5}}},
        {{7}, {{5, 5}, {7, 7}}},
        {{6}, {{5, 7}}},
        {{8, 9}, {{5, 9}}},
        {{3, 4}, {{3, 9}}},
        {{1, 11, 12, 20}, {{1, 1}, {3, 9}, {11, 12}, {20, 20}}},
        {{2, 10, 13}, {{1, 13}, {20, 20}}},
        {{14, 15, 16, 17, 18, 19}, {{1, 20}}},
    };
    std::set<std::uint32_t> there;
    for (std::uint32_t uid = 1; uid <= 20; ++uid) there.insert(uid);
    for (const auto& row : rows) {
        schema::ExpungeT command;
        command.folder = inbox.value;
        command.only_deleted = false;
        for (const auto uid : row.expunged) {
            command.uids.push_back(schema::UidRange(uid, uid));
            there.erase(uid);
        }
        ASSERT_TRUE(store.run(command));
        const ReadTransaction transaction(*store.environment);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> gaps;
        Cursor cursor(transaction, Table::expunged);
        const auto prefix = Key::of(inbox, std::uint64_t{0});
        for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
            gaps.emplace_back(keyNumber(cursor.key(), 16, 4), ReadTransaction::structAt<std::uint32_t>(cursor.value()));
        }
        EXPECT_EQ(gaps, row.gaps);
        const auto present = presentUids(transaction, inbox);
        ASSERT_TRUE(present);
        std::set<std::uint32_t> listed;
        for (const auto& span : *present) {
            for (auto uid = span.first.value; uid <= span.last.value; ++uid) listed.insert(uid);
        }
        EXPECT_EQ(listed, there);
    }
    EXPECT_FALSE(presentUids(ReadTransaction(*store.environment), FolderId{999}));
}

}  // namespace
}  // namespace tram::store
