// What an IMAP session reads from the store, and the values it reads: mailboxes, folders, messages,
// changes, bytes.
//
// Every call is synchronous and short; it opens and closes a snapshot of its own, so two calls may see
// two states, the second never the older one. A session never shows an older state than a position it
// was told (action.hpp): the caller of Session::complete() waits until the snapshots have reached it.
// "Mailbox" is here the store's word (an account with an address and a quota); what IMAP calls a
// mailbox is a Folder.
// Threads: one session, one thread; a Backend may be shared by the sessions of a thread.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "mime/message_summary.hpp"

namespace tram::imap {

// What an official may do with a mailbox, as a set.
enum class Right : std::uint8_t {
    read = 1,    // select, fetch, search
    answer = 2,  // flags, append, expunge
    sendAs = 4,
    manage = 8,  // create, delete and rename folders
};

struct Rights {
    std::uint8_t bits = 0;
    [[nodiscard]] constexpr bool has(Right right) const { return (bits & static_cast<std::uint8_t>(right)) != 0; }
    constexpr Rights& add(Right right) {
        bits = static_cast<std::uint8_t>(bits | static_cast<std::uint8_t>(right));
        return *this;
    }
    [[nodiscard]] static constexpr Rights all() { return {15}; }
};

enum class Ownership : std::uint8_t { personal, shared };

struct MailboxInfo {
    MailboxId id;
    std::string address;  // names the subtree of a shared mailbox and its quota root
    Ownership ownership = Ownership::personal;
    Rights rights = Rights::all();
};

// [RFC6154 2]; the numbers are the store's.
enum class SpecialUse : std::uint8_t { none, all, archive, drafts, flagged, junk, sent, trash };

// The counters of a folder, exact at the snapshot.
struct FolderState {
    std::uint32_t uidValidity = 0;
    Uid uidNext{1};
    ModSequence highestModSequence{1};
    std::uint32_t messages = 0;
    std::uint32_t unseen = 0;   // without \Seen
    std::uint32_t deleted = 0;  // with \Deleted
    std::uint64_t bytes = 0;
};

struct FolderInfo {
    FolderId id;
    MailboxId mailbox;
    std::string name;  // UTF-8, NFC, levels separated by '/'; the inbox is exactly "INBOX"
    FolderState state;
    SpecialUse specialUse = SpecialUse::none;
    bool subscribed = false;
    bool noSelect = false;              // only a level of names: holds no messages, cannot be selected
    std::vector<std::string> keywords;  // bit i of a message's keyword mask is keywords[i]; at most 64
};

// System flags of a message, as a set; the numbers are the store's.
enum class SystemFlag : std::uint8_t { seen = 1, answered = 2, flagged = 4, deleted = 8, draft = 16 };

[[nodiscard]] constexpr bool hasFlag(std::uint32_t flags, SystemFlag flag) {
    return (flags & static_cast<std::uint32_t>(flag)) != 0;
}

struct MessageEntry {
    Uid uid;
    std::uint32_t flags = 0;  // SystemFlag bits
    std::uint64_t keywords = 0;
    ModSequence modSequence;
    BlobId blob;
    std::uint64_t object = 0;       // the same message keeps it across folders
    std::uint64_t size = 0;         // octets as stored
    std::int64_t internalDate = 0;  // seconds since 1970, UTC
    std::int64_t saveDate = 0;
    std::int16_t internalZone = 0;  // minutes east of UTC
};

// Both ends belong to the range; first <= last.
struct UidRange {
    Uid first;
    Uid last;
    friend bool operator==(const UidRange&, const UidRange&) = default;
};

// Where a walk along the changes of a folder stands: after this (mod-sequence, uid).
struct ChangeCursor {
    ModSequence modSequence;
    Uid uid;
    // Behind everything of that mod-sequence.
    [[nodiscard]] static constexpr ChangeCursor after(ModSequence modSequence) {
        return {modSequence, Uid{UINT32_MAX}};
    }
};

enum class ReadError : std::uint8_t {
    gone,     // no such folder or blob (any more)
    tooOld,   // expunges that far back are no longer listed: resynchronise in full
    damaged,  // a checksum did not match, or a piece is missing
};

struct Quota {
    std::uint64_t used = 0;   // octets
    std::uint64_t limit = 0;  // octets; 0: no limit
    std::uint64_t messages = 0;
};

class Backend {
public:
    virtual ~Backend() = default;

    // ---- who may see what
    // The mailboxes this official may read, his personal one first.
    [[nodiscard]] virtual std::vector<MailboxInfo> mailboxes(OfficialId official) = 0;
    // All folders of a mailbox as this official sees them, in any order, names that he is subscribed to without a
    // folder included as noSelect.
    [[nodiscard]] virtual std::vector<FolderInfo> folders(OfficialId official, MailboxId mailbox) = 0;
    // By exact name (NFC, "INBOX" upper case).
    [[nodiscard]] virtual std::optional<FolderInfo> folderByName(MailboxId mailbox, ByteView name) = 0;
    [[nodiscard]] virtual std::optional<FolderInfo> folder(FolderId folder) = 0;
    // The counters alone: the cheap question between two commands.
    [[nodiscard]] virtual std::optional<FolderState> folderState(FolderId folder) = 0;
    [[nodiscard]] virtual Quota quota(MailboxId mailbox) = 0;

    // ---- messages of a folder; none of these fails for a folder that is gone: it has no messages
    // All UIDs as ascending disjoint ranges.
    [[nodiscard]] virtual std::vector<UidRange> present(FolderId folder) = 0;
    // Appends up to `limit` UIDs above `after`, ascending. Fewer than `limit`: there are no more.
    virtual void uids(FolderId folder, Uid after, std::size_t limit, std::vector<Uid>& out) = 0;
    // Appends up to `limit` entries with first <= uid <= last, ascending. Fewer: there are no more.
    virtual void entries(FolderId folder, UidRange range, std::size_t limit, std::vector<MessageEntry>& out) = 0;
    // Appends up to `limit` entries behind the cursor in the order (mod-sequence, uid) of their last
    // change. Fewer: there are no more. New messages are changes, too.
    virtual void changed(FolderId folder, ChangeCursor after, std::size_t limit, std::vector<MessageEntry>& out) = 0;
    // Appends the UIDs expunged by changes above `since`, in any order; they may overlap nothing. The
    // result is the folder's highest mod-sequence at that snapshot. Errors: gone, tooOld.
    [[nodiscard]] virtual std::expected<ModSequence, ReadError> expunged(FolderId folder, ModSequence since,
                                                                         std::vector<UidRange>& out) = 0;

    // ---- message bytes
    // These will be read next: a hint to bring them from the disk together.
    enum class Reading : std::uint8_t { summaries, bodies };
    virtual void willRead(std::span<const BlobId> blobs, Reading reading) {
        static_cast<void>(blobs), static_cast<void>(reading);
    }
    // Appends the octets [offset, offset + length) of the blob, fewer at its end; length <= 1 MiB.
    // Errors: gone, damaged.
    [[nodiscard]] virtual std::expected<void, ReadError> read(BlobId blob, std::uint64_t offset, std::size_t length,
                                                              Bytes& out) = 0;
    // The cached summary; null where there is none: the session then parses the bytes.
    [[nodiscard]] virtual std::shared_ptr<const mime::MessageSummary> summary(BlobId blob) = 0;

    // ---- what must be known later (observations): cheap, batched by the backend, never fails
    virtual void bodyFetched(OfficialId official, FolderId folder, const MessageEntry& message) {
        static_cast<void>(official), static_cast<void>(folder), static_cast<void>(message);
    }
    virtual void folderSelected(OfficialId official, FolderId folder) {
        static_cast<void>(official), static_cast<void>(folder);
    }
};

}  // namespace tram::imap
