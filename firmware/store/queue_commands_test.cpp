// The outbound queue, observations, made-up messages, and the trace that the journal gives.
#include "store/blob_reader.hpp"
#include "store/journal.hpp"
#include "store/store_fixture.hpp"
#include "store/trace.hpp"

namespace tram::store {
namespace {

using fixture::acceptOf;
using fixture::messageOf;
using fixture::TestStore;
using schema::AttemptOutcome;
using schema::ErrorCode;

class QueueCommands : public ::testing::Test {
protected:
    ~QueueCommands() override { EXPECT_EQ(fixture::findingsOf(*store.environment), ""); }
    std::vector<std::uint64_t> queue(const std::vector<std::string>& addresses,
                                     const std::string& messageId = "m1@tinh.gov.vn") {
        std::vector<fixture::To> to;
        for (const auto& address : addresses) to.push_back({{}, address});
        auto command = acceptOf(500, to, messageId);
        command.messages[0]->ret = schema::Return::headers;
        command.messages[0]->local_prefix = 40;
        command.messages[0]->envelope_id = "e1";
        EXPECT_TRUE(store.run(std::move(command), messageOf(1, 500)));
        std::vector<std::uint64_t> ids;
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, Table::queue);
        for (bool found = cursor.first(); found; found = cursor.next()) ids.push_back(keyNumber(cursor.key(), 0));
        return ids;
    }
    std::optional<schema::QueueEntryT> entry(std::uint64_t id) {
        const ReadTransaction transaction(*store.environment);
        return getObject<schema::QueueEntry>(transaction, Table::queue, Key::of(id));
    }
    static schema::QueueResultsT resultOf(std::uint64_t id, AttemptOutcome outcome) {
        schema::QueueResultsT command;
        auto result = std::make_unique<schema::QueueResultT>();
        result->queue = id;
        result->outcome = outcome;
        result->remote = "mx.example.com [192.0.2.1]";
        result->reply = "450 4.2.0 later";
        result->next_attempt = 77;
        command.results.push_back(std::move(result));
        return command;
    }
    TestStore store;
};

TEST_F(QueueCommands, AnEntryHoldsAllThatSendingNeeds) {
    const auto ids = queue({"a@example.com", "b@example.com"});
    ASSERT_EQ(ids.size(), 2U);
    const auto first = entry(ids[0]);
    EXPECT_EQ(first->recipient, "a@example.com");
    EXPECT_EQ(first->reverse_path, "sender@example.com");
    EXPECT_EQ(first->skip, 40U);
    EXPECT_EQ(first->size, 500U);
    EXPECT_EQ(first->ret, schema::Return::headers);
    EXPECT_EQ(first->envelope_id, "e1");
    EXPECT_EQ(first->next_attempt, first->arrival);
    EXPECT_EQ(first->expires - first->arrival, std::chrono::microseconds(std::chrono::days(5)).count());
}

TEST_F(QueueCommands, ResultsMoveOrEndAnEntry) {
    const auto ids = queue({"a@example.com", "b@example.com"});
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::deferred)));
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(entry(ids[0])->attempts, 1U);
    EXPECT_EQ(entry(ids[0])->next_attempt, 77);
    EXPECT_EQ(entry(ids[0])->last_reply, "450 4.2.0 later");
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::relayed)));
    EXPECT_FALSE(entry(ids[0]));
    EXPECT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::relayed))) << "it may be gone meanwhile";
    EXPECT_EQ(store.records(), 0U);
    EXPECT_EQ(store.refused(resultOf(ids[1], static_cast<AttemptOutcome>(99))), ErrorCode::malformed);
    ASSERT_TRUE(store.run(resultOf(ids[1], AttemptOutcome::failed)));
    store.clock.advance(limits::store::blobGrace);
    store.housekeep();
    EXPECT_EQ(store.rows(Table::blob), 0U) << "nobody holds it any more";
}

TEST_F(QueueCommands, ANoticeOfDelayIsNoAttempt) {
    const auto ids = queue({"a@example.com"});
    auto attempt = resultOf(ids[0], AttemptOutcome::deferred);
    attempt.results[0]->remote_reply = true;
    ASSERT_TRUE(store.run(std::move(attempt)));
    const auto before = entry(ids[0]);
    EXPECT_EQ(before->last_remote, "mx.example.com [192.0.2.1]");
    store.clock.advance(std::chrono::hours(4));
    auto notice = resultOf(ids[0], AttemptOutcome::delay_notified);
    notice.results[0]->reply = "";
    ASSERT_TRUE(store.run(std::move(notice)));
    EXPECT_EQ(store.records(), 1U);
    auto after = entry(ids[0]);
    EXPECT_TRUE(after->delay_notified);
    after->delay_notified = false;
    EXPECT_EQ(encodeRecord(*after), encodeRecord(*before)) << "all else stays as it was";
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::deferred)));
    EXPECT_EQ(entry(ids[0])->last_remote, "") << "our own words";
}

TEST_F(QueueCommands, ReportsGoWithTheResultsOrNothingDoes) {
    const auto ids = queue({"a@example.com"});
    auto command = resultOf(ids[0], AttemptOutcome::failed);
    auto reports = acceptOf(300, {{{}, "sender@example.com"}}, "dsn@tinh.gov.vn");
    reports.messages[0]->reverse_path = "";
    command.reports = std::move(reports.messages);
    auto unjudged = command;
    unjudged.reports[0]->verdict.reset();
    EXPECT_EQ(store.refused(unjudged, messageOf(2, 300)), ErrorCode::no_verdict);
    EXPECT_TRUE(entry(ids[0]));
    ASSERT_TRUE(store.run(command, messageOf(2, 300)));
    EXPECT_EQ(store.records(), 2U) << "the report accepted, the attempt";
    EXPECT_FALSE(entry(ids[0]));
    EXPECT_EQ(store.rows(Table::queue), 1U);
}

TEST_F(QueueCommands, AnOperatorHoldsReleasesRetriesDrops) {
    const auto ids = queue({"a@example.com", "b@example.com"});
    schema::QueueControlT command;
    command.queues = {ids[0], ids[0]};
    command.verb = schema::QueueControlVerb::hold;
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(entry(ids[0])->state, schema::QueueState::held);
    command.queues = {ids[0]};
    command.verb = schema::QueueControlVerb::release;
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(entry(ids[0])->state, schema::QueueState::due);
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::deferred)));
    store.clock.advance(std::chrono::seconds(5));
    command.verb = schema::QueueControlVerb::retry;
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(entry(ids[0])->next_attempt, store.clock.now().time_since_epoch().count());
    command.verb = schema::QueueControlVerb::drop;
    command.queues = {ids[0], ids[0]};
    ASSERT_TRUE(store.run(command));
    EXPECT_FALSE(entry(ids[0]));
    command.queues = {ids[1], 999};
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_queue);
    command.queues = {ids[1]};
    command.verb = static_cast<schema::QueueControlVerb>(9);
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
    EXPECT_TRUE(entry(ids[1]));
    command.queues.clear();
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
}

TEST_F(QueueCommands, TraceTellsEveryStepInOrder) {
    const auto ids = queue({"a@example.com"});
    queue({"other@example.com"}, "m2@tinh.gov.vn");
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::deferred)));
    ASSERT_TRUE(store.run(resultOf(ids[0], AttemptOutcome::relayed)));
    for (const auto* text : {"m1@tinh.gov.vn", "<m1@tinh.gov.vn>", "a@EXAMPLE.com"}) {
        const auto traced = traceMessage(*store.environment, text, 100, 0);
        ASSERT_EQ(traced.steps.size(), 3U) << text;
        EXPECT_NE(traced.steps[0]->text.find("queued for <a@example.com>"), std::string::npos);
        EXPECT_NE(traced.steps[1]->text.find("deferred at mx.example.com [192.0.2.1]: 450 4.2.0 later"),
                  std::string::npos);
        EXPECT_NE(traced.steps[2]->text.find("relayed"), std::string::npos);
        EXPECT_LT(traced.steps[0]->position, traced.steps[1]->position);
    }
    EXPECT_EQ(traceMessage(*store.environment, "m1@tinh.gov.vn", 1, 0).steps.size(), 1U);
    EXPECT_EQ(traceMessage(*store.environment, "sender@example.com", 100, 0).steps.size(), 4U);
    EXPECT_TRUE(traceMessage(*store.environment, "", 100, 0).steps.empty());
}

TEST_F(QueueCommands, ObservationsAreRecordsAndNothingElseMayBe) {
    schema::ObserveT command;
    for (int i = 0; i < 3; ++i) {
        auto observed = std::make_unique<schema::ObservedEventT>();
        schema::BodyFetchedT event;
        event.official = 5;
        event.blob = static_cast<std::uint64_t>(i);
        observed->event.Set(std::move(event));
        command.events.push_back(std::move(observed));
    }
    ASSERT_TRUE(store.run(command, {}, {"tram-access", OfficialId{5}}));
    EXPECT_EQ(store.records(), 3U);
    auto forged = std::make_unique<schema::ObservedEventT>();
    forged->event.Set(schema::GrantedT{});
    command.events.push_back(std::move(forged));
    EXPECT_EQ(store.refused(command), ErrorCode::malformed);
}

TEST_F(QueueCommands, FillMakesDistinctSoundMessages) {
    schema::FillT command;
    {
        const ReadTransaction transaction(*store.environment);
        command.mailbox = findAddress(transaction, "postmaster@tinh.gov.vn")->value;
    }
    command.count = 50;
    command.size = 700;
    command.seed = 3;
    ASSERT_TRUE(store.run(command));
    EXPECT_EQ(store.records(), 1U);
    EXPECT_EQ(store.usageOf(MailboxId{command.mailbox}).messages(), 50U);
    const ReadTransaction transaction(*store.environment);
    std::set<Bytes> seen;
    for (std::uint64_t blob = 1; blob <= 50; ++blob) {
        Bytes bytes;
        ASSERT_TRUE(readBlob(transaction, BlobId{blob}, 0, 1 << 20, bytes));
        EXPECT_EQ(bytes.size(), 700U);
        seen.insert(bytes);
    }
    EXPECT_EQ(seen.size(), 50U);
    command.count = 0;
    EXPECT_EQ(store.refused(command), ErrorCode::limit);
    command.count = 1;
    command.size = 1;
    EXPECT_EQ(store.refused(command), ErrorCode::limit);
    command.mailbox = 999;
    EXPECT_EQ(store.refused(command), ErrorCode::no_such_mailbox);
}

TEST_F(QueueCommands, TheJournalIsAChain) {
    queue({"a@example.com"});
    const ReadTransaction transaction(*store.environment);
    Bytes previous(journalHashSize, '\0');
    std::uint64_t expected = 1;
    const auto next = forEachJournalRow(transaction, JournalPosition{1}, 1'000, [&](const JournalRow& row) {
        EXPECT_EQ(row.position.value, expected++);
        EXPECT_EQ(chainHash(previous, row.record), row.hash);
        previous = row.hash;
        const Record<schema::JournalRecord> record(row.record);
        EXPECT_EQ(record->position(), row.position.value);
        EXPECT_EQ(record->time(), store.clock.now().time_since_epoch().count());
        EXPECT_EQ(textOf(record->process()), "tram-store");
        return true;
    });
    EXPECT_EQ(next.value, expected);
    EXPECT_EQ(forEachJournalRow(transaction, JournalPosition{1}, 1, [](const JournalRow&) { return true; }).value, 2U);
}

}  // namespace
}  // namespace tram::store
