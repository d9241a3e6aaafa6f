// What a session knows of its selected mailbox: the UIDs it has announced, by sequence number, and
// which changes of the store it has yet to tell.
//
// SELECT needs counters only, so the UIDs are read when a command first names messages or something has
// happened: opening a mailbox of any size costs one record. Until then only exists() is known.
// Flags are not kept: 4 octets a message. Sequence numbers stay as announced until an expunge is told
// [RFC9051 2.3.1.2, 7.5.1]; a message that is gone from the store keeps its number till then.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proto/imap/backend.hpp"

namespace tram::imap {

// Positions in SelectedMailbox::uids(), counted from 0; both ends belong to it.
struct IndexRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    friend bool operator==(const IndexRange&, const IndexRange&) = default;
};

enum class Access : std::uint8_t { readOnly, readWrite };

class SelectedMailbox {
public:
    // `info` is of one snapshot; what came after it is told as a change.
    SelectedMailbox(const FolderInfo& info, Access access, Rights rights);

    [[nodiscard]] FolderId folder() const { return folder_; }
    [[nodiscard]] MailboxId mailbox() const { return mailbox_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Access access() const { return access_; }
    [[nodiscard]] Rights rights() const { return rights_; }
    [[nodiscard]] bool writable() const { return access_ == Access::readWrite; }
    [[nodiscard]] std::uint32_t uidValidity() const { return uidValidity_; }
    [[nodiscard]] Uid uidNext() const { return uidNext_; }
    [[nodiscard]] const std::vector<std::string>& keywords() const { return keywords_; }

    // Reads the UIDs as they were announced, those expunged since included; once, later calls do nothing.
    // Everything below but look() and announcedExists() comes after it.
    // Errors: gone; tooOld where so much was expunged since SELECT that the view cannot be told any more.
    [[nodiscard]] std::expected<void, ReadError> loadUids(Backend& backend);

    [[nodiscard]] std::span<const Uid> uids() const { return uids_; }
    [[nodiscard]] std::uint32_t exists() const {
        return loaded_ ? static_cast<std::uint32_t>(uids_.size()) : announced_;
    }
    [[nodiscard]] Uid lastUid() const { return uids_.empty() ? Uid{} : uids_.back(); }
    // First position whose UID is >= uid; exists() where there is none.
    [[nodiscard]] std::uint32_t lowerBound(Uid uid) const;
    [[nodiscard]] std::optional<std::uint32_t> indexOf(Uid uid) const;
    // The UIDs at these positions, as few ranges as may be. Gaps between neighbours are no UIDs of ours,
    // so a range may span UIDs that never were in the view.
    [[nodiscard]] std::vector<UidRange> uidRanges(std::span<const IndexRange> positions) const;

    // ---- news
    enum class Look : std::uint8_t {
        nothing,
        news,
        lost,  // the folder is gone, another one has its place, or what was announced cannot be told any more
    };
    // Asks the store what has happened. Takes up expunges (pending until told) and new messages; says `news`
    // until walked().
    [[nodiscard]] Look look(Backend& backend);

    // The number of messages the client was told by EXISTS; exists() when nothing new came.
    [[nodiscard]] std::uint32_t announcedExists() const { return announced_; }
    void existsTold() { announced_ = exists(); }
    // Where the walk along flag changes stands.
    [[nodiscard]] ChangeCursor cursor() const { return cursor_; }
    void advance(ChangeCursor cursor) { cursor_ = cursor; }
    // All changes are told: the walk has come to its end.
    void walked();
    // Whether a flag change is news to the client: not if this session made it itself.
    [[nodiscard]] bool isOwn(ModSequence modSequence) const;
    void addOwn(ModSequence modSequence);
    // All changes up to here have been told, if no expunge is pending [RFC7162 3.2.7].
    [[nodiscard]] ModSequence synchronised() const { return synchronised_; }

    // Expunged in the store, not yet told; ascending.
    [[nodiscard]] std::span<const Uid> pendingExpunges() const { return pending_; }
    [[nodiscard]] bool isPending(Uid uid) const;
    // Their positions, ascending.
    [[nodiscard]] std::vector<std::uint32_t> pendingPositions() const;
    // They have been told: sequence numbers close up.
    void expungesTold();

    // Learns a new keyword table; whether it differs.
    [[nodiscard]] bool takeKeywords(std::vector<std::string> keywords);

private:
    void takeExpunged(std::span<const UidRange> ranges);
    // Of what came and went between two announcements the client never hears.
    void dropUnannounced();
    void takeNewMessages(Backend& backend);
    void compareAll(Backend& backend);

    FolderId folder_;
    MailboxId mailbox_;
    std::string name_;
    Access access_;
    Rights rights_;
    std::uint32_t uidValidity_;
    Uid uidNext_;
    std::vector<std::string> keywords_;
    bool loaded_ = false;
    std::vector<Uid> uids_;
    std::vector<Uid> pending_;
    std::uint32_t announced_ = 0;
    ModSequence expungedUpTo_;
    ModSequence seen_;  // the folder's highest at the last look
    ModSequence synchronised_;
    ChangeCursor cursor_;
    std::vector<ModSequence> own_;  // behind the cursor, ascending
    bool untold_ = false;           // a look found news that have not been walked through
};

}  // namespace tram::imap
