// One folder's messages and counters, changed within a batch.
//
// Keeps FolderState and the mailbox's Usage exact: every change goes through here. save() writes the
// counters back; a FolderWriter that is dropped without it has changed messages but not counted them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/batch.hpp"
#include "store/refusal.hpp"

namespace tram::store {

// [RFC9051 2.3.2]
namespace message_flag {
constexpr std::uint32_t seen = 1;
constexpr std::uint32_t answered = 2;
constexpr std::uint32_t flagged = 4;
constexpr std::uint32_t deleted = 8;
constexpr std::uint32_t draft = 16;
constexpr std::uint32_t all = 31;
}  // namespace message_flag

struct NewMessage {
    BlobId blob;
    std::uint64_t object = 0;  // 0: a new one
    std::uint64_t size = 0;
    std::uint32_t flags = 0;
    std::uint64_t keywords = 0;
    std::int64_t internalDate = 0;
    std::int16_t internalZone = 0;
};

enum class Unknown { learn, leaveOut };

class FolderWriter {
public:
    [[nodiscard]] static std::optional<FolderWriter> open(Batch& batch, FolderId folder);

    [[nodiscard]] FolderId id() const { return id_; }
    [[nodiscard]] const schema::FolderRecordT& folder() const { return folder_; }
    [[nodiscard]] const schema::FolderState& state() const { return state_; }
    [[nodiscard]] MailboxId mailbox() const { return MailboxId{folder_.mailbox}; }

    // Does not count the blob's reference: the caller counts them all at once.
    std::expected<Uid, Refusal> add(const NewMessage& message);
    [[nodiscard]] std::optional<schema::Message> message(Uid uid) const;
    // Writes flags and keywords with the command's mod-sequence.
    void change(Uid uid, const schema::Message& before, std::uint32_t flags, std::uint64_t keywords);
    // Takes the message out and drops its blob's reference; tombstones are written by bury().
    void remove(Uid uid, const schema::Message& message);
    // Tombstones for the removed UIDs, which come ascending. Beyond limits::store::tombstonesPerFolder the
    // oldest go: FolderState::expunged_floor says up to where.
    void bury(const std::vector<Uid>& uids);

    // The mask for these keywords; those that the folder does not know it learns, or leaves out.
    std::expected<std::uint64_t, Refusal> keywordMask(const std::vector<std::string>& keywords, Unknown unknown);

    void save();

private:
    FolderWriter(Batch& batch, FolderId id) : batch_(&batch), id_(id) {}
    void trimTombstones();
    Batch* batch_;
    FolderId id_;
    schema::FolderRecordT folder_;
    schema::FolderState state_;
    schema::Usage usage_;
    bool folderChanged_ = false;
};

}  // namespace tram::store
