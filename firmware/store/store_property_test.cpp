// A random sequence of mail commands against a plain model in memory: rows, counters, change and expunge indexes,
// UIDs and mod-sequences are the same after every step's folder comparison, and the check finds nothing.
#include <random>

#include "store/blob_reader.hpp"
#include "store/folder_writer.hpp"
#include "store/gaps.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;
using schema::FlagMode;

struct ModelMessage {
    std::uint32_t flags = 0;
    std::set<std::string> keywords;
    Bytes bytes;
    std::uint64_t modSequence = 0;
};

struct ModelFolder {
    MailboxId mailbox;
    std::uint32_t uidNext = 1;
    std::uint64_t highest = 0;
    std::map<std::uint32_t, ModelMessage> messages;
    std::map<std::uint32_t, std::uint64_t> expunged;  // UID -> mod-sequence
};

class StoreProperty : public ::testing::TestWithParam<unsigned> {
protected:
    StoreProperty() : random_(GetParam()) {
        store_.strict = false;
        const auto agency = store_.agency();
        for (const auto* name : {"Nguyễn Văn Hùng", "Trần Thị Mai"}) {
            const auto mailbox = store_.mailboxOf(store_.official(agency, name));
            mailboxes_.push_back(mailbox);
            for (const auto* folder : {"INBOX", "Archive", "Trash"}) {
                const auto id = store_.folderOf(mailbox, folder);
                model_[id].mailbox = mailbox;
                model_[id].highest = store_.stateOf(id).highest_mod_sequence();
            }
        }
    }

    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
    FolderId anyFolder() { return std::next(model_.begin(), static_cast<std::ptrdiff_t>(below(model_.size())))->first; }

    // One to three ranges, ascending and apart, around the UIDs that there are.
    std::vector<schema::UidRange> anyRanges(const ModelFolder& folder) {
        std::vector<schema::UidRange> ranges;
        auto at = static_cast<std::uint32_t>(1 + below(folder.uidNext));
        for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
            const auto last = at + static_cast<std::uint32_t>(below(6));
            ranges.emplace_back(at, last);
            at = last + 1 + static_cast<std::uint32_t>(below(5));
        }
        return ranges;
    }
    static bool in(const std::vector<schema::UidRange>& ranges, std::uint32_t uid) {
        return std::ranges::any_of(
            ranges, [&](const schema::UidRange& range) { return range.first() <= uid && uid <= range.last(); });
    }
    Bytes anyBytes() {
        const std::size_t size = below(40) == 0  ? 70'000 + below(200'000)
                                 : below(8) == 0 ? below(40'000)
                                                 : below(2'000);
        return fixture::messageOf(below(3) == 0 ? 5 : serial_++, size);
    }
    std::set<std::string> anyKeywords() {
        std::set<std::string> keywords;
        for (const auto* keyword : {"$Forwarded", "$Junk", "việc"}) {
            if (below(3) == 0) keywords.insert(keyword);
        }
        return keywords;
    }

    void add(ModelFolder& folder, ModelMessage message, std::uint32_t uid, std::uint64_t modSequence) {
        EXPECT_EQ(uid, folder.uidNext);
        folder.uidNext = uid + 1;
        EXPECT_GT(modSequence, folder.highest);
        message.modSequence = modSequence;
        folder.messages[uid] = std::move(message);
    }

    void accept() {
        const auto bytes = anyBytes();
        std::vector<fixture::To> to;
        for (const auto mailbox : mailboxes_) {
            if (below(2) == 0) to.push_back({mailbox, "x@tinh.gov.vn"});
        }
        if (to.empty()) to.push_back({mailboxes_[0], "x@tinh.gov.vn"});
        ASSERT_TRUE(store_.run(fixture::acceptOf(bytes.size(), to), bytes));
        for (const auto& each : to) {
            auto& folder = model_.at(store_.folderOf(each.mailbox));
            add(folder, {0, {}, bytes, 0}, folder.uidNext, position());
            folder.highest = position();
        }
    }
    void append() {
        const auto id = anyFolder();
        schema::AppendT command;
        command.folder = id.value;
        command.verdict = fixture::accepted();
        Bytes all;
        std::vector<ModelMessage> added;
        for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
            ModelMessage message{static_cast<std::uint32_t>(below(32)), anyKeywords(), anyBytes(), 0};
            auto one = std::make_unique<schema::AppendMessageT>();
            one->bytes = std::make_unique<schema::MessageBytesT>();
            one->bytes->offset = all.size();
            one->bytes->size = message.bytes.size();
            one->flags = message.flags;
            one->keywords.assign(message.keywords.begin(), message.keywords.end());
            all += message.bytes;
            added.push_back(std::move(message));
            command.messages.push_back(std::move(one));
        }
        const auto outcome = store_.run(std::move(command), all);
        ASSERT_TRUE(outcome);
        auto& folder = model_.at(id);
        for (std::size_t i = 0; i < added.size(); ++i)
            add(folder, std::move(added[i]), outcome->AsAppended()->uids[i], position());
        folder.highest = position();
    }
    void storeFlags() {
        const auto id = anyFolder();
        auto& folder = model_.at(id);
        schema::StoreFlagsT command;
        command.folder = id.value;
        command.uids = anyRanges(folder);
        command.mode = static_cast<FlagMode>(below(3));
        command.flags = static_cast<std::uint32_t>(below(32));
        const auto keywords = anyKeywords();
        command.keywords.assign(keywords.begin(), keywords.end());
        if (below(4) == 0) {
            command.has_unchanged_since = true;
            command.unchanged_since = below(folder.highest + 2);
        }
        const auto outcome = store_.run(command);
        ASSERT_TRUE(outcome);
        std::vector<std::uint32_t> changed;
        std::vector<std::uint32_t> modified;
        for (auto& [uid, message] : folder.messages) {
            if (!in(command.uids, uid)) continue;
            if (command.has_unchanged_since && message.modSequence > command.unchanged_since) {
                modified.push_back(uid);
                continue;
            }
            auto after = message;
            if (command.mode == FlagMode::replace) {
                after.flags = command.flags;
                after.keywords = keywords;
            } else if (command.mode == FlagMode::add) {
                after.flags |= command.flags;
                after.keywords.insert(keywords.begin(), keywords.end());
            } else {
                after.flags &= ~command.flags;
                for (const auto& keyword : keywords) after.keywords.erase(keyword);
            }
            if (after.flags == message.flags && after.keywords == message.keywords) continue;
            after.modSequence = position();
            message = std::move(after);
            changed.push_back(uid);
        }
        EXPECT_EQ(outcome->AsFlagsStored()->changed, changed);
        EXPECT_EQ(outcome->AsFlagsStored()->modified, modified);
        if (!changed.empty()) folder.highest = position();
    }
    void expunge() {
        const auto id = anyFolder();
        auto& folder = model_.at(id);
        schema::ExpungeT command;
        command.folder = id.value;
        command.only_deleted = below(3) != 0;
        command.uids = anyRanges(folder);
        const auto outcome = store_.run(command);
        ASSERT_TRUE(outcome);
        std::vector<std::uint32_t> gone;
        for (const auto& [uid, message] : folder.messages) {
            if (in(command.uids, uid) && (!command.only_deleted || (message.flags & message_flag::deleted) != 0))
                gone.push_back(uid);
        }
        EXPECT_EQ(outcome->AsExpunged()->uids, gone);
        bury(folder, gone);
    }
    void bury(ModelFolder& folder, const std::vector<std::uint32_t>& uids) {
        for (const auto uid : uids) {
            folder.messages.erase(uid);
            folder.expunged[uid] = position();
        }
        if (!uids.empty()) folder.highest = position();
    }
    void copy() {
        const auto from = anyFolder();
        const auto to = anyFolder();
        schema::CopyT command;
        command.from = from.value;
        command.to = to.value;
        command.uids = anyRanges(model_.at(from));
        command.move = below(2) == 0;
        const auto outcome = store_.run(command);
        ASSERT_TRUE(outcome);
        std::vector<std::uint32_t> sources;
        for (const auto& [uid, message] : model_.at(from).messages) {
            if (in(command.uids, uid)) sources.push_back(uid);
        }
        EXPECT_EQ(outcome->AsCopied()->from, sources);
        ASSERT_EQ(outcome->AsCopied()->to.size(), sources.size());
        if (sources.empty()) return;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            add(model_.at(to), model_.at(from).messages.at(sources[i]), outcome->AsCopied()->to[i], position());
        }
        model_.at(to).highest = position();
        if (command.move) bury(model_.at(from), sources);
    }
    void makeOrDelete() {
        // Folders beyond the first six come and go.
        if (model_.size() > 6 && below(2) == 0) {
            const auto victim = *std::next(extra_.begin(), static_cast<std::ptrdiff_t>(below(extra_.size())));
            schema::DeleteFolderT command;
            command.folder = victim.value;
            store_.made(command);
            extra_.erase(victim);
            model_.erase(victim);
            return;
        }
        schema::CreateFolderT command;
        command.mailbox = mailboxes_[below(2)].value;
        command.name = "F" + std::to_string(serial_++);
        const FolderId id{store_.made(command)};
        extra_.insert(id);
        model_[id].mailbox = MailboxId{command.mailbox};
        model_[id].highest = position();
    }

    std::uint64_t position() {
        const ReadTransaction transaction(*store_.environment);
        return transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")))
            ->journal_position();
    }

    void compare(FolderId id, const ModelFolder& folder) {
        const ReadTransaction transaction(*store_.environment);
        const auto state = *transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id));
        const auto record = *getObject<schema::FolderRecord>(transaction, Table::folder, Key::of(id));
        std::uint32_t unseen = 0;
        std::uint32_t deleted = 0;
        std::uint64_t bytes = 0;
        Cursor cursor(transaction, Table::message);
        bool found = cursor.seek(Key::of(id));
        for (const auto& [uid, message] : folder.messages) {
            ASSERT_TRUE(found && cursor.keyStartsWith(Key::of(id)));
            ASSERT_EQ(keyNumber(cursor.key(), 8, 4), uid);
            const auto stored = ReadTransaction::structAt<schema::Message>(cursor.value());
            ASSERT_EQ(stored.flags(), message.flags);
            ASSERT_EQ(stored.mod_sequence(), message.modSequence);
            ASSERT_EQ(stored.size(), message.bytes.size());
            std::set<std::string> keywords;
            for (std::size_t i = 0; i < record.keywords.size(); ++i) {
                if ((stored.keywords() >> i & 1) != 0) keywords.insert(record.keywords[i]);
            }
            ASSERT_EQ(keywords, message.keywords);
            Bytes read;
            ASSERT_TRUE(readBlob(transaction, BlobId{stored.blob()}, 0, ~0ULL, read));
            ASSERT_TRUE(read == message.bytes);
            ASSERT_TRUE(transaction.get(Table::change, Key::of(id, ModSequence{message.modSequence}, Uid{uid})));
            unseen += (message.flags & message_flag::seen) == 0 ? 1 : 0;
            deleted += (message.flags & message_flag::deleted) != 0 ? 1 : 0;
            bytes += message.bytes.size();
            found = cursor.next();
        }
        ASSERT_FALSE(found && cursor.keyStartsWith(Key::of(id)));
        EXPECT_EQ(state.uid_next(), folder.uidNext);
        EXPECT_EQ(state.messages(), folder.messages.size());
        EXPECT_EQ(state.unseen(), unseen);
        EXPECT_EQ(state.deleted(), deleted);
        EXPECT_EQ(state.bytes(), bytes);
        EXPECT_EQ(state.highest_mod_sequence(), folder.highest);
        std::map<std::uint32_t, std::uint64_t> expunged;
        Cursor stones(transaction, Table::expunged);
        for (found = stones.seek(Key::of(id)); found && stones.keyStartsWith(Key::of(id)); found = stones.next()) {
            const auto last = ReadTransaction::structAt<std::uint32_t>(stones.value());
            if (keyNumber(stones.key(), 8) == 0) continue;
            for (auto uid = static_cast<std::uint32_t>(keyNumber(stones.key(), 16, 4)); uid <= last; ++uid) {
                EXPECT_TRUE(expunged.emplace(uid, keyNumber(stones.key(), 8)).second) << "buried twice";
            }
        }
        EXPECT_EQ(expunged, folder.expunged);
        const auto present = presentUids(transaction, id);
        ASSERT_TRUE(present);
        std::size_t count = 0;
        for (const auto& span : *present) {
            for (auto uid = span.first.value; uid <= span.last.value; ++uid, ++count) {
                EXPECT_TRUE(folder.messages.contains(uid)) << uid;
            }
        }
        EXPECT_EQ(count, folder.messages.size());
    }

    std::mt19937_64 random_;
    TestStore store_;
    std::vector<MailboxId> mailboxes_;
    std::map<FolderId, ModelFolder> model_;
    std::set<FolderId> extra_;
    std::uint64_t serial_ = 100;
};

TEST_P(StoreProperty, IsLikeTheModel) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    for (int step = 0; step < 700 && !HasFailure(); ++step) {
        switch (below(11)) {
            case 0:
            case 1:
                accept();
                break;
            case 2:
            case 3:
                append();
                break;
            case 4:
            case 5:
                storeFlags();
                break;
            case 6:
            case 7:
                expunge();
                break;
            case 8:
            case 9:
                copy();
                break;
            default:
                makeOrDelete();
                if (below(3) == 0) store_.clock.advance(std::chrono::minutes(5));
                if (below(3) == 0) store_.housekeep();
                break;
        }
        if (step % 50 == 49) {
            for (const auto& [id, folder] : model_) compare(id, folder);
            for (const auto mailbox : mailboxes_) {
                std::uint64_t bytes = 0;
                std::uint64_t messages = 0;
                for (const auto& [id, folder] : model_) {
                    if (folder.mailbox != mailbox) continue;
                    messages += folder.messages.size();
                    for (const auto& [uid, message] : folder.messages) bytes += message.bytes.size();
                }
                EXPECT_EQ(store_.usageOf(mailbox).bytes(), bytes);
                EXPECT_EQ(store_.usageOf(mailbox).messages(), messages);
            }
        }
    }
    EXPECT_EQ(fixture::findingsOf(*store_.environment), "");
    // All deleted and the grace over: nothing of any message is left.
    for (const auto& [id, folder] : model_) {
        schema::ExpungeT command;
        command.folder = id.value;
        command.only_deleted = false;
        command.uids = {schema::UidRange(1, 0xffffffff)};
        ASSERT_TRUE(store_.run(command));
    }
    store_.housekeep();
    store_.clock.advance(limits::store::blobGrace);
    store_.housekeep();
    EXPECT_EQ(fixture::findingsOf(*store_.environment), "");
    for (const auto table : {Table::message, Table::change, Table::blob, Table::segment, Table::segmentHash,
                             Table::piece, Table::release, Table::chore}) {
        EXPECT_EQ(store_.rows(table), 0U) << tableInfo[static_cast<std::size_t>(table)].name;
    }
}

// 2705635828: an empty message beside others.
INSTANTIATE_TEST_SUITE_P(Seeds, StoreProperty, ::testing::Values(1U, 2U, 3U, 4U, 2705635828U, std::random_device{}()));

}  // namespace
}  // namespace tram::store
