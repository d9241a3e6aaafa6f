// The writer under many threads, bad neighbours, a full map, a failing disk, large messages, a restart.
#include "store/commit_loop.hpp"

#include <future>
#include <latch>
#include <map>
#include <thread>

#include "store/blob_reader.hpp"
#include "store/folder_writer.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::acceptOf;
using fixture::messageOf;
using fixture::TestStore;
using schema::ErrorCode;

struct Answered {
    ErrorCode code = ErrorCode::none;
    std::string detail;
    JournalPosition position;
    std::uint64_t order = 0;
    std::uint32_t next = 0;
};

class Running {
public:
    explicit Running(TestStore& store) : store_(store) {
        loop.emplace(store.loopParts(guard, [this](CommittedBatch batch) {
            const std::lock_guard lock(mutex_);
            batches_.push_back(std::move(batch));
        }));
    }
    template <class Object>
    Command commandOf(Object object, ByteView bytes = {}) {
        auto request = std::make_shared<RequestBytes>();
        request->body = encodeRequest(std::move(object), {}, bytes);
        const auto parsed = parseRequest(request->body);
        auto command = makeCommand(request, *parsed, {"tram-store", {}});
        EXPECT_TRUE(command);
        return std::move(*command);
    }
    std::future<Answered> submit(Command command) {
        auto promise = std::make_shared<std::promise<Answered>>();
        auto future = promise->get_future();
        command.then = [this, promise](const Outcome& outcome, JournalPosition position) {
            Answered answered;
            if (!outcome) {
                answered.code = outcome.error().code;
                answered.detail = outcome.error().detail;
            } else if (outcome->type == schema::AnswerBody::Expunged) {
                answered.next = outcome->AsExpunged()->next;
            }
            answered.position = position;
            answered.order = order_++;
            promise->set_value(answered);
        };
        loop->submit(std::move(command));
        return future;
    }
    template <class Object>
    Answered run(Object object, ByteView bytes = {}) {
        return submit(commandOf(std::move(object), bytes)).get();
    }
    std::future<Answered> submitAction(std::function<Outcome(CommandContext&)> action) {
        Command command;
        command.action = std::move(action);
        return submit(std::move(command));
    }
    // The writer is held until the latch is counted down.
    std::future<Answered> hold(std::shared_ptr<std::latch> latch) {
        auto held = std::make_shared<std::latch>(1);
        auto future = submitAction([latch, held](CommandContext&) -> Outcome {
            held->count_down();
            latch->wait();
            return asAnswer(schema::DoneT{});
        });
        held->wait();
        return future;
    }
    std::vector<CommittedBatch> batches() {
        const std::lock_guard lock(mutex_);
        return std::move(batches_);
    }

private:
    TestStore& store_;
    std::mutex mutex_;
    std::vector<CommittedBatch> batches_;
    std::uint64_t order_ = 0;

public:
    std::shared_mutex guard;
    // Last: it ends first.
    std::optional<CommitLoop> loop;
};

class CommitLoopTest : public ::testing::Test {
protected:
    void prepare(std::uint64_t mapSize = limits::GiB) {
        store.emplace(mapSize);
        store->strict = false;
        agency = store->agency();
        official = store->official(agency, "Nguyễn Văn Hùng");
        mailbox = store->mailboxOf(official);
        inbox = store->folderOf(mailbox);
    }
    schema::AcceptT mail(std::size_t size, const std::string& id = "m@x") {
        return acceptOf(size, {{mailbox, "hungnv@tinh.gov.vn"}}, id);
    }
    // Every message's bytes, by how often they are there.
    std::map<Bytes, int> inboxBytes() {
        std::map<Bytes, int> found;
        const ReadTransaction transaction(*store->environment);
        Cursor cursor(transaction, Table::message);
        for (bool more = cursor.seek(Key::of(inbox)); more && cursor.keyStartsWith(Key::of(inbox));
             more = cursor.next()) {
            Bytes bytes;
            EXPECT_TRUE(readBlob(transaction, BlobId{ReadTransaction::structAt<schema::Message>(cursor.value()).blob()},
                                 0, ~0ULL, bytes));
            ++found[bytes];
        }
        return found;
    }
    std::optional<TestStore> store;
    std::uint64_t agency = 0;
    OfficialId official;
    MailboxId mailbox;
    FolderId inbox;
};

TEST_F(CommitLoopTest, ManyThreadsAndBadNeighbours) {
    prepare();
    Running running(*store);
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < 6; ++thread) {
            threads.emplace_back([&, thread] {
                JournalPosition before;
                for (std::uint64_t i = 0; i < 60; ++i) {
                    const auto bytes = messageOf(thread * 1'000 + i, 300 + i * 50);
                    auto good = running.submit(running.commandOf(mail(bytes.size()), bytes));
                    std::future<Answered> bad;
                    switch (i % 4) {
                        case 0:
                            bad = running.submit(
                                running.commandOf(acceptOf(bytes.size(), {{MailboxId{999}, "x"}}), bytes));
                            break;
                        case 1:
                            bad = running.submitAction([](CommandContext&) -> Outcome {
                                throw TransactionFailed{{StoreErrorKind::full, "made up"}};
                            });
                            break;
                        case 2:
                            bad = running.submitAction([](CommandContext& context) -> Outcome {
                                // Half done, then an accident of another kind.
                                context.batch.journal(context.origin, asEvent(schema::ReopenedT{}));
                                throw std::runtime_error("made up");
                            });
                            break;
                        default:
                            break;
                    }
                    const auto answered = good.get();
                    if (answered.code != ErrorCode::none || answered.position <= before) ++failures;
                    before = answered.position;
                    if (bad.valid() && bad.get().code == ErrorCode::none) ++failures;
                }
            });
        }
    }
    EXPECT_EQ(failures, 0);
    const auto statistics = running.loop->statistics();
    running.loop->stop();
    EXPECT_GT(statistics.undoneBatches, 0U);
    EXPECT_FALSE(statistics.readOnly);
    const auto found = inboxBytes();
    EXPECT_EQ(found.size(), 360U);
    for (const auto& [bytes, count] : found) EXPECT_EQ(count, 1);
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
}

TEST_F(CommitLoopTest, AllThatWaitsIsOneCommitAndAnsweredAfterIt) {
    prepare();
    Running running(*store);
    const auto before = running.loop->statistics().commits;
    auto latch = std::make_shared<std::latch>(1);
    auto held = running.hold(latch);
    std::vector<std::future<Answered>> all;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const auto bytes = messageOf(i, 2'000);
        all.push_back(running.submit(running.commandOf(mail(bytes.size()), bytes)));
    }
    auto command = running.commandOf(mail(100), messageOf(99, 100));
    command.channel = 7;
    command.request = 8;
    running.loop->submit(std::move(command));
    latch->count_down();
    held.get();
    for (auto& each : all) EXPECT_EQ(each.get().code, ErrorCode::none);
    running.loop->stop();
    EXPECT_EQ(running.loop->statistics().commits - before, 1U) << "the one that held changed nothing";
    EXPECT_EQ(running.loop->statistics().largestBatch, 41U);
    bool answered = false;
    for (const auto& batch : running.batches()) {
        for (const auto& completed : batch.completed) {
            answered = completed.channel == 7 && completed.request == 8;
            const auto answer = parseAnswer(completed.answer);
            ASSERT_TRUE(answer);
            EXPECT_NE((*answer)->body_as_Accepted(), nullptr);
            EXPECT_LE((*answer)->position(), batch.position.value);
            EXPECT_EQ(batch.folders, (std::vector<std::uint64_t>{inbox.value}));
        }
    }
    EXPECT_TRUE(answered);
}

TEST_F(CommitLoopTest, WhoWatchesHearsOfCopiesAndOfTheLongestCommit) {
    prepare();
    const auto another = store->mailboxOf(store->official(agency, "Trần Thị Lan", "lantt"));
    Running running(*store);
    EXPECT_EQ(running.loop->statistics().longestOfMinute.count(), 0);
    const auto bytes = messageOf(1, 500);
    EXPECT_EQ(running.run(mail(bytes.size()), bytes).code, ErrorCode::none);
    EXPECT_EQ(
        running.run(acceptOf(bytes.size(), {{mailbox, "hungnv@tinh.gov.vn"}, {another, "lantt@tinh.gov.vn"}}), bytes)
            .code,
        ErrorCode::none);
    EXPECT_EQ(running.run(acceptOf(bytes.size(), {{MailboxId{999}, "x"}}), bytes).code, ErrorCode::no_such_mailbox);
    const auto statistics = running.loop->statistics();
    EXPECT_EQ(statistics.delivered, 3U);
    EXPECT_GT(statistics.longestOfMinute.count(), 0);
    EXPECT_LE(statistics.longestOfMinute, statistics.longestCommit);
    EXPECT_FALSE(statistics.full);
}

TEST_F(CommitLoopTest, AWriterThatHangsIsSeen) {
    prepare();
    Running running(*store);
    EXPECT_LT(running.loop->sinceTurn(), std::chrono::seconds(2));
    auto latch = std::make_shared<std::latch>(1);
    auto held = running.hold(latch);
    const auto before = running.loop->sinceTurn();
    while (running.loop->sinceTurn() < before + std::chrono::milliseconds(20)) std::this_thread::yield();
    latch->count_down();
    held.get();
    EXPECT_EQ(running.run(mail(100), messageOf(1, 100)).code, ErrorCode::none);
    EXPECT_LT(running.loop->sinceTurn(), std::chrono::seconds(2));
}

TEST_F(CommitLoopTest, WhatChangesNothingCommitsNothing) {
    prepare();
    Running running(*store);
    const auto before = running.loop->statistics().commits;
    EXPECT_EQ(running.run(acceptOf(3, {{MailboxId{999}, "x"}}), "abc").code, ErrorCode::no_such_mailbox);
    EXPECT_EQ(running.loop->statistics().commits, before);
}

TEST_F(CommitLoopTest, LargeMessagesAreStagedBetweenSmallOnes) {
    prepare();
    Running running(*store);
    const auto before = running.loop->statistics().commits;
    const auto large = messageOf(1, 9 * limits::MiB + 17);
    auto latch = std::make_shared<std::latch>(1);
    auto held = running.hold(latch);
    auto first = running.submit(running.commandOf(mail(large.size()), large));
    auto second = running.submit(running.commandOf(mail(large.size()), large));
    std::vector<std::future<Answered>> small;
    for (std::uint64_t i = 0; i < 20; ++i)
        small.push_back(running.submit(running.commandOf(mail(200), messageOf(10 + i, 200))));
    latch->count_down();
    const auto done = first.get();
    EXPECT_EQ(done.code, ErrorCode::none);
    EXPECT_EQ(second.get().code, ErrorCode::none);
    for (auto& each : small) EXPECT_LT(each.get().order, done.order);
    EXPECT_FALSE(running.loop->overloaded());
    running.loop->stop();
    EXPECT_GE(running.loop->statistics().commits - before, 9U) << "about a MiB a commit";
    const auto found = inboxBytes();
    EXPECT_EQ(found.at(large), 2);
    EXPECT_EQ(found.size(), 21U);
    EXPECT_LT(store->rows(Table::piece), large.size() / 16'000 + 60) << "the second takes the first's segments";
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
}

TEST_F(CommitLoopTest, StagedBytesOfARefusedMessageAreFreed) {
    prepare();
    Running running(*store);
    const auto large = messageOf(1, 3 * limits::MiB);
    EXPECT_EQ(running.run(acceptOf(large.size(), {{MailboxId{999}, "x"}}), large).code, ErrorCode::no_such_mailbox);
    running.loop->stop();
    EXPECT_GT(store->rows(Table::piece), 0U);
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
    store->clock.advance(limits::store::blobGrace);
    store->housekeep();
    EXPECT_EQ(store->rows(Table::piece), 0U);
    EXPECT_EQ(store->rows(Table::segment), 0U);
}

TEST_F(CommitLoopTest, AFullStoreRefusesAndDeletingMakesRoom) {
    for (const bool early : {true, false}) {
        SCOPED_TRACE(early ? "refused while the reserve is there" : "refused by LMDB itself");
        prepare(32 * limits::MiB);
        Running running(*store);
        std::uint32_t stored = 0;
        Answered answered;
        for (std::uint64_t i = 0; i < 400; ++i) {
            if (early) store->clock.advance(std::chrono::seconds(2));
            const auto bytes = messageOf(i, 200'000);
            answered = running.run(mail(bytes.size()), bytes);
            if (answered.code != ErrorCode::none) break;
            ++stored;
        }
        EXPECT_EQ(answered.code, ErrorCode::store_full) << answered.detail;
        EXPECT_GT(stored, 80U);
        EXPECT_TRUE(!early || running.loop->statistics().full);
        EXPECT_EQ(fixture::findingsOf(*store->environment), "");

        // Flags and deletions still work.
        schema::StoreFlagsT flags;
        flags.folder = inbox.value;
        flags.uids = {schema::UidRange(1, 0xffffffff)};
        flags.mode = schema::FlagMode::add;
        flags.flags = message_flag::deleted;
        EXPECT_EQ(running.run(flags).code, ErrorCode::none);
        schema::ExpungeT expunge;
        expunge.folder = inbox.value;
        EXPECT_EQ(running.run(expunge).code, ErrorCode::none);
        EXPECT_EQ(store->stateOf(inbox).messages(), 0U);
        store->clock.advance(limits::store::blobGrace + std::chrono::seconds(2));
        const auto bytes = messageOf(1, 200'000);
        for (int i = 0; i < 200; ++i) {
            store->clock.advance(std::chrono::seconds(2));
            answered = running.run(mail(bytes.size()), bytes);
            if (answered.code == ErrorCode::none) break;
        }
        EXPECT_EQ(answered.code, ErrorCode::none) << "purged, and there is room again";
        EXPECT_FALSE(running.loop->statistics().full);
        running.loop->stop();
        EXPECT_EQ(fixture::findingsOf(*store->environment), "");
    }
}

TEST_F(CommitLoopTest, ADeletedFolderIsPurgedWithoutFurtherCommands) {
    prepare();
    store->made([&] {
        schema::FillT fill;
        fill.mailbox = mailbox.value;
        fill.count = 2'000;
        fill.size = 300;
        return fill;
    }());
    schema::RenameFolderT rename;
    rename.folder = inbox.value;
    rename.name = "Cũ";
    Running running(*store);
    EXPECT_EQ(running.run(rename).code, ErrorCode::none);
    schema::DeleteFolderT remove;
    remove.folder = inbox.value;
    EXPECT_EQ(running.run(remove).code, ErrorCode::none);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (store->rows(Table::chore) != 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(store->rows(Table::message), 0U);
    running.loop->stop();
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
}

TEST_F(CommitLoopTest, ADiskErrorIsRefusedAndReopensTheStoreASecondLeavesItReadOnly) {
    prepare();
    Running running(*store);
    const auto fail = [&] {
        return running.submitAction([](CommandContext& context) -> Outcome {
            context.batch.journal(context.origin, asEvent(schema::ReopenedT{}));
            throw TransactionFailed{{StoreErrorKind::io, "made up"}};
        });
    };
    // Who reads meanwhile holds the guard and asks for statistics.
    std::atomic<bool> enough = false;
    std::jthread reader([&] {
        while (!enough) {
            const std::shared_lock shared(running.guard);
            const ReadTransaction transaction(*store->environment);
            EXPECT_TRUE(findMailbox(transaction, mailbox));
            static_cast<void>(running.loop->statistics());
        }
    });
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail().get().code, ErrorCode::temporary);
        const auto bytes = messageOf(static_cast<std::uint64_t>(i), 100);
        EXPECT_EQ(running.run(mail(bytes.size()), bytes).code, ErrorCode::none) << "it goes on after each";
    }
    EXPECT_EQ(fail().get().code, ErrorCode::temporary);
    EXPECT_EQ(fail().get().code, ErrorCode::temporary);
    EXPECT_EQ(running.run(mail(100), messageOf(9, 100)).code, ErrorCode::read_only);
    enough = true;
    reader.join();
    EXPECT_TRUE(running.loop->statistics().readOnly);
    running.loop->stop();
    EXPECT_EQ(store->stateOf(inbox).messages(), 3U);
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
}

TEST_F(CommitLoopTest, TooMuchThatWaitsIsSaid) {
    prepare();
    Running running(*store);
    auto latch = std::make_shared<std::latch>(1);
    auto held = running.hold(latch);
    const auto bytes = messageOf(1, limits::MiB);
    std::vector<std::future<Answered>> all;
    for (std::size_t i = 0; i <= limits::store::waitingBytes / limits::MiB; ++i) {
        all.push_back(running.submit(running.commandOf(mail(bytes.size()), bytes)));
    }
    EXPECT_TRUE(running.loop->overloaded());
    latch->count_down();
    for (auto& each : all) EXPECT_EQ(each.get().code, ErrorCode::none);
    EXPECT_FALSE(running.loop->overloaded());
}

TEST_F(CommitLoopTest, StopRunsWhatWaitsAndARestartFindsIt) {
    prepare();
    {
        Running running(*store);
        std::vector<std::future<Answered>> all;
        for (std::uint64_t i = 0; i < 30; ++i) {
            const auto bytes = messageOf(i, i % 10 == 0 ? 2 * limits::MiB : 1'000);
            all.push_back(running.submit(running.commandOf(mail(bytes.size()), bytes)));
        }
        running.loop->stop();
        for (auto& each : all) EXPECT_EQ(each.get().code, ErrorCode::none);
    }
    store->environment.reset();
    store->open();
    const auto found = inboxBytes();
    for (std::uint64_t i = 0; i < 30; ++i) EXPECT_EQ(found.at(messageOf(i, i % 10 == 0 ? 2 * limits::MiB : 1'000)), 1);
    Running running(*store);
    EXPECT_EQ(running.run(mail(100), messageOf(99, 100)).code, ErrorCode::none);
    running.loop->stop();
    EXPECT_EQ(store->stateOf(inbox).uid_next(), 32U);
    EXPECT_EQ(fixture::findingsOf(*store->environment), "");
}

}  // namespace
}  // namespace tram::store
