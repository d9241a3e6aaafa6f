// Opening, refusing what is newer, readers of other processes, read transactions that are watched.
#include "store/environment.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/reader.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::messageOf;
using fixture::TestStore;

TEST(Environment, ThereIsNone) {
    const fixture::TemporaryFolder folder;
    auto missing = Environment::open(folder.path / "nowhere", {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, StoreErrorKind::notFound);
    auto empty = Environment::open(folder.path, {});
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().kind, StoreErrorKind::notFound);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path)) << "a reader leaves nothing behind";
    EXPECT_FALSE(Reader::open(folder.path));
}

TEST(Environment, FilesAreForTheGroupToRead) {
    const TestStore store;
    const auto mode = [&](const char* name) {
        struct stat status{};
        stat((store.folder.path / name).c_str(), &status);
        return status.st_mode & 0777U;
    };
    EXPECT_EQ(mode("data.mdb"), 0640U);
    EXPECT_EQ(mode("lock.mdb"), 0660U);
}

TEST(Environment, HasOneWriter) {
    TestStore store;
    const auto second = Environment::open(store.folder.path, store.options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, StoreErrorKind::busy);
    EXPECT_NE(second.error().detail.find("another process has the store open for writing"), std::string::npos);
    store.environment.reset();
    store.open();
}

TEST(Environment, ReadsAStoreOfAReleaseThatHadFewerTables) {
    TestStore store;
    {
        Batch batch(*store.environment, store.clock.now());
        ASSERT_EQ(mdb_drop(batch.transaction.handle(), store.environment->table(Table::journalSegment), 1), 0);
        batch.commit();
    }
    store.environment.reset();
    {
        const auto reader = Environment::open(store.folder.path, {});
        ASSERT_TRUE(reader) << reader.error().detail;
        EXPECT_EQ(fixture::findingsOf(*reader), "");
    }
    store.open();
    EXPECT_EQ(store.rows(Table::journalSegment), 0U);
}

TEST(Environment, ANewerFormatIsRefusedAndLeftAsItIs) {
    TestStore store;
    {
        Batch batch(*store.environment, store.clock.now());
        batch.state.mutate_format(formatVersion + 1);
        // A later format may not have a table of ours.
        ASSERT_EQ(mdb_drop(batch.transaction.handle(), store.environment->table(Table::chore), 1), 0);
        batch.commit();
    }
    store.environment.reset();
    for (const auto access : {Access::read, Access::write}) {
        auto options = store.options;
        options.access = access;
        const auto opened = Environment::open(store.folder.path, options);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().kind, StoreErrorKind::newer);
        EXPECT_NE(opened.error().detail.find("the store has format 2, this program knows formats up to 1"),
                  std::string::npos)
            << opened.error().detail;
    }
    MDB_env* env = nullptr;
    ASSERT_EQ(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 64);
    ASSERT_EQ(mdb_env_open(env, store.folder.path.c_str(), MDB_RDONLY, 0), 0);
    MDB_txn* txn = nullptr;
    ASSERT_EQ(mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn), 0);
    MDB_dbi dbi = 0;
    EXPECT_EQ(mdb_dbi_open(txn, "chore", 0, &dbi), MDB_NOTFOUND) << "made nothing in it";
    mdb_txn_abort(txn);
    mdb_env_close(env);
}

TEST(Environment, WhatIsNoStoreIsCorrupted) {
    const fixture::TemporaryFolder folder;
    {
        std::FILE* file = std::fopen((folder.path / "data.mdb").c_str(), "w");
        const Bytes noise = messageOf(1, 20'000);
        std::fwrite(noise.data(), 1, noise.size(), file);
        std::fclose(file);
    }
    const auto opened = Environment::open(folder.path, {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, StoreErrorKind::corrupted) << opened.error().detail;
}

TEST(Environment, AReaderOfAnotherProcessSeesEachCommit) {
    TestStore store;
    const auto mailbox = store.mailboxOf(store.official(store.agency(), "Nguyễn Văn Hùng"));
    const auto inbox = store.folderOf(mailbox);
    int toChild[2];
    int toParent[2];
    ASSERT_EQ(pipe(toChild), 0);
    ASSERT_EQ(pipe(toParent), 0);
    const auto child = fork();
    if (child == 0) {
        const auto reader = Reader::open(store.folder.path);
        if (!reader) _exit(1);
        std::uint64_t position = 0;
        while (read(toChild[0], &position, sizeof position) == sizeof position && position != 0) {
            const auto state = reader->folderState(inbox);
            const std::uint64_t seen = reader->position().value >= position && state ? state->messages() : 0;
            if (write(toParent[1], &seen, sizeof seen) != sizeof seen) _exit(2);
        }
        _exit(0);
    }
    for (std::uint64_t i = 1; i <= 50; ++i) {
        ASSERT_TRUE(store.run(fixture::acceptOf(100, {{mailbox, "x"}}), messageOf(i, 100)));
        std::uint64_t position = 0;
        {
            const ReadTransaction transaction(*store.environment);
            position = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")))
                           ->journal_position();
        }
        ASSERT_EQ(write(toChild[1], &position, sizeof position), static_cast<ssize_t>(sizeof position));
        std::uint64_t seen = 0;
        ASSERT_EQ(read(toParent[0], &seen, sizeof seen), static_cast<ssize_t>(sizeof seen));
        EXPECT_EQ(seen, i);
    }
    const std::uint64_t end = 0;
    ASSERT_EQ(write(toChild[1], &end, sizeof end), static_cast<ssize_t>(sizeof end));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    for (const auto fd : {toChild[0], toChild[1], toParent[0], toParent[1]}) close(fd);
}

TEST(Environment, SlotsOfDeadReadersAreCleared) {
    TestStore store;
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const auto child = fork();
    if (child == 0) {
        const auto reader = Reader::open(store.folder.path);
        if (!reader) _exit(1);
        const ReadTransaction transaction(reader->environment());
        if (write(ready[1], "x", 1) != 1) _exit(1);
        for (;;) pause();
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    EXPECT_EQ(store.environment->clearStaleReaders(), 0) << "it lives";
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    EXPECT_EQ(store.environment->clearStaleReaders(), 1);
    EXPECT_EQ(store.environment->clearStaleReaders(), 0);
    close(ready[0]);
    close(ready[1]);
}

TEST(Environment, AReaderTakesUpAGrownMap) {
    TestStore store(16 * limits::MiB);
    const auto mailbox = store.mailboxOf(store.official(store.agency(), "Nguyễn Văn Hùng"));
    int toChild[2];
    ASSERT_EQ(pipe(toChild), 0);
    store.environment.reset();
    const auto child = fork();
    if (child == 0) {
        char byte = 0;
        EnvironmentOptions small;
        small.mapSize = 16 * limits::MiB;
        auto environment = Environment::open(store.folder.path, small);
        if (!environment) _exit(1);
        {
            const ReadTransaction transaction(*environment);
            if (!findMailbox(transaction, mailbox)) _exit(2);
        }
        if (read(toChild[0], &byte, 1) != 1) _exit(3);
        // Several threads at once: each finds the map too small, one remaps, none begins meanwhile.
        std::atomic<int> wrong = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 6; ++i) {
                threads.emplace_back([&] {
                    for (int j = 0; j < 200; ++j) {
                        try {
                            const ReadTransaction transaction(*environment);
                            if (!findMailbox(transaction, mailbox)) ++wrong;
                        } catch (const TransactionFailed&) {
                            ++wrong;
                        }
                    }
                });
            }
        }
        _exit(wrong == 0 ? 0 : 4);
    }
    store.options.mapSize = 256 * limits::MiB;
    store.open();
    for (std::uint64_t i = 0; i < 30; ++i)
        ASSERT_TRUE(store.run(fixture::acceptOf(1'000'000, {{mailbox, "x"}}), messageOf(i, 1'000'000)));
    ASSERT_EQ(write(toChild[1], "x", 1), 1);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_TRUE(WIFEXITED(status));
    close(toChild[0]);
    close(toChild[1]);
}

TEST(Environment, ReadTransactionsAreWatched) {
    const TestStore store;
    const auto& reads = store.environment->reads();
    EXPECT_EQ(reads.open, 0U);
    {
        const ReadTransaction transaction(*store.environment);
        EXPECT_EQ(reads.open, 1U);
    }
    EXPECT_EQ(reads.open, 0U);
    EXPECT_EQ(reads.overdue, 0U);
    {
        const ReadTransaction transaction(*store.environment);
        std::this_thread::sleep_for(limits::store::readTransaction + std::chrono::milliseconds(10));
    }
    EXPECT_EQ(reads.overdue, 1U);
    EXPECT_GT(reads.longest, std::chrono::nanoseconds(limits::store::readTransaction).count());
}

TEST(Environment, AfterCloseReadingFailsAndDoesNotCrash) {
    TestStore store;
    store.environment->close();
    EXPECT_THROW(const ReadTransaction transaction(*store.environment), TransactionFailed);
    EXPECT_THROW(const WriteTransaction transaction(*store.environment), TransactionFailed);
    EXPECT_EQ(store.environment->clearStaleReaders(), 0);
    EXPECT_EQ(store.environment->space().freePages, 0U);
}

TEST(Reader, GivesWhatTheCommandsMade) {
    TestStore store;
    const auto agency = store.agency();
    const auto official = store.official(agency, "Nguyễn Văn Hùng");
    schema::GrantRightsT grant;
    grant.mailbox = store.agencyMailbox(agency).value;
    grant.official = official.value;
    grant.rights = schema::Right::read;
    store.made(grant);
    const auto own = store.mailboxOf(official);
    const auto inbox = store.folderOf(own);
    for (std::uint64_t i = 0; i < 5; ++i)
        ASSERT_TRUE(store.run(fixture::acceptOf(100, {{own, "x"}, {{}, "q@example.com"}}), messageOf(i, 100)));
    schema::ExpungeT expunge;
    expunge.folder = inbox.value;
    expunge.only_deleted = false;
    expunge.uids = {schema::UidRange(2, 3)};
    ASSERT_TRUE(store.run(expunge));
    store.environment.reset();
    const auto reader = Reader::open(store.folder.path);
    ASSERT_TRUE(reader);
    const auto mailboxes = reader->mailboxesOf(official);
    ASSERT_EQ(mailboxes.size(), 2U);
    EXPECT_TRUE(mailboxes[0].own);
    EXPECT_EQ(mailboxes[1].id.value, grant.mailbox);
    EXPECT_EQ(reader->folders(own).size(), 6U);
    std::vector<Uid> uids;
    reader->uids(inbox, Uid{0}, 100, uids);
    EXPECT_EQ(uids, (std::vector<Uid>{Uid{1}, Uid{4}, Uid{5}}));
    const auto present = reader->presentUids(inbox);
    ASSERT_TRUE(present);
    ASSERT_EQ(present->size(), 2U);
    EXPECT_EQ((*present)[0].last, Uid{1});
    EXPECT_EQ((*present)[1].first, Uid{4});
    EXPECT_EQ((*present)[1].last, Uid{5});
    uids.clear();
    reader->uids(inbox, Uid{1}, 1, uids);
    EXPECT_EQ(uids, (std::vector<Uid>{Uid{4}}));
    std::vector<MessageView> messages;
    reader->messages(inbox, Uid{4}, Uid{4}, 100, messages);
    ASSERT_EQ(messages.size(), 1U);
    Bytes bytes;
    ASSERT_TRUE(reader->read(BlobId{messages[0].message.blob()}, 0, 1'000, bytes));
    EXPECT_EQ(bytes, messageOf(3, 100));
    std::vector<MessageView> changed;
    reader->changed(inbox, ModSequence{messages[0].message.mod_sequence()}, Uid{4}, 100, changed);
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(changed[0].uid, Uid{5});
    std::vector<UidSpan> gone;
    ModSequence upTo;
    EXPECT_EQ(reader->expunged(inbox, ModSequence{0}, gone, upTo), Reader::Expunges::listed);
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone[0].first, Uid{2});
    EXPECT_EQ(gone[0].last, Uid{3});
    EXPECT_EQ(upTo, reader->position());
    gone.clear();
    EXPECT_EQ(reader->expunged(inbox, upTo, gone, upTo), Reader::Expunges::listed);
    EXPECT_TRUE(gone.empty());
    EXPECT_EQ(reader->expunged(FolderId{999}, upTo, gone, upTo), Reader::Expunges::noFolder);
    EXPECT_EQ(reader->queue(QueueId{1}, 3).size(), 3U);
    EXPECT_EQ(reader->queue(QueueId{4}, 100).size(), 2U);
    EXPECT_EQ(reader->queueEntry(QueueId{5})->recipient, "q@example.com");
    EXPECT_FALSE(reader->folder(FolderId{999}));
    EXPECT_FALSE(reader->blob(BlobId{999}));
}

}  // namespace
}  // namespace tram::store
