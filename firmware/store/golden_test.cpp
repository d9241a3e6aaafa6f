// A store of each released format, kept in tests/format/<number>/: a copy of it opens, says what it said, checks clean
// and takes new mail. TRAM_WRITE_GOLDEN=1 writes the present format's; a released one is never written again.
#include <fstream>
#include <sstream>

#include "store/blob_reader.hpp"
#include "store/credential_table.hpp"
#include "store/folder_writer.hpp"
#include "store/gaps.hpp"
#include "store/store_fixture.hpp"

namespace tram::store {
namespace {

using fixture::TestStore;

// Tests run in this folder (ctest) or in the project's.
std::filesystem::path formats() {
    for (const auto* each : {"../../tests/format", "tests/format"}) {
        if (std::filesystem::is_directory(each)) return each;
    }
    return {};
}

std::string hex(ByteView bytes) {
    std::string text;
    for (const auto octet : asOctets(bytes)) {
        text += "0123456789abcdef"[octet >> 4];
        text += "0123456789abcdef"[octet & 15];
    }
    return text;
}

// All that a reader can be told, as lines.
std::string contentOf(const Environment& environment, const credentials::SealingKey& key) {
    std::ostringstream text;
    const ReadTransaction transaction(environment);
    const auto each = [&](Table table, auto line) {
        Cursor cursor(transaction, table);
        for (bool found = cursor.first(); found; found = cursor.next()) line(cursor.key(), cursor.value());
    };
    each(Table::agency, [&](ByteView k, ByteView value) {
        const Record<schema::AgencyRecord> record(value);
        text << "agency " << keyNumber(k, 0) << " " << textOf(record->name()) << " " << textOf(record->domain_label())
             << " " << record->parent() << "\n";
    });
    each(Table::official, [&](ByteView k, ByteView value) {
        const Record<schema::OfficialRecord> record(value);
        const OfficialId id{keyNumber(k, 0)};
        text << "official " << id.value << " " << textOf(record->name()) << " " << textOf(record->address()) << " "
             << record->mailbox() << "\n";
        for (const auto& credential : readCredentials(transaction, key, id)) {
            text << "credential " << credential.id.value << " " << static_cast<int>(credential.record.kind) << " "
                 << credential.record.label << "\n";
        }
    });
    each(Table::address, [&](ByteView k, ByteView value) {
        text << "address " << k << " " << Record<schema::Address>(value)->mailbox() << "\n";
    });
    each(Table::grant, [&](ByteView k, ByteView value) {
        text << "grant " << keyNumber(k, 0) << " " << keyNumber(k, 8) << " "
             << static_cast<int>(Record<schema::Grant>(value)->rights()) << "\n";
    });
    each(Table::folder, [&](ByteView k, ByteView value) {
        const Record<schema::FolderRecord> record(value);
        const auto state = *transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(keyNumber(k, 0)));
        text << "folder " << keyNumber(k, 0) << " " << record->mailbox() << " " << textOf(record->name()) << " "
             << record->uid_validity() << " " << state.uid_next() << " " << state.messages() << " " << state.unseen()
             << " " << state.highest_mod_sequence() << " " << state.bytes();
        if (record->keywords() != nullptr) {
            for (const auto* keyword : *record->keywords()) text << " " << keyword->str();
        }
        text << "\n";
    });
    each(Table::message, [&](ByteView k, ByteView value) {
        const auto message = ReadTransaction::structAt<schema::Message>(value);
        Bytes bytes;
        const auto read = readBlob(transaction, BlobId{message.blob()}, 0, ~0ULL, bytes);
        text << "message " << keyNumber(k, 0) << " " << keyNumber(k, 8, 4) << " " << message.mod_sequence() << " "
             << message.flags() << " " << message.keywords() << " " << message.internal_date() << " "
             << message.internal_zone() << " "
             << (read ? hex(credentials::view(credentials::sha256(bytes))) : read.error().detail) << "\n";
    });
    each(Table::expunged, [&](ByteView k, ByteView value) {
        text << "expunged " << keyNumber(k, 0) << " " << keyNumber(k, 8) << " " << keyNumber(k, 16, 4) << " "
             << ReadTransaction::structAt<std::uint32_t>(value) << "\n";
    });
    each(Table::queue, [&](ByteView k, ByteView value) {
        const Record<schema::QueueEntry> entry(value);
        text << "queue " << keyNumber(k, 0) << " " << entry->blob() << " <" << textOf(entry->reverse_path()) << "> <"
             << textOf(entry->recipient()) << "> " << entry->attempts() << " " << entry->next_attempt() << " "
             << textOf(entry->last_reply()) << "\n";
    });
    each(Table::journal, [&](ByteView k, ByteView value) {
        const Record<schema::JournalRecord> record(value.substr(32));
        text << "journal " << keyNumber(k, 0) << " " << schema::EnumNameEvent(record->event_type()) << " "
             << record->actor() << " " << textOf(record->process()) << "\n";
    });
    return text.str();
}

// Something in every table.
void fill(TestStore& store) {
    const auto agency = store.agency();
    const auto official = store.official(agency, "Nguyễn Văn Hùng");
    const auto mailbox = store.mailboxOf(official);
    const auto inbox = store.folderOf(mailbox);
    EXPECT_TRUE(store.handOut(official, {"tram", {}}));
    schema::GrantRightsT grant;
    grant.mailbox = store.agencyMailbox(agency).value;
    grant.official = official.value;
    grant.rights = schema::Right::read | schema::Right::send_as;
    store.made(grant);
    for (std::uint64_t i = 0; i < 6; ++i) {
        const auto bytes = fixture::messageOf(i, i == 5 ? 66'000 : 300 + i);
        EXPECT_TRUE(store.run(fixture::acceptOf(bytes.size(), {{mailbox, "hungnv@tinh.gov.vn"}, {{}, "q@example.com"}}),
                              bytes));
    }
    schema::StoreFlagsT flags;
    flags.folder = inbox.value;
    flags.uids = {schema::UidRange(2, 3)};
    flags.mode = schema::FlagMode::add;
    flags.flags = message_flag::seen | message_flag::flagged;
    flags.keywords = {"$Forwarded", "việc"};
    EXPECT_TRUE(store.run(flags));
    schema::ExpungeT expunge;
    expunge.folder = inbox.value;
    expunge.only_deleted = false;
    expunge.uids = {schema::UidRange(1, 1), schema::UidRange(4, 4)};
    EXPECT_TRUE(store.run(expunge));
    schema::DeleteFolderT remove;
    remove.folder = store.folderOf(mailbox, "Junk").value;
    store.made(remove);
}

TEST(Golden, EachReleasedFormatOpens) {
    const auto folder = formats();
    ASSERT_FALSE(folder.empty());
    if (std::getenv("TRAM_WRITE_GOLDEN") != nullptr) {
        TestStore store;
        fill(store);
        const auto target = folder / std::to_string(formatVersion);
        std::filesystem::create_directories(target);
        std::filesystem::remove(target / "data.mdb");
        ASSERT_EQ(mdb_env_copy2(store.environment->handle(), target.c_str(), MDB_CP_COMPACT), 0);
        std::ofstream(target / "content.txt") << contentOf(*store.environment, store.key);
    }
    for (std::uint32_t format = 1; format <= formatVersion; ++format) {
        SCOPED_TRACE("format " + std::to_string(format));
        const auto kept = folder / std::to_string(format);
        TestStore store;
        store.strict = false;
        store.environment.reset();
        std::filesystem::remove(store.folder.path / "lock.mdb");
        std::filesystem::copy_file(kept / "data.mdb", store.folder.path / "data.mdb",
                                   std::filesystem::copy_options::overwrite_existing);
        store.open();
        std::ifstream expected(kept / "content.txt");
        EXPECT_EQ(contentOf(*store.environment, store.key),
                  std::string((std::istreambuf_iterator<char>(expected)), {}));
        EXPECT_EQ(fixture::findingsOf(*store.environment), "");
        const auto mailbox = [&] {
            const ReadTransaction transaction(*store.environment);
            return findAddress(transaction, "hungnv@tinh.gov.vn").value_or(MailboxId{});
        }();
        ASSERT_TRUE(store.run(fixture::acceptOf(100, {{mailbox, "hungnv@tinh.gov.vn"}}), fixture::messageOf(77, 100)));
        store.housekeep();
        EXPECT_EQ(fixture::findingsOf(*store.environment), "");
        if (format == 1) {
            // Expunged before there were gaps: the UIDs are those of the messages.
            EXPECT_FALSE(presentUids(ReadTransaction(*store.environment), store.folderOf(mailbox)));
        }
    }
}

}  // namespace
}  // namespace tram::store
