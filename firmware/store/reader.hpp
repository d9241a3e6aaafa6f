// The store as other processes read it: straight from the mapped database.
//
// Every call opens and closes a snapshot of its own, so none outlives limits::store::readTransaction; lists
// take a bound. Threads: any; calls do not share state. Errors of LMDB come as StoreError, "there is none" as
// an empty result.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/blob_reader.hpp"
#include "store/directory.hpp"
#include "store/environment.hpp"
#include "store/gaps.hpp"
#include "store/schema/event_generated.h"
#include "store/subscriptions.hpp"

namespace tram::store {

struct FolderView {
    FolderId id;
    schema::FolderRecordT folder;
    schema::FolderState state;
};

struct MessageView {
    Uid uid;
    schema::Message message;
};

struct MailboxView {
    MailboxId id;
    schema::MailboxRecordT mailbox;
    schema::Right rights{};
    bool own = false;
};

struct QueueView {
    QueueId id;
    schema::QueueEntryT entry;
};

struct ExpansionView {
    ExpansionId id;
    schema::ExpansionT expansion;
    bool membersLeft = false;
};

class Reader {
public:
    [[nodiscard]] static std::expected<Reader, StoreError> open(const std::filesystem::path& folder);

    // ---- the Directory
    // His own mailbox first, then those he has a grant for, closed ones too.
    [[nodiscard]] std::vector<MailboxView> mailboxesOf(OfficialId official) const;
    [[nodiscard]] std::optional<schema::MailboxRecordT> mailbox(MailboxId mailbox) const;
    [[nodiscard]] std::optional<schema::OfficialRecordT> official(OfficialId official) const;
    [[nodiscard]] std::optional<schema::Usage> usage(MailboxId mailbox) const;
    [[nodiscard]] std::set<std::string, std::less<>> subscribedNames(OfficialId official, MailboxId mailbox) const;

    // ---- folders and messages
    [[nodiscard]] std::vector<FolderView> folders(MailboxId mailbox) const;
    [[nodiscard]] std::optional<FolderView> folder(FolderId folder) const;
    [[nodiscard]] std::optional<FolderView> folderByName(MailboxId mailbox, ByteView name) const;
    [[nodiscard]] std::optional<schema::FolderState> folderState(FolderId folder) const;
    void uids(FolderId folder, Uid after, std::size_t limit, std::vector<Uid>& out) const;
    // All UIDs of the folder as ascending ranges, by its gaps: without a look at the messages. Nothing where the folder
    // is older than gaps are.
    [[nodiscard]] std::optional<std::vector<UidSpan>> presentUids(FolderId folder) const;
    // Asks the kernel for what messages() will read of the range, at most limits::store::prefetchedPages.
    void prefetchMessages(FolderId folder, Uid first, Uid last) const;
    void messages(FolderId folder, Uid first, Uid last, std::size_t limit, std::vector<MessageView>& out) const;
    // In the order of (mod-sequence, UID), those behind the given pair.
    void changed(FolderId folder, ModSequence after, Uid afterUid, std::size_t limit,
                 std::vector<MessageView>& out) const;
    enum class Expunges { listed, tooOld, noFolder };
    // UIDs expunged by changes above `since`; `upTo` is the folder's highest mod-sequence at that snapshot.
    Expunges expunged(FolderId folder, ModSequence since, std::vector<UidSpan>& out, ModSequence& upTo) const;

    // ---- message bytes
    [[nodiscard]] std::expected<void, StoreError> read(BlobId blob, std::uint64_t offset, std::uint64_t length,
                                                       Bytes& out) const;
    // Ask the kernel for what reading these blobs, or their summaries, will need.
    void prefetchBodies(std::span<const BlobId> blobs) const;
    void prefetchSummaries(std::span<const BlobId> blobs) const;
    [[nodiscard]] std::optional<BlobFacts> blob(BlobId blob) const;
    // mime::encodeSummary of the message; nothing where none was kept.
    [[nodiscard]] std::optional<Bytes> summary(BlobId blob) const;

    // ---- the queue
    // Entries from an id on; fewer than `limit`: there are no more.
    [[nodiscard]] std::vector<QueueView> queue(QueueId from, std::size_t limit) const;
    [[nodiscard]] std::optional<schema::QueueEntryT> queueEntry(QueueId queue) const;

    // The first delivery to a large group that is under way.
    [[nodiscard]] std::optional<ExpansionView> firstExpansion() const;

    [[nodiscard]] std::optional<schema::TicketRecordT> ticket(TicketId ticket) const;
    // The first ticket behind `after` about which tram-office has to do something.
    [[nodiscard]] std::optional<TicketId> dueTicket(TicketId after) const;

    // Asks the kernel for the tables that opening any mailbox reads, at most limits::store::prefetchedPages of each:
    // after a cold start the first session need not wait for the disk page after page. Some milliseconds.
    void warm() const;

    [[nodiscard]] JournalPosition position() const;
    [[nodiscard]] const Environment& environment() const { return *environment_; }

private:
    explicit Reader(std::shared_ptr<Environment> environment) : environment_(std::move(environment)) {}
    std::shared_ptr<Environment> environment_;
};

}  // namespace tram::store
