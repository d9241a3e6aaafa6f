#include "roles/access/store_backend.hpp"

#include "base/limits.hpp"

namespace tram::roles {

namespace {

imap::FolderState stateOf(std::uint32_t uidValidity, const store::schema::FolderState& state) {
    imap::FolderState result;
    result.uidValidity = uidValidity;
    result.uidNext = Uid{state.uid_next()};
    result.highestModSequence = ModSequence{state.highest_mod_sequence()};
    result.messages = state.messages();
    result.unseen = state.unseen();
    result.deleted = state.deleted();
    result.bytes = state.bytes();
    return result;
}

imap::FolderInfo infoOf(const store::FolderView& view) {
    imap::FolderInfo info;
    info.id = view.id;
    info.mailbox = MailboxId{view.folder.mailbox};
    info.name = view.folder.name;
    info.state = stateOf(view.folder.uid_validity, view.state);
    info.specialUse = static_cast<imap::SpecialUse>(view.folder.special_use);
    info.noSelect = view.folder.no_select;
    info.keywords = view.folder.keywords;
    return info;
}

imap::MessageEntry entryOf(const store::MessageView& view) {
    imap::MessageEntry entry;
    entry.uid = view.uid;
    entry.flags = view.message.flags();
    entry.keywords = view.message.keywords();
    entry.modSequence = ModSequence{view.message.mod_sequence()};
    entry.blob = BlobId{view.message.blob()};
    entry.object = view.message.object();
    entry.size = view.message.size();
    entry.internalDate = view.message.internal_date();
    entry.saveDate = view.message.save_date();
    entry.internalZone = view.message.internal_zone();
    return entry;
}

// First fetches that one session remembers; beyond, a body may be on record twice.
constexpr std::size_t fetchedMost = 4'096;

}  // namespace

StoreBackend::StoreBackend(const store::Reader& reader, std::string client,
                           std::function<void(store::schema::EventUnion)> observe)
    : reader_(reader), client_(std::move(client)), observe_(std::move(observe)) {}

std::vector<imap::MailboxInfo> StoreBackend::mailboxes(OfficialId official) {
    std::vector<imap::MailboxInfo> result;
    for (const auto& view : reader_.mailboxesOf(official)) {
        imap::MailboxInfo info;
        info.id = view.id;
        info.address = view.mailbox.address;
        info.ownership = view.own ? imap::Ownership::personal : imap::Ownership::shared;
        info.rights = imap::Rights{static_cast<std::uint8_t>(view.rights)};
        result.push_back(std::move(info));
    }
    return result;
}

std::vector<imap::FolderInfo> StoreBackend::folders(OfficialId official, MailboxId mailbox) {
    std::vector<imap::FolderInfo> result;
    auto subscribed = reader_.subscribedNames(official, mailbox);
    for (const auto& view : reader_.folders(mailbox)) {
        result.push_back(infoOf(view));
        result.back().subscribed = subscribed.erase(result.back().name) != 0;
    }
    for (const auto& name : subscribed) {
        imap::FolderInfo gone;
        gone.mailbox = mailbox;
        gone.name = name;
        gone.subscribed = true;
        gone.noSelect = true;
        result.push_back(std::move(gone));
    }
    return result;
}

std::optional<imap::FolderInfo> StoreBackend::folderByName(MailboxId mailbox, ByteView name) {
    const auto view = reader_.folderByName(mailbox, name);
    if (!view) return std::nullopt;
    return infoOf(*view);
}

std::optional<imap::FolderInfo> StoreBackend::folder(FolderId folder) {
    const auto view = reader_.folder(folder);
    if (!view) return std::nullopt;
    return infoOf(*view);
}

std::optional<imap::FolderState> StoreBackend::folderState(FolderId folder) {
    const auto view = reader_.folder(folder);
    if (!view) return std::nullopt;
    return stateOf(view->folder.uid_validity, view->state);
}

imap::Quota StoreBackend::quota(MailboxId mailbox) {
    imap::Quota quota;
    if (const auto record = reader_.mailbox(mailbox)) quota.limit = record->quota;
    if (const auto usage = reader_.usage(mailbox)) {
        quota.used = usage->bytes();
        quota.messages = usage->messages();
    }
    return quota;
}

std::vector<imap::UidRange> StoreBackend::present(FolderId folder) {
    std::vector<imap::UidRange> ranges;
    if (const auto spans = reader_.presentUids(folder)) {
        ranges.reserve(spans->size());
        for (const auto& span : *spans) ranges.push_back({span.first, span.last});
        return ranges;
    }
    std::vector<Uid> slice;
    do {
        slice.clear();
        reader_.uids(folder, ranges.empty() ? Uid{} : ranges.back().last, limits::imap::uidBatch, slice);
        for (const auto uid : slice) {
            if (!ranges.empty() && ranges.back().last.value + 1 == uid.value) {
                ranges.back().last = uid;
            } else {
                ranges.push_back({uid, uid});
            }
        }
    } while (slice.size() == limits::imap::uidBatch);
    return ranges;
}

void StoreBackend::uids(FolderId folder, Uid after, std::size_t limit, std::vector<Uid>& out) {
    reader_.uids(folder, after, limit, out);
}

void StoreBackend::entries(FolderId folder, imap::UidRange range, std::size_t limit,
                           std::vector<imap::MessageEntry>& out) {
    prefetch(folder, range, limit);
    views_.clear();
    reader_.messages(folder, range.first, range.last, limit, views_);
    for (const auto& view : views_) out.push_back(entryOf(view));
}

void StoreBackend::prefetch(FolderId folder, imap::UidRange range, std::size_t limit) {
    // An open range is a look at what comes first.
    if (limit < limits::imap::prefetchFrom || range.last.value == UINT32_MAX) return;
    if (folder == prefetched_.folder && range.first > prefetched_.first && range.last <= prefetched_.last) return;
    auto last = range.last;
    // Where a whole batch is asked for, others follow.
    if (limit >= limits::imap::entryBatch && UINT32_MAX - range.first.value > limits::imap::prefetchAhead) {
        last = std::max(last, Uid{range.first.value + limits::imap::prefetchAhead});
    }
    reader_.prefetchMessages(folder, range.first, last);
    prefetched_ = {folder, range.first, last};
}

void StoreBackend::changed(FolderId folder, imap::ChangeCursor after, std::size_t limit,
                           std::vector<imap::MessageEntry>& out) {
    views_.clear();
    reader_.changed(folder, after.modSequence, after.uid, limit, views_);
    for (const auto& view : views_) out.push_back(entryOf(view));
}

std::expected<ModSequence, imap::ReadError> StoreBackend::expunged(FolderId folder, ModSequence since,
                                                                   std::vector<imap::UidRange>& out) {
    std::vector<store::UidSpan> spans;
    ModSequence upTo;
    switch (reader_.expunged(folder, since, spans, upTo)) {
        case store::Reader::Expunges::noFolder:
            return std::unexpected(imap::ReadError::gone);
        case store::Reader::Expunges::tooOld:
            return std::unexpected(imap::ReadError::tooOld);
        case store::Reader::Expunges::listed:
            break;
    }
    for (const auto& span : spans) out.push_back({span.first, span.last});
    return upTo;
}

void StoreBackend::willRead(std::span<const BlobId> blobs, Reading reading) {
    if (reading == Reading::bodies) {
        reader_.prefetchBodies(blobs);
    } else {
        reader_.prefetchSummaries(blobs);
    }
}

std::expected<void, imap::ReadError> StoreBackend::read(BlobId blob, std::uint64_t offset, std::size_t length,
                                                        Bytes& out) {
    const auto read = reader_.read(blob, offset, length, out);
    if (read) return {};
    return std::unexpected(read.error().kind == store::StoreErrorKind::notFound ? imap::ReadError::gone
                                                                                : imap::ReadError::damaged);
}

std::shared_ptr<const mime::MessageSummary> StoreBackend::summary(BlobId blob) {
    if (kept_ && keptBlob_ == blob) return kept_;
    const auto encoded = reader_.summary(blob);
    if (!encoded) return nullptr;
    auto decoded = mime::decodeSummary(*encoded);
    if (!decoded) return nullptr;
    kept_ = std::make_shared<const mime::MessageSummary>(std::move(*decoded));
    keptBlob_ = blob;
    return kept_;
}

void StoreBackend::bodyFetched(OfficialId official, FolderId folder, const imap::MessageEntry& message) {
    if (fetched_.size() >= fetchedMost) fetched_.clear();
    if (!fetched_.insert(message.blob.value).second) return;
    store::schema::BodyFetchedT event;
    event.official = official.value;
    event.blob = message.blob.value;
    event.client = client_;
    if (const auto view = reader_.folder(folder)) event.mailbox = view->folder.mailbox;
    store::schema::EventUnion body;
    body.Set(std::move(event));
    observe_(std::move(body));
}

void StoreBackend::folderSelected(OfficialId official, FolderId folder) {
    const auto view = reader_.folder(folder);
    // A check is the inbox opened. R7.1
    if (!view || view->folder.name != "INBOX") return;
    store::schema::MailboxCheckedT event;
    event.official = official.value;
    event.mailbox = view->folder.mailbox;
    event.protocol = "imap";
    store::schema::EventUnion body;
    body.Set(std::move(event));
    observe_(std::move(body));
}

}  // namespace tram::roles
