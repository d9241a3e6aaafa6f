// What an IMAP session reads, straight from the mapped store.
//
// One a session, on its thread. A message's summary is decoded once and kept while it
// is among the last few that were asked for.
#pragma once

#include <functional>
#include <memory>
#include <unordered_set>

#include "proto/imap/backend.hpp"
#include "store/reader.hpp"

namespace tram::roles {

class StoreBackend final : public imap::Backend {
public:
    // `observe` takes events for the journal; it must not block. `reader` outlives the backend.
    StoreBackend(const store::Reader& reader, std::string client,
                 std::function<void(store::schema::EventUnion)> observe);

    std::vector<imap::MailboxInfo> mailboxes(OfficialId official) override;
    std::vector<imap::FolderInfo> folders(OfficialId official, MailboxId mailbox) override;
    std::optional<imap::FolderInfo> folderByName(MailboxId mailbox, ByteView name) override;
    std::optional<imap::FolderInfo> folder(FolderId folder) override;
    std::optional<imap::FolderState> folderState(FolderId folder) override;
    imap::Quota quota(MailboxId mailbox) override;

    std::vector<imap::UidRange> present(FolderId folder) override;
    void uids(FolderId folder, Uid after, std::size_t limit, std::vector<Uid>& out) override;
    void entries(FolderId folder, imap::UidRange range, std::size_t limit,
                 std::vector<imap::MessageEntry>& out) override;
    void changed(FolderId folder, imap::ChangeCursor after, std::size_t limit,
                 std::vector<imap::MessageEntry>& out) override;
    std::expected<ModSequence, imap::ReadError> expunged(FolderId folder, ModSequence since,
                                                         std::vector<imap::UidRange>& out) override;

    void willRead(std::span<const BlobId> blobs, Reading reading) override;
    std::expected<void, imap::ReadError> read(BlobId blob, std::uint64_t offset, std::size_t length,
                                              Bytes& out) override;
    std::shared_ptr<const mime::MessageSummary> summary(BlobId blob) override;

    void bodyFetched(OfficialId official, FolderId folder, const imap::MessageEntry& message) override;
    void folderSelected(OfficialId official, FolderId folder) override;

private:
    void prefetch(FolderId folder, imap::UidRange range, std::size_t limit);

    struct Prefetched {
        FolderId folder;
        Uid first;
        Uid last;
    } prefetched_;
    const store::Reader& reader_;
    std::string client_;
    std::function<void(store::schema::EventUnion)> observe_;
    BlobId keptBlob_;
    std::shared_ptr<const mime::MessageSummary> kept_;
    std::vector<store::MessageView> views_;      // reused between calls
    std::unordered_set<std::uint64_t> fetched_;  // blobs whose first fetch by this session is on record
};

}  // namespace tram::roles
