// The store in memory: mailboxes, folders, messages, change index, all Actions. For tests, the fuzz
// target and measurements; several sessions may share one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/imap/action.hpp"
#include "proto/imap/backend.hpp"

namespace tram::imap {

class MemorySpool final : public Spool {
public:
    Written write(ByteView bytes) override {
        bytes_ += bytes;
        return Written::yes;
    }
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }

private:
    Bytes bytes_;
};

class MemorySpoolSource final : public SpoolSource {
public:
    std::unique_ptr<Spool> open(std::uint64_t) override { return full ? nullptr : std::make_unique<MemorySpool>(); }
    bool full = false;
};

class MemoryBackend final : public Backend {
public:
    struct Account {
        OfficialId official;
        std::string password;
        std::vector<MailboxInfo> mailboxes;
    };

    // ---- building
    OfficialId addOfficial(const std::string& address, const std::string& password) {
        const OfficialId official{++lastId_};
        const MailboxId mailbox = addMailbox(address);
        accounts_[address] = {official, password, {{mailbox, address, Ownership::personal, Rights::all()}}};
        return official;
    }
    MailboxId addMailbox(const std::string& address) {
        const MailboxId mailbox{++lastId_};
        addresses_[mailbox] = address;
        addFolder(mailbox, "INBOX", SpecialUse::none);
        return mailbox;
    }
    void grant(const std::string& address, MailboxId mailbox, Rights rights) {
        accounts_.at(address).mailboxes.push_back({mailbox, addresses_.at(mailbox), Ownership::shared, rights});
    }
    FolderId addFolder(MailboxId mailbox, const std::string& name, SpecialUse use) {
        Folder folder;
        folder.info.id = FolderId{++lastId_};
        folder.info.mailbox = mailbox;
        folder.info.name = name;
        folder.info.specialUse = use;
        subscribed_.emplace(mailbox, name);
        folder.info.state.uidValidity = ++lastUidValidity_;
        folder.info.state.highestModSequence = ModSequence{++position_};
        const auto id = folder.info.id;
        folders_.emplace(id, std::move(folder));
        return id;
    }
    [[nodiscard]] MailboxId personal(const std::string& address) const { return accounts_.at(address).mailboxes[0].id; }
    Uid deliver(FolderId folder, Bytes message, std::uint32_t flags = 0, std::int64_t when = 1'700'000'000) {
        ++position_;
        return insert(folders_.at(folder), addBlob(std::move(message)), flags, 0, when, 0);
    }
    // Expunges at or below this are no longer listed.
    void forgetExpungesUpTo(FolderId folder, ModSequence floor) { folders_.at(folder).floor = floor; }
    void damage(BlobId blob) { damaged_.insert(blob); }
    [[nodiscard]] const Bytes& bytesOf(BlobId blob) const { return blobs_.at(blob); }
    void setQuota(std::uint64_t octets) { quota_ = octets; }

    // The next action answers this instead of being done.
    std::optional<Failure> failNext;
    // Where set, summary() has none and sessions parse.
    bool noSummaries = false;
    // Folders that changed since the last call.
    std::set<FolderId> takeChanged() { return std::exchange(changed_, {}); }

    // ---- Actions
    ActionResult perform(Action action) {
        if (failNext) return std::unexpected(*std::exchange(failNext, std::nullopt));
        return std::visit([this](auto& what) { return apply(what); }, action);
    }

    // ---- Backend
    std::vector<MailboxInfo> mailboxes(OfficialId official) override {
        for (const auto& [address, account] : accounts_) {
            if (account.official == official) return account.mailboxes;
        }
        return {};
    }
    std::vector<FolderInfo> folders(OfficialId, MailboxId mailbox) override {
        std::vector<FolderInfo> found;
        for (const auto& [id, folder] : folders_) {
            if (folder.info.mailbox != mailbox) continue;
            found.push_back(folder.info);
            found.back().subscribed = subscribed_.contains({mailbox, folder.info.name});
        }
        for (const auto& [of, name] : subscribed_) {
            if (of != mailbox || find(mailbox, name) != nullptr) continue;
            FolderInfo gone;
            gone.mailbox = mailbox;
            gone.name = name;
            gone.subscribed = true;
            gone.noSelect = true;
            found.push_back(std::move(gone));
        }
        return found;
    }
    std::optional<FolderInfo> folderByName(MailboxId mailbox, ByteView name) override {
        const auto* folder = find(mailbox, name);
        return folder == nullptr ? std::nullopt : std::optional(folder->info);
    }
    std::optional<FolderInfo> folder(FolderId id) override {
        const auto at = folders_.find(id);
        return at == folders_.end() ? std::nullopt : std::optional(at->second.info);
    }
    std::optional<FolderState> folderState(FolderId id) override {
        const auto at = folders_.find(id);
        return at == folders_.end() ? std::nullopt : std::optional(at->second.info.state);
    }
    Quota quota(MailboxId mailbox) override {
        Quota quota{.used = 0, .limit = quota_, .messages = 0};
        for (const auto& [id, folder] : folders_) {
            if (folder.info.mailbox != mailbox) continue;
            quota.used += folder.info.state.bytes;
            quota.messages += folder.info.state.messages;
        }
        return quota;
    }
    std::vector<UidRange> present(FolderId id) override {
        std::vector<UidRange> ranges;
        const auto at = folders_.find(id);
        if (at == folders_.end()) return ranges;
        for (const auto& [uid, message] : at->second.messages) ranges.push_back({uid, uid});
        return ranges;
    }
    void uids(FolderId id, Uid after, std::size_t limit, std::vector<Uid>& out) override {
        const auto at = folders_.find(id);
        if (at == folders_.end()) return;
        const auto& messages = at->second.messages;
        for (auto next = messages.upper_bound(after); next != messages.end() && limit-- > 0; ++next) {
            out.push_back(next->first);
        }
    }
    void entries(FolderId id, UidRange range, std::size_t limit, std::vector<MessageEntry>& out) override {
        const auto at = folders_.find(id);
        if (at == folders_.end()) return;
        const auto& messages = at->second.messages;
        for (auto next = messages.lower_bound(range.first);
             next != messages.end() && next->first <= range.last && limit-- > 0; ++next) {
            out.push_back(next->second);
        }
    }
    void changed(FolderId id, ChangeCursor after, std::size_t limit, std::vector<MessageEntry>& out) override {
        const auto at = folders_.find(id);
        if (at == folders_.end()) return;
        const auto& index = at->second.changes;
        for (auto next = index.upper_bound({after.modSequence, after.uid}); next != index.end() && limit-- > 0;
             ++next) {
            out.push_back(at->second.messages.at(next->second));
        }
    }
    std::expected<ModSequence, ReadError> expunged(FolderId id, ModSequence since,
                                                   std::vector<UidRange>& out) override {
        const auto at = folders_.find(id);
        if (at == folders_.end()) return std::unexpected(ReadError::gone);
        if (since < at->second.floor) return std::unexpected(ReadError::tooOld);
        for (auto next = at->second.expunged.upper_bound({since, Uid{UINT32_MAX}}); next != at->second.expunged.end();
             ++next) {
            out.push_back({next->second, next->second});
        }
        return at->second.info.state.highestModSequence;
    }
    std::expected<void, ReadError> read(BlobId blob, std::uint64_t offset, std::size_t length, Bytes& out) override {
        if (damaged_.contains(blob)) return std::unexpected(ReadError::damaged);
        const auto at = blobs_.find(blob);
        if (at == blobs_.end()) return std::unexpected(ReadError::gone);
        if (offset < at->second.size()) out += ByteView(at->second).substr(offset, length);
        return {};
    }
    std::shared_ptr<const mime::MessageSummary> summary(BlobId blob) override;

private:
    using Change = std::pair<ModSequence, Uid>;
    struct Folder {
        FolderInfo info;
        std::map<Uid, MessageEntry> messages;
        std::set<Change> changes;
        std::set<Change> expunged;
        ModSequence floor;
    };

    Folder* find(MailboxId mailbox, ByteView name) {
        for (auto& [id, folder] : folders_) {
            if (folder.info.mailbox == mailbox && folder.info.name == name) return &folder;
        }
        return nullptr;
    }
    Folder* find(FolderId id) {
        const auto at = folders_.find(id);
        return at == folders_.end() ? nullptr : &at->second;
    }
    BlobId addBlob(Bytes message) {
        const BlobId blob{++lastId_};
        blobs_.emplace(blob, std::move(message));
        return blob;
    }

    // Writers: position_ has been advanced for the whole command.
    Uid insert(Folder& folder, BlobId blob, std::uint32_t flags, std::uint64_t keywords, std::int64_t when,
               std::int16_t zone);
    void change(Folder& folder, MessageEntry& entry, std::uint32_t flags, std::uint64_t keywords);
    void remove(Folder& folder, Uid uid);
    void count(Folder& folder, const MessageEntry& entry, int sign);
    void touch(Folder& folder) {
        folder.info.state.highestModSequence = ModSequence{position_};
        changed_.insert(folder.info.id);
    }
    std::expected<std::uint64_t, Failure> keywordMask(Folder& folder, const std::vector<std::string>& names);

    ActionResult apply(CheckPassword& what);
    ActionResult apply(FetchScram& what);
    ActionResult apply(CheckScram& what);
    ActionResult apply(CreateFolder& what);
    ActionResult apply(DeleteFolder& what);
    ActionResult apply(RenameFolder& what);
    ActionResult apply(SubscribeFolder& what);
    ActionResult apply(Append& what);
    ActionResult apply(StoreFlags& what);
    ActionResult apply(CopyMessages& what);
    ActionResult apply(Expunge& what);

    std::uint64_t lastId_ = 0;
    std::uint64_t position_ = 0;
    std::uint32_t lastUidValidity_ = 0;
    std::uint64_t quota_ = 1ULL << 30;
    std::map<std::string, Account> accounts_;
    std::map<MailboxId, std::string> addresses_;
    std::map<FolderId, Folder> folders_;
    std::set<std::pair<MailboxId, std::string>> subscribed_;
    std::map<BlobId, Bytes> blobs_;
    std::map<BlobId, std::shared_ptr<const mime::MessageSummary>> summaries_;
    std::set<BlobId> damaged_;
    std::set<FolderId> changed_;
};

}  // namespace tram::imap
