#include "proto/imap/memory_backend.hpp"

#include "base/limits.hpp"
#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"

namespace tram::imap {

namespace {

bool within(const std::vector<UidRange>& ranges, Uid uid) {
    return std::ranges::any_of(ranges,
                               [uid](const UidRange& range) { return range.first <= uid && uid <= range.last; });
}

// The name of each superior, outermost first.
std::vector<std::string> superiors(const std::string& name) {
    std::vector<std::string> found;
    for (auto at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
        found.push_back(name.substr(0, at));
    }
    return found;
}

}  // namespace

std::shared_ptr<const mime::MessageSummary> MemoryBackend::summary(BlobId blob) {
    if (noSummaries || !blobs_.contains(blob)) return nullptr;
    auto& cached = summaries_[blob];
    if (!cached) cached = std::make_shared<const mime::MessageSummary>(mime::summarise(blobs_.at(blob)));
    return cached;
}

void MemoryBackend::count(Folder& folder, const MessageEntry& entry, int sign) {
    auto& state = folder.info.state;
    const auto step = static_cast<std::uint32_t>(sign);
    state.messages += step;
    if (!hasFlag(entry.flags, SystemFlag::seen)) state.unseen += step;
    if (hasFlag(entry.flags, SystemFlag::deleted)) state.deleted += step;
    state.bytes = sign > 0 ? state.bytes + entry.size : state.bytes - entry.size;
}

Uid MemoryBackend::insert(Folder& folder, BlobId blob, std::uint32_t flags, std::uint64_t keywords, std::int64_t when,
                          std::int16_t zone) {
    MessageEntry entry;
    entry.uid = folder.info.state.uidNext;
    entry.flags = flags;
    entry.keywords = keywords;
    entry.modSequence = ModSequence{position_};
    entry.blob = blob;
    entry.object = blob.value;
    entry.size = blobs_.at(blob).size();
    entry.internalDate = when;
    entry.saveDate = when;
    entry.internalZone = zone;
    ++folder.info.state.uidNext.value;
    folder.messages.emplace(entry.uid, entry);
    folder.changes.emplace(entry.modSequence, entry.uid);
    count(folder, entry, 1);
    touch(folder);
    return entry.uid;
}

void MemoryBackend::change(Folder& folder, MessageEntry& entry, std::uint32_t flags, std::uint64_t keywords) {
    folder.changes.erase({entry.modSequence, entry.uid});
    count(folder, entry, -1);
    entry.flags = flags;
    entry.keywords = keywords;
    entry.modSequence = ModSequence{position_};
    count(folder, entry, 1);
    folder.changes.emplace(entry.modSequence, entry.uid);
    touch(folder);
}

void MemoryBackend::remove(Folder& folder, Uid uid) {
    const auto at = folder.messages.find(uid);
    folder.changes.erase({at->second.modSequence, uid});
    count(folder, at->second, -1);
    folder.messages.erase(at);
    folder.expunged.emplace(ModSequence{position_}, uid);
    touch(folder);
}

std::expected<std::uint64_t, Failure> MemoryBackend::keywordMask(Folder& folder,
                                                                 const std::vector<std::string>& names) {
    std::uint64_t mask = 0;
    auto& table = folder.info.keywords;
    for (const auto& name : names) {
        const auto at = std::ranges::find_if(table, [&](const auto& known) { return mime::sameName(known, name); });
        const auto bit = static_cast<std::size_t>(at - table.begin());
        if (at == table.end()) {
            if (table.size() == limits::imap::keywords) return std::unexpected(Failure::limit);
            table.push_back(name);
        }
        mask |= 1ULL << bit;
    }
    return mask;
}

ActionResult MemoryBackend::apply(CheckPassword& what) {
    const auto at = accounts_.find(what.query.authcid);
    if (at == accounts_.end() || at->second.password != what.query.password.reveal()) {
        return std::unexpected(Failure::authenticationFailed);
    }
    if (!what.query.authzid.empty() && what.query.authzid != at->first) {
        return std::unexpected(Failure::authorizationFailed);
    }
    return SignedIn{at->second.official, at->first, {}};
}

ActionResult MemoryBackend::apply(FetchScram&) {
    return ScramParameters{"0123456789abcdef", 4096};
}

// No cryptography here: a proof of 32 octets 'p' is right.
ActionResult MemoryBackend::apply(CheckScram& what) {
    const auto at = accounts_.find(what.query.user);
    const bool right = std::ranges::all_of(what.query.clientProof, [](std::uint8_t octet) { return octet == 'p'; });
    if (at == accounts_.end() || !right) return std::unexpected(Failure::authenticationFailed);
    SignedIn signedIn{at->second.official, at->first, {}};
    signedIn.serverSignature.fill('s');
    return signedIn;
}

ActionResult MemoryBackend::apply(CreateFolder& what) {
    auto* present = find(what.mailbox, what.name);
    if (present != nullptr && !present->info.noSelect) return std::unexpected(Failure::alreadyExists);
    for (const auto& superior : superiors(what.name)) {
        if (find(what.mailbox, superior) != nullptr) continue;
        addFolder(what.mailbox, superior, SpecialUse::none);
        subscribed_.erase({what.mailbox, superior});
    }
    if (present != nullptr) {
        present->info.noSelect = false;
        present->info.state.uidValidity = ++lastUidValidity_;
        return Done{};
    }
    addFolder(what.mailbox, what.name, what.specialUse);
    subscribed_.erase({what.mailbox, what.name});
    return Done{};
}

ActionResult MemoryBackend::apply(DeleteFolder& what) {
    auto* folder = find(what.folder);
    if (folder == nullptr) return std::unexpected(Failure::noSuchFolder);
    if (folder->info.name == "INBOX") return std::unexpected(Failure::cannot);
    const auto prefix = folder->info.name + "/";
    const bool inferiors = std::ranges::any_of(folders_, [&](const auto& pair) {
        return pair.second.info.mailbox == folder->info.mailbox && pair.second.info.name.starts_with(prefix);
    });
    if (inferiors && folder->info.noSelect) return std::unexpected(Failure::hasChildren);
    ++position_;
    changed_.insert(what.folder);
    if (!inferiors) {
        folders_.erase(what.folder);
        return Done{};
    }
    // As a new folder that only is a name: a session that has the old one selected finds it lost.
    Folder level;
    level.info.id = FolderId{++lastId_};
    level.info.mailbox = folder->info.mailbox;
    level.info.name = folder->info.name;
    level.info.noSelect = true;
    folders_.erase(what.folder);
    folders_.emplace(level.info.id, std::move(level));
    return Done{};
}

ActionResult MemoryBackend::apply(RenameFolder& what) {
    auto* folder = find(what.folder);
    if (folder == nullptr) return std::unexpected(Failure::noSuchFolder);
    const auto mailbox = folder->info.mailbox;
    if (find(mailbox, what.name) != nullptr) return std::unexpected(Failure::alreadyExists);
    const auto from = folder->info.name;
    if (what.name.starts_with(from + "/")) return std::unexpected(Failure::cannot);
    for (const auto& superior : superiors(what.name)) {
        if (find(mailbox, superior) == nullptr) addFolder(mailbox, superior, SpecialUse::none);
    }
    if (from == "INBOX") {
        auto& target = folders_.at(addFolder(mailbox, what.name, SpecialUse::none));
        target.info.keywords = folder->info.keywords;
        ++position_;
        while (!folder->messages.empty()) {
            const auto entry = folder->messages.begin()->second;
            insert(target, entry.blob, entry.flags, entry.keywords, entry.internalDate, entry.internalZone);
            remove(*folder, entry.uid);
        }
        return Done{};
    }
    for (auto& [id, other] : folders_) {
        if (other.info.mailbox != mailbox) continue;
        if (other.info.name != from && !other.info.name.starts_with(from + "/")) continue;
        other.info.name = what.name + other.info.name.substr(from.size());
    }
    return Done{};
}

ActionResult MemoryBackend::apply(SubscribeFolder& what) {
    if (what.subscription == Subscription::no) {
        subscribed_.erase({what.mailbox, what.name});
        return Done{};
    }
    if (find(what.mailbox, what.name) == nullptr) return std::unexpected(Failure::noSuchFolder);
    subscribed_.emplace(what.mailbox, what.name);
    return Done{};
}

ActionResult MemoryBackend::apply(Append& what) {
    auto* folder = find(what.folder);
    if (folder == nullptr) return std::unexpected(Failure::noSuchFolder);
    auto used = quota(folder->info.mailbox).used;
    std::vector<std::uint64_t> masks;
    for (const auto& message : what.messages) {
        used += message.size;
        const auto mask = keywordMask(*folder, message.keywords);
        if (!mask) return std::unexpected(mask.error());
        masks.push_back(*mask);
    }
    if (used > quota_) return std::unexpected(Failure::overQuota);
    ++position_;
    Appended appended{folder->info.state.uidValidity, {}};
    for (std::size_t i = 0; i < what.messages.size(); ++i) {
        const auto& message = what.messages[i];
        const auto [when, zone] =
            message.internalDate.value_or(std::pair<std::int64_t, std::int16_t>{1'700'000'000, 0});
        const auto blob = addBlob(dynamic_cast<MemorySpool&>(*message.bytes).bytes());
        appended.uids.push_back(insert(*folder, blob, message.flags, masks[i], when, zone));
    }
    return appended;
}

ActionResult MemoryBackend::apply(StoreFlags& what) {
    auto* folder = find(what.folder);
    if (folder == nullptr) return std::unexpected(Failure::noSuchFolder);
    const auto mask = keywordMask(*folder, what.keywords);
    if (!mask) return std::unexpected(mask.error());
    ++position_;
    FlagsStored stored;
    stored.modSequence = ModSequence{position_};
    for (auto& [uid, entry] : folder->messages) {
        if (!within(what.uids, uid)) continue;
        if (what.unchangedSince && entry.modSequence > *what.unchangedSince) {
            stored.modified.push_back(uid);
            continue;
        }
        auto flags = what.flags;
        auto keywords = *mask;
        if (what.mode == FlagMode::add) {
            flags |= entry.flags;
            keywords |= entry.keywords;
        } else if (what.mode == FlagMode::remove) {
            flags = entry.flags & ~flags;
            keywords = entry.keywords & ~keywords;
        }
        if (flags == entry.flags && keywords == entry.keywords) continue;
        change(*folder, entry, flags, keywords);
        stored.changed.push_back(uid);
    }
    return stored;
}

ActionResult MemoryBackend::apply(CopyMessages& what) {
    auto* from = find(what.from);
    auto* to = find(what.to);
    if (from == nullptr || to == nullptr) return std::unexpected(Failure::noSuchFolder);
    ++position_;
    Copied copied{to->info.state.uidValidity, {}, {}};
    std::vector<MessageEntry> chosen;
    for (const auto& [uid, entry] : from->messages) {
        if (within(what.uids, uid)) chosen.push_back(entry);
    }
    for (const auto& entry : chosen) {
        std::vector<std::string> names;
        for (std::size_t bit = 0; bit < from->info.keywords.size(); ++bit) {
            if ((entry.keywords >> bit & 1) != 0) names.push_back(from->info.keywords[bit]);
        }
        copied.from.push_back(entry.uid);
        copied.to.push_back(insert(*to, entry.blob, entry.flags, keywordMask(*to, names).value_or(0),
                                   entry.internalDate, entry.internalZone));
    }
    if (what.transfer == Transfer::move) {
        for (const auto uid : copied.from) remove(*from, uid);
    }
    return copied;
}

ActionResult MemoryBackend::apply(Expunge& what) {
    auto* folder = find(what.folder);
    if (folder == nullptr) return std::unexpected(Failure::noSuchFolder);
    ++position_;
    std::vector<Uid> chosen;
    for (const auto& [uid, entry] : folder->messages) {
        if (hasFlag(entry.flags, SystemFlag::deleted) && within(what.uids, uid)) chosen.push_back(uid);
    }
    for (const auto uid : chosen) remove(*folder, uid);
    return Done{};
}

}  // namespace tram::imap
