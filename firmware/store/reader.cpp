#include "store/reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "store/page_prefetch.hpp"
#include "store/ticket_table.hpp"

namespace tram::store {

namespace {

std::optional<FolderView> viewFolder(const ReadTransaction& transaction, FolderId id) {
    auto folder = getObject<schema::FolderRecord>(transaction, Table::folder, Key::of(id));
    const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id));
    if (!folder || !state) return std::nullopt;
    return FolderView{id, std::move(*folder), *state};
}

// Runs a read; LMDB's failures become an empty answer, which callers treat like "not there".
template <class Read>
auto reading(const Environment& environment, Read read) -> decltype(read(std::declval<const ReadTransaction&>())) {
    try {
        const ReadTransaction transaction(environment);
        return read(transaction);
    } catch (const TransactionFailed&) {
        return {};
    }
}

template <class Read>
void readingInto(const Environment& environment, Read read) {
    try {
        const ReadTransaction transaction(environment);
        read(transaction);
    } catch (const TransactionFailed&) {
        return;
    }
}

// Mail that came together has neighbouring ids; where it did not, the leaves between are not worth it.
void prefetchRows(const ReadTransaction& transaction, Table table, std::span<const BlobId> blobs) {
    if (blobs.empty()) return;
    const auto [least, most] = std::ranges::minmax(blobs);
    if (most.value - least.value > blobs.size() * 64) return;
    prefetchLeaves(transaction, table, Key::of(least), Key::of(most), limits::store::prefetchedPages);
}

}  // namespace

std::expected<Reader, StoreError> Reader::open(const std::filesystem::path& folder) {
    EnvironmentOptions options;
    options.readAhead = false;
    auto environment = Environment::open(folder, options);
    if (!environment) return std::unexpected(environment.error());
    return Reader(std::make_shared<Environment>(std::move(*environment)));
}

std::vector<MailboxView> Reader::mailboxesOf(OfficialId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        std::vector<MailboxView> result;
        const auto add = [&](MailboxId mailbox, bool own) {
            auto record = findMailbox(transaction, mailbox);
            // A mailbox that takes no more mail is read still by those who have a right to: a merged agency's, say.
            // R8.1
            if (!record || (own && !record->enabled)) return;
            const auto rights = rightsOn(transaction, id, mailbox);
            if ((rights & schema::Right::read) == schema::Right::read)
                result.push_back({mailbox, std::move(*record), rights, own});
        };
        const auto official = findOfficial(transaction, id);
        if (!official || !official->enabled) return result;
        add(MailboxId{official->mailbox}, true);
        const auto prefix = Key::of(id);
        Cursor cursor(transaction, Table::grantOf);
        for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
            add(MailboxId{keyNumber(cursor.key(), 8)}, false);
        }
        return result;
    });
}

std::optional<schema::MailboxRecordT> Reader::mailbox(MailboxId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) { return findMailbox(transaction, id); });
}

std::optional<schema::OfficialRecordT> Reader::official(OfficialId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) { return findOfficial(transaction, id); });
}

std::optional<schema::Usage> Reader::usage(MailboxId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        return transaction.getStruct<schema::Usage>(Table::usage, Key::of(id));
    });
}

std::set<std::string, std::less<>> Reader::subscribedNames(OfficialId official, MailboxId mailbox) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        return store::subscribedNames(transaction, official, mailbox);
    });
}

std::vector<FolderView> Reader::folders(MailboxId mailbox) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        std::vector<FolderView> result;
        const auto prefix = Key::of(mailbox);
        Cursor cursor(transaction, Table::folderName);
        for (bool found = cursor.seek(prefix); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
            if (auto view = viewFolder(transaction, FolderId{ReadTransaction::structAt<std::uint64_t>(cursor.value())}))
                result.push_back(std::move(*view));
        }
        return result;
    });
}

std::optional<FolderView> Reader::folder(FolderId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) { return viewFolder(transaction, id); });
}

std::optional<FolderView> Reader::folderByName(MailboxId mailbox, ByteView name) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) -> std::optional<FolderView> {
        const auto id = findFolder(transaction, mailbox, name);
        if (!id) return std::nullopt;
        return viewFolder(transaction, *id);
    });
}

std::optional<schema::FolderState> Reader::folderState(FolderId id) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        return transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id));
    });
}

void Reader::uids(FolderId folder, Uid after, std::size_t limit, std::vector<Uid>& out) const {
    if (after.value == UINT32_MAX) return;
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        const auto prefix = Key::of(folder);
        Cursor cursor(transaction, Table::message);
        bool found = cursor.seek(Key::of(folder, after.value + 1));
        for (std::size_t count = 0; found && count < limit && cursor.keyStartsWith(prefix);
             found = cursor.next(), ++count) {
            out.push_back(Uid{static_cast<std::uint32_t>(keyNumber(cursor.key(), 8, 4))});
        }
    });
}

std::optional<std::vector<UidSpan>> Reader::presentUids(FolderId folder) const {
    return reading(*environment_,
                   [&](const ReadTransaction& transaction) { return store::presentUids(transaction, folder); });
}

void Reader::warm() const {
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        Key highest;
        for (int i = 0; i < 4; ++i) highest.add(~std::uint64_t{0});
        for (const auto table :
             {Table::mailbox, Table::address, Table::official, Table::grant, Table::grantOf, Table::folder,
              Table::folderName, Table::folderState, Table::usage, Table::expunged, Table::subscription}) {
            // A table of one page has no leaves to ask for.
            if (prefetchLeaves(transaction, table, Key{}, highest, limits::store::prefetchedPages) == 0) {
                Cursor cursor(transaction, table);
                cursor.first();
            }
        }
        // Of the large ones the way down to the newest.
        for (const auto table : {Table::message, Table::change, Table::blob, Table::summary}) {
            Cursor cursor(transaction, table);
            cursor.last();
        }
    });
}

void Reader::prefetchMessages(FolderId folder, Uid first, Uid last) const {
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        prefetchLeaves(transaction, Table::message, Key::of(folder, first), Key::of(folder, last),
                       limits::store::prefetchedPages);
    });
}

void Reader::messages(FolderId folder, Uid first, Uid last, std::size_t limit, std::vector<MessageView>& out) const {
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        const auto prefix = Key::of(folder);
        Cursor cursor(transaction, Table::message);
        bool found = cursor.seek(Key::of(folder, first));
        for (std::size_t count = 0; found && count < limit && cursor.keyStartsWith(prefix);
             found = cursor.next(), ++count) {
            const Uid uid{static_cast<std::uint32_t>(keyNumber(cursor.key(), 8, 4))};
            if (uid > last) break;
            out.push_back({uid, ReadTransaction::structAt<schema::Message>(cursor.value())});
        }
    });
}

void Reader::changed(FolderId folder, ModSequence after, Uid afterUid, std::size_t limit,
                     std::vector<MessageView>& out) const {
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        const auto prefix = Key::of(folder);
        Cursor cursor(transaction, Table::change);
        const auto start = Key::of(folder, after, afterUid);
        bool found = cursor.seek(start);
        if (found && cursor.key() == start.view()) found = cursor.next();
        for (std::size_t count = 0; found && count < limit && cursor.keyStartsWith(prefix); found = cursor.next()) {
            const Uid uid{static_cast<std::uint32_t>(keyNumber(cursor.key(), 16, 4))};
            const auto message = transaction.getStruct<schema::Message>(Table::message, Key::of(folder, uid));
            if (!message) continue;
            out.push_back({uid, *message});
            ++count;
        }
    });
}

Reader::Expunges Reader::expunged(FolderId folder, ModSequence since, std::vector<UidSpan>& out,
                                  ModSequence& upTo) const {
    auto result = Expunges::noFolder;
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(folder));
        if (!state) return;
        upTo = ModSequence{state->highest_mod_sequence()};
        if (since.value < state->expunged_floor()) {
            result = Expunges::tooOld;
            return;
        }
        result = Expunges::listed;
        const auto prefix = Key::of(folder);
        Cursor cursor(transaction, Table::expunged);
        for (bool found = cursor.seek(Key::of(folder, since.value + 1)); found && cursor.keyStartsWith(prefix);
             found = cursor.next()) {
            out.push_back({Uid{static_cast<std::uint32_t>(keyNumber(cursor.key(), 16, 4))},
                           Uid{ReadTransaction::structAt<std::uint32_t>(cursor.value())}});
        }
    });
    return result;
}

std::expected<void, StoreError> Reader::read(BlobId blob, std::uint64_t offset, std::uint64_t length,
                                             Bytes& out) const {
    try {
        const ReadTransaction transaction(*environment_);
        return readBlob(transaction, blob, offset, length, out);
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
}

void Reader::prefetchBodies(std::span<const BlobId> blobs) const {
    readingInto(*environment_, [&](const ReadTransaction& transaction) {
        prefetchRows(transaction, Table::blob, blobs);
        std::vector<ByteView> values;
        for (const auto id : blobs) {
            const auto blob = transaction.getStruct<schema::Blob>(Table::blob, Key::of(id));
            if (!blob || blob->first_piece() == 0) continue;
            // Looking a value up does not read it: its pages are only pointed at.
            for (std::uint64_t i = 0; i < blob->pieces() && values.size() < limits::store::prefetchedPages / 4; ++i) {
                if (const auto value = transaction.getPiece(blob->first_piece() + i)) values.push_back(*value);
            }
        }
        prefetchBytes(values);
    });
}

void Reader::prefetchSummaries(std::span<const BlobId> blobs) const {
    readingInto(*environment_,
                [&](const ReadTransaction& transaction) { prefetchRows(transaction, Table::summary, blobs); });
}

std::optional<BlobFacts> Reader::blob(BlobId blob) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) { return blobFacts(transaction, blob); });
}

std::optional<Bytes> Reader::summary(BlobId blob) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) -> std::optional<Bytes> {
        const auto value = transaction.get(Table::summary, Key::of(blob));
        if (!value) return std::nullopt;
        return Bytes(*value);
    });
}

std::vector<QueueView> Reader::queue(QueueId from, std::size_t limit) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        std::vector<QueueView> result;
        Cursor cursor(transaction, Table::queue);
        for (bool found = cursor.seek(Key::of(from)); found && result.size() < limit; found = cursor.next()) {
            QueueView view;
            view.id = QueueId{keyNumber(cursor.key(), 0)};
            Record<schema::QueueEntry>(cursor.value())->UnPackTo(&view.entry);
            result.push_back(std::move(view));
        }
        return result;
    });
}

std::optional<ExpansionView> Reader::firstExpansion() const {
    const ReadTransaction transaction(*environment_);
    Cursor cursor(transaction, Table::expansion);
    if (!cursor.first()) return std::nullopt;
    ExpansionView view;
    view.id = ExpansionId{keyNumber(cursor.key(), 0)};
    Record<schema::Expansion>(cursor.value())->UnPackTo(&view.expansion);
    const auto prefix = Key::of(view.id);
    Cursor members(transaction, Table::expansionMember);
    view.membersLeft = members.seek(prefix) && members.keyStartsWith(prefix);
    return view;
}

std::optional<schema::TicketRecordT> Reader::ticket(TicketId ticket) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) { return findTicket(transaction, ticket); });
}

std::optional<TicketId> Reader::dueTicket(TicketId after) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) -> std::optional<TicketId> {
        Cursor cursor(transaction, Table::ticketDue);
        if (!cursor.seek(Key::of(TicketId{after.value + 1}))) return std::nullopt;
        return TicketId{keyNumber(cursor.key(), 0)};
    });
}

std::optional<schema::QueueEntryT> Reader::queueEntry(QueueId queue) const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        return getObject<schema::QueueEntry>(transaction, Table::queue, Key::of(queue));
    });
}

JournalPosition Reader::position() const {
    return reading(*environment_, [&](const ReadTransaction& transaction) {
        const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")));
        return state ? JournalPosition{state->journal_position()} : JournalPosition{};
    });
}

}  // namespace tram::store
