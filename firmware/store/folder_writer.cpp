#include "store/folder_writer.hpp"

#include <algorithm>
#include <limits>

#include "base/limits.hpp"
#include "store/blob_writer.hpp"
#include "store/gaps.hpp"

namespace tram::store {

namespace {

Key messageKey(FolderId folder, Uid uid) {
    return Key::of(folder, uid);
}

}  // namespace

std::optional<FolderWriter> FolderWriter::open(Batch& batch, FolderId id) {
    FolderWriter writer(batch, id);
    const auto key = Key::of(id);
    auto folder = getObject<schema::FolderRecord>(batch.transaction, Table::folder, key);
    const auto state = batch.transaction.getStruct<schema::FolderState>(Table::folderState, key);
    if (!folder || !state) return std::nullopt;
    writer.folder_ = std::move(*folder);
    writer.state_ = *state;
    if (const auto usage = batch.transaction.getStruct<schema::Usage>(Table::usage, Key::of(writer.mailbox())))
        writer.usage_ = *usage;
    return writer;
}

std::expected<Uid, Refusal> FolderWriter::add(const NewMessage& added) {
    if (state_.uid_next() == std::numeric_limits<std::uint32_t>::max())
        return refuse(schema::ErrorCode::limit, "folder", "out of UIDs");
    const Uid uid{state_.uid_next()};
    const auto modSequence = batch_->modSequence();
    const auto object = added.object != 0 ? added.object : batch_->newId();
    const schema::Message record(added.blob.value, object, modSequence.value, added.keywords, added.size,
                                 added.internalDate, batch_->nowSeconds(), added.flags, added.internalZone, 0);
    batch_->transaction.putStruct(Table::message, messageKey(id_, uid), record);
    batch_->transaction.put(Table::change, Key::of(id_, modSequence, uid), {});
    state_.mutate_uid_next(uid.value + 1);
    state_.mutate_messages(state_.messages() + 1);
    state_.mutate_unseen(state_.unseen() + ((added.flags & message_flag::seen) == 0 ? 1 : 0));
    state_.mutate_deleted(state_.deleted() + ((added.flags & message_flag::deleted) != 0 ? 1 : 0));
    state_.mutate_bytes(state_.bytes() + added.size);
    state_.mutate_highest_mod_sequence(modSequence.value);
    usage_.mutate_bytes(usage_.bytes() + added.size);
    usage_.mutate_messages(usage_.messages() + 1);
    batch_->state.mutate_messages(batch_->state.messages() + 1);
    batch_->state.mutate_message_bytes(batch_->state.message_bytes() + added.size);
    batch_->touch(id_);
    return uid;
}

std::optional<schema::Message> FolderWriter::message(Uid uid) const {
    return batch_->transaction.getStruct<schema::Message>(Table::message, messageKey(id_, uid));
}

void FolderWriter::change(Uid uid, const schema::Message& before, std::uint32_t flags, std::uint64_t keywords) {
    const auto modSequence = batch_->modSequence();
    batch_->transaction.remove(Table::change, Key::of(id_, before.mod_sequence(), uid));
    batch_->transaction.put(Table::change, Key::of(id_, modSequence, uid), {});
    auto after = before;
    after.mutate_flags(flags);
    after.mutate_keywords(keywords);
    after.mutate_mod_sequence(modSequence.value);
    batch_->transaction.putStruct(Table::message, messageKey(id_, uid), after);
    const auto delta = [&](std::uint32_t flag) {
        return static_cast<std::uint32_t>((flags & flag) != 0) -
               static_cast<std::uint32_t>((before.flags() & flag) != 0);
    };
    state_.mutate_unseen(state_.unseen() - delta(message_flag::seen));
    state_.mutate_deleted(state_.deleted() + delta(message_flag::deleted));
    state_.mutate_highest_mod_sequence(modSequence.value);
    batch_->touch(id_);
}

void FolderWriter::remove(Uid uid, const schema::Message& message) {
    batch_->transaction.remove(Table::message, messageKey(id_, uid));
    batch_->transaction.remove(Table::change, Key::of(id_, message.mod_sequence(), uid));
    state_.mutate_messages(state_.messages() - 1);
    if ((message.flags() & message_flag::seen) == 0) state_.mutate_unseen(state_.unseen() - 1);
    if ((message.flags() & message_flag::deleted) != 0) state_.mutate_deleted(state_.deleted() - 1);
    state_.mutate_bytes(state_.bytes() - message.size());
    usage_.mutate_bytes(usage_.bytes() - message.size());
    usage_.mutate_messages(usage_.messages() - 1);
    batch_->state.mutate_messages(batch_->state.messages() - 1);
    batch_->state.mutate_message_bytes(batch_->state.message_bytes() - message.size());
    dropReferences(*batch_, BlobId{message.blob()}, 1);
    batch_->touch(id_);
}

void FolderWriter::bury(const std::vector<Uid>& uids) {
    if (uids.empty()) return;
    const auto modSequence = batch_->modSequence();
    for (std::size_t i = 0; i < uids.size();) {
        auto last = i;
        while (last + 1 < uids.size() && uids[last + 1].value == uids[last].value + 1) ++last;
        const std::uint32_t end = uids[last].value;
        batch_->transaction.put(Table::expunged, Key::of(id_, modSequence, uids[i]),
                                ByteView(reinterpret_cast<const char*>(&end), sizeof end));
        widenGaps(batch_->transaction, id_, {uids[i], Uid{end}});
        i = last + 1;
    }
    state_.mutate_highest_mod_sequence(modSequence.value);
    batch_->touch(id_);
    // Counting them costs, so it is done now and then.
    if (modSequence.value % 64 == 0) trimTombstones();
}

void FolderWriter::trimTombstones() {
    const auto prefix = Key::of(id_);
    const auto oldest = Key::of(id_, std::uint64_t{1});
    std::size_t count = 0;
    Cursor cursor(batch_->transaction, Table::expunged);
    for (bool found = cursor.seek(oldest); found && cursor.keyStartsWith(prefix); found = cursor.next()) ++count;
    if (count <= limits::store::tombstonesPerFolder) return;
    // A quarter more than need be, so that it is not soon again; all of one change or none.
    auto surplus = count - limits::store::tombstonesPerFolder * 3 / 4;
    auto floor = state_.expunged_floor();
    std::vector<Bytes> keys;
    for (bool found = cursor.seek(oldest); found && cursor.keyStartsWith(prefix); found = cursor.next()) {
        const auto modSequence = keyNumber(cursor.key(), 8);
        if (surplus == 0 && modSequence != floor) break;
        if (surplus > 0) --surplus;
        floor = modSequence;
        keys.emplace_back(cursor.key());
    }
    for (const auto& key : keys) batch_->transaction.remove(Table::expunged, key);
    state_.mutate_expunged_floor(floor);
}

std::expected<std::uint64_t, Refusal> FolderWriter::keywordMask(const std::vector<std::string>& keywords,
                                                                Unknown unknown) {
    std::uint64_t mask = 0;
    for (const auto& keyword : keywords) {
        if (keyword.empty() || keyword.size() > limits::store::keywordLength)
            return refuse(schema::ErrorCode::bad_name, "keyword", keyword);
        // Keywords are case-insensitive [RFC9051 2.3.2]; the first spelling stays.
        const auto known = std::ranges::find_if(folder_.keywords, [&](const std::string& other) {
            return std::ranges::equal(other, keyword, [](char a, char b) {
                const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
                return lower(a) == lower(b);
            });
        });
        const auto index = static_cast<std::size_t>(known - folder_.keywords.begin());
        if (known == folder_.keywords.end()) {
            if (unknown == Unknown::leaveOut) continue;
            if (folder_.keywords.size() >= limits::store::keywordsPerFolder)
                return refuse(schema::ErrorCode::limit, "keyword", keyword);
            folder_.keywords.push_back(keyword);
            folderChanged_ = true;
        }
        mask |= std::uint64_t{1} << index;
    }
    return mask;
}

void FolderWriter::save() {
    const auto key = Key::of(id_);
    batch_->transaction.putStruct(Table::folderState, key, state_);
    batch_->transaction.putStruct(Table::usage, Key::of(mailbox()), usage_);
    if (folderChanged_) putObject(batch_->transaction, Table::folder, key, folder_);
    folderChanged_ = false;
}

}  // namespace tram::store
