// SIGKILL of the process that commits, at random moments under load: what was acknowledged is there exactly once, what
// was not at most once, and the check finds nothing. TRAM_KILL_ROUNDS says how often (10), TRAM_KILL_SEED from where.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "store/blob_reader.hpp"
#include "store/commit_loop.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::acceptOf;
using fixture::TestStore;

unsigned numberOf(const char* name, unsigned otherwise) {
    const auto* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

// A message that says its number, of a size that depends on it.
Bytes numbered(std::uint64_t number) {
    const std::size_t size = number % 31 == 0 ? 1'500'000 : number % 7 == 0 ? 90'000 : 400 + number % 5'000;
    auto bytes = fixture::messageOf(number, size);
    return bytes;
}

std::uint64_t numberIn(ByteView bytes) {
    return std::strtoull(std::string(bytes.substr(9, 20)).c_str(), nullptr, 10);
}

// Until killed. Writes the number of each acknowledged message to the pipe.
[[noreturn]] void serve(TestStore& store, std::uint64_t firstNumber, const std::vector<fixture::To>& to, int pipe) {
    store.open();
    std::shared_mutex guard;
    CommitLoop loop(store.loopParts(guard));
    const auto run = [&](auto object, ByteView bytes) {
        auto request = std::make_shared<RequestBytes>();
        request->body = encodeRequest(std::move(object), {}, bytes);
        const auto parsed = parseRequest(request->body);
        auto command = *makeCommand(request, *parsed, {"tram-smtp", {}});
        std::promise<std::uint64_t> answered;
        auto future = answered.get_future();
        command.then = [&](const Outcome& outcome, JournalPosition) {
            answered.set_value(!outcome ? 0 : outcome->type == schema::AnswerBody::Done ? outcome->AsDone()->id : 1);
        };
        loop.submit(std::move(command));
        return future.get();
    };
    std::atomic<std::uint64_t> next = firstNumber;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (;;) {
                const auto number = next++;
                const auto bytes = numbered(number);
                if (run(acceptOf(bytes.size(), to), bytes) != 0 && write(pipe, &number, sizeof number) != sizeof number)
                    _exit(1);
            }
        });
    }
    // Another that makes folders, fills and deletes them, and lets time pass, so that purges are under way.
    for (std::uint64_t i = 0;; ++i) {
        schema::CreateFolderT create;
        create.mailbox = to[0].mailbox.value;
        create.name = "K" + std::to_string(firstNumber + i);
        const auto folder = run(create, {});
        for (std::uint64_t j = 0; j < 5; ++j) {
            const auto bytes = fixture::messageOf(j, 80'000);
            auto command = acceptOf(bytes.size(), {to[0]});
            command.messages[0]->folder = create.name;
            run(command, bytes);
        }
        schema::DeleteFolderT remove;
        remove.folder = folder;
        run(remove, {});
        store.clock.advance(std::chrono::minutes(3));
    }
}

TEST(Kill, WhatWasAcknowledgedIsThereOnce) {
    const auto rounds = numberOf("TRAM_KILL_ROUNDS", 10);
    const auto seed = numberOf("TRAM_KILL_SEED", std::random_device{}());
    SCOPED_TRACE("TRAM_KILL_SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    TestStore store;
    store.strict = false;
    store.options.noSync = false;
    const auto agency = store.agency();
    std::vector<fixture::To> to;
    for (const auto* name : {"Nguyễn Văn Hùng", "Trần Thị Mai"})
        to.push_back({store.mailboxOf(store.official(agency, name)), "x@tinh.gov.vn"});
    const std::vector<FolderId> inboxes{store.folderOf(to[0].mailbox), store.folderOf(to[1].mailbox)};
    std::set<std::uint64_t> acknowledged;
    for (unsigned round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
        store.environment.reset();
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const auto child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(ends[0]);
            serve(store, (round + 1) * 1'000'000ULL, to, ends[1]);
        }
        close(ends[1]);
        const auto enough = std::uniform_int_distribution<unsigned>(1, 60)(random);
        unsigned seen = 0;
        std::uint64_t number = 0;
        while (read(ends[0], &number, sizeof number) == sizeof number) {
            acknowledged.insert(number);
            if (++seen == enough) kill(child, SIGKILL);
        }
        close(ends[0]);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself";

        store.clock.advance(std::chrono::hours(1));
        store.open();
        const ReadTransaction transaction(*store.environment);
        for (const auto inbox : inboxes) {
            std::map<std::uint64_t, int> found;
            Cursor cursor(transaction, Table::message);
            for (bool more = cursor.seek(Key::of(inbox)); more && cursor.keyStartsWith(Key::of(inbox));
                 more = cursor.next()) {
                Bytes bytes;
                ASSERT_TRUE(readBlob(transaction,
                                     BlobId{ReadTransaction::structAt<schema::Message>(cursor.value()).blob()}, 0,
                                     ~0ULL, bytes));
                ++found[numberIn(bytes)];
                ASSERT_TRUE(bytes == numbered(numberIn(bytes)));
            }
            for (const auto& [each, count] : found) ASSERT_EQ(count, 1) << each;
            for (const auto each : acknowledged)
                ASSERT_TRUE(found.contains(each)) << each << " was acknowledged and is gone";
        }
        ASSERT_EQ(fixture::findingsOf(*store.environment), "");
    }
    EXPECT_GE(acknowledged.size(), rounds);
}

}  // namespace
}  // namespace tram::store
