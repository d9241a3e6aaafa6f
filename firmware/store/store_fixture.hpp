// A store in a folder of its own, for the tests of this room: commands go through the wire's form into a batch, as
// they do in tram-store, and a refused one must leave every table as it was.
#pragma once

#include <gtest/gtest.h>
#include <xxhash.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/commands.hpp"
#include "store/commit_loop.hpp"
#include "store/credentials/sealing_key.hpp"
#include "store/credentials/temporary_folder.hpp"
#include "store/directory.hpp"
#include "store/directory_tree.hpp"
#include "store/dispatch.hpp"
#include "store/journal_archive.hpp"
#include "store/store_check.hpp"
#include "store/wire.hpp"

namespace tram::store::fixture {

using tram::fixture::TemporaryFolder;

// Stands until it is told to move; readable from any thread.
class SettableClock final : public Clock {
public:
    [[nodiscard]] SystemTime now() const override { return SystemTime{std::chrono::microseconds(now_.load())}; }
    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{std::chrono::microseconds(now_.load())}; }
    void advance(std::chrono::microseconds by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_ = 1'700'000'000'000'000;
};

inline credentials::SealingKey testKey() {
    credentials::startSodium();
    std::array<std::uint8_t, credentials::SealingKey::size> octets{};
    octets.fill(7);
    return std::move(*credentials::SealingKey::fromOctets(octets));
}

inline StoreSettings testSettings() {
    StoreSettings settings;
    settings.domains = {"tinh.gov.vn", "cu.gov.vn"};
    settings.hostname = "mail.tinh.gov.vn";
    return settings;
}

// Of every row of every table but `state`, which is written at the commit only.
inline std::uint64_t hashOfTables(const ReadTransaction& transaction) {
    std::uint64_t hash = 1;
    for (std::size_t i = 1; i < tableCount; ++i) {
        Cursor cursor(transaction, static_cast<Table>(i));
        for (bool found = cursor.first(); found; found = cursor.next()) {
            hash = XXH3_64bits_withSeed(cursor.key().data(), cursor.key().size(), hash + i);
            hash = XXH3_64bits_withSeed(cursor.value().data(), cursor.value().size(), hash);
        }
    }
    return hash;
}

inline std::string findingsOf(const Environment& environment, CheckDepth depth = CheckDepth::everything) {
    std::string text;
    for (const auto& finding : checkStore(environment, depth).findings) text += finding->text + "\n";
    return text;
}

inline std::unique_ptr<schema::VerdictT> accepted(schema::Door door = schema::Door::smtp) {
    auto verdict = std::make_unique<schema::VerdictT>();
    verdict->rules_version = 1;
    verdict->decision = schema::Decision::accept;
    verdict->door = door;
    return verdict;
}

struct To {
    MailboxId mailbox;  // none: to the outbound queue
    std::string address;
};

inline schema::AcceptT acceptOf(std::size_t size, const std::vector<To>& recipients,
                                const std::string& messageId = "m@x") {
    auto message = std::make_unique<schema::AcceptMessageT>();
    message->bytes = std::make_unique<schema::MessageBytesT>();
    message->bytes->size = size;
    message->reverse_path = "sender@example.com";
    message->message_id = messageId;
    message->verdict = accepted();
    for (const auto& to : recipients) {
        auto recipient = std::make_unique<schema::AcceptRecipientT>();
        recipient->mailbox = to.mailbox.value;
        recipient->address = to.address;
        message->recipients.push_back(std::move(recipient));
    }
    schema::AcceptT command;
    command.messages.push_back(std::move(message));
    return command;
}

inline Bytes messageOf(std::uint64_t number, std::size_t size) {
    SeededRandom random(number);
    Bytes text = "Subject: " + std::to_string(number) + "\r\n\r\n";
    while (text.size() < size) {
        const auto word = random.next();
        text.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    text.resize(size);
    return text;
}

// Number and date of a decision.
inline std::unique_ptr<schema::BasisT> basis(const std::string& number = "957/QĐ-UBND", std::int32_t day = 15'847) {
    auto result = std::make_unique<schema::BasisT>();
    result->number = number;
    result->day = day;
    return result;
}

class TestStore {
public:
    explicit TestStore(std::uint64_t mapSize = limits::GiB) {
        options.access = Access::write;
        options.mapSize = mapSize;
        options.noSync = true;
        open();
        Batch batch(*environment, clock.now());
        ensureDirectoryTables(batch);
        ensureSystemMailboxes(batch, settings);
        batch.commit();
    }

    void open() {
        auto opened = Environment::open(folder.path, options);
        if (!opened) throw std::runtime_error(opened.error().detail);
        environment.emplace(std::move(*opened));
    }

    template <class Object>
    Outcome run(Object command, ByteView bytes = {}, Origin origin = {"tram-store", {}}) {
        auto request = std::make_shared<RequestBytes>();
        request->body = encodeRequest(std::move(command), origin.actor, bytes);
        const auto parsed = parseRequest(request->body);
        if (!parsed) return refuse(schema::ErrorCode::malformed, "wire");
        auto made = makeCommand(request, *parsed, std::move(origin));
        if (!made) return std::unexpected(made.error());
        return runCommand(*made);
    }
    CommandContext contextOf(Batch& batch, const Origin& origin, std::span<const PreparedBlob> blobs = {}) {
        return {batch, origin, settings, key, signingKey, random, blobs};
    }
    CommitLoop::Parts loopParts(std::shared_mutex& guard, std::function<void(CommittedBatch)> committed = {}) {
        return {*environment, guard, options, settings, key, signingKey, clock, random, std::move(committed)};
    }
    Outcome runCommand(const Command& command) {
        Batch batch(*environment, clock.now());
        before_ = batch.position();
        const auto hash = strict ? hashOfTables(batch.transaction) : 0;
        auto context = contextOf(batch, command.origin, command.blobs);
        auto outcome = command.action(context);
        if (!outcome && strict) {
            EXPECT_EQ(hashOfTables(batch.transaction), hash) << "refused, and yet something is changed";
            EXPECT_EQ(batch.position(), before_);
        }
        after_ = batch.isAbandoned() ? before_ : batch.position();
        if (!batch.isAbandoned()) batch.commit();
        return outcome;
    }
    Outcome handOut(OfficialId official, Origin origin = {"tram-store", {}}) {
        Command command;
        command.origin = std::move(origin);
        command.action = [official, made = makeHandOut(key, random)](CommandContext& context) {
            return setHandOutPassword(context, official, made);
        };
        return runCommand(command);
    }
    // The id that the command answered; 0 and a failure where it was refused.
    template <class Object>
    std::uint64_t made(Object command, Origin origin = {"tram", {}}) {
        const auto outcome = run(std::move(command), {}, std::move(origin));
        if (!outcome) {
            ADD_FAILURE() << schema::EnumNameErrorCode(outcome.error().code) << " " << outcome.error().field << " "
                          << outcome.error().detail;
            return 0;
        }
        return outcome->AsDone()->id;
    }
    template <class Object>
    schema::ErrorCode refused(Object command, ByteView bytes = {}, Origin origin = {"tram-store", {}}) {
        const auto outcome = run(std::move(command), bytes, std::move(origin));
        return outcome ? schema::ErrorCode::none : outcome.error().code;
    }
    // Records that the last command wrote.
    [[nodiscard]] std::uint64_t records() const { return after_.value - before_.value; }

    // ---- a small province
    std::uint64_t agency(const std::string& name = "Sở Nội vụ", const std::string& label = "snv") {
        schema::CreateAgencyT command;
        command.name = name;
        command.domain_label = label;
        command.basis = basis();
        return made(std::move(command));
    }
    OfficialId official(std::uint64_t agency, const std::string& name, const std::string& address = {}) {
        schema::CreateOfficialT command;
        command.name = name;
        command.agency = agency;
        command.address = address;
        if (!address.empty()) command.basis = basis();
        return OfficialId{made(std::move(command))};
    }
    // The two that came with an agency.
    MailboxId agencyMailbox(std::uint64_t agency) {
        const ReadTransaction transaction(*environment);
        const auto record = findAgency(transaction, AgencyId{agency});
        return MailboxId{record ? record->mailbox : 0};
    }
    MailboxId clerkMailbox(std::uint64_t agency) {
        const ReadTransaction transaction(*environment);
        const auto record = findAgency(transaction, AgencyId{agency});
        return MailboxId{record ? record->clerk_mailbox : 0};
    }
    MailboxId mailboxOf(OfficialId official) {
        const ReadTransaction transaction(*environment);
        const auto record = findOfficial(transaction, official);
        return MailboxId{record ? record->mailbox : 0};
    }
    FolderId folderOf(MailboxId mailbox, const std::string& name = "INBOX") {
        const ReadTransaction transaction(*environment);
        return findFolder(transaction, mailbox, name).value_or(FolderId{});
    }
    schema::FolderState stateOf(FolderId id) {
        const ReadTransaction transaction(*environment);
        return transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id))
            .value_or(schema::FolderState{});
    }
    schema::Usage usageOf(MailboxId mailbox) {
        const ReadTransaction transaction(*environment);
        return transaction.getStruct<schema::Usage>(Table::usage, Key::of(mailbox)).value_or(schema::Usage{});
    }
    std::optional<schema::Message> message(FolderId id, std::uint32_t uid) {
        const ReadTransaction transaction(*environment);
        return transaction.getStruct<schema::Message>(Table::message, Key::of(id, Uid{uid}));
    }
    std::size_t rows(Table table) {
        const ReadTransaction transaction(*environment);
        MDB_stat stat{};
        mdb_stat(transaction.handle(), environment->table(table), &stat);
        return stat.ms_entries;
    }
    // Purges and frees all that is due now.
    void housekeep() {
        for (bool more = true; more;) {
            Batch batch(*environment, clock.now());
            more = choreStep(batch);
            more = releaseStep(batch, limits::store::releaseStep) || more;
            more = journalStep(batch, settings.journal, limits::store::journalStep) || more;
            batch.commit();
        }
    }

    TemporaryFolder folder;
    EnvironmentOptions options;
    SettableClock clock;
    StoreSettings settings = testSettings();
    credentials::SealingKey key = testKey();
    credentials::SigningKey signingKey = *credentials::SigningKey::loadOrMake(folder.path, key);
    SeededRandom random{1};
    std::optional<Environment> environment;
    bool strict = true;

private:
    JournalPosition before_;
    JournalPosition after_;
};

}  // namespace tram::store::fixture
