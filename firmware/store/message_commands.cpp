// Changing messages in folders: flags, copies, expunges, appends.
#include <algorithm>

#include "province/time_zone.hpp"
#include "store/blob_writer.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/folder_writer.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;
using UidRanges = flatbuffers::Vector<const schema::UidRange*>;

struct Selected {
    std::vector<std::pair<Uid, schema::Message>> messages;
    std::uint32_t next = 0;  // where the bound cut the selection
};

// The folder's messages in these ranges, in UID order as the ranges come; null: all of them.
Selected select(const ReadTransaction& transaction, FolderId folder, const UidRanges* ranges) {
    Selected selected;
    const schema::UidRange everything(1, 0xffffffff);
    const auto walk = [&](const schema::UidRange& range) {
        const auto prefix = Key::of(folder);
        Cursor cursor(transaction, Table::message);
        for (bool found = cursor.seek(Key::of(folder, std::max(range.first(), 1U)));
             found && cursor.keyStartsWith(prefix); found = cursor.next()) {
            const auto uid = static_cast<std::uint32_t>(keyNumber(cursor.key(), 8, 4));
            if (uid > range.last()) return true;
            if (selected.messages.size() >= limits::store::uidsPerCommand) {
                selected.next = uid;
                return false;
            }
            selected.messages.emplace_back(Uid{uid}, ReadTransaction::structAt<schema::Message>(cursor.value()));
        }
        return true;
    };
    if (ranges == nullptr) {
        walk(everything);
        return selected;
    }
    for (const auto* range : *ranges) {
        if (!walk(*range)) break;
    }
    return selected;
}

// Ranges come ascending and apart, so that "repeat from" is one UID.
bool ascending(const UidRanges* ranges) {
    if (ranges == nullptr) return true;
    std::uint64_t before = 0;
    for (const auto* range : *ranges) {
        if (range->first() <= before && before != 0) return false;
        if (range->last() < range->first()) return false;
        before = range->last();
    }
    return true;
}

std::vector<std::string> textsOf(const flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>* texts) {
    std::vector<std::string> result;
    if (texts != nullptr) {
        for (const auto* text : *texts) result.push_back(textOf(text));
    }
    return result;
}

std::expected<FolderWriter, Refusal> openFolder(CommandContext& context, std::uint64_t id, const char* field,
                                                schema::Right right) {
    auto folder = FolderWriter::open(context.batch, FolderId{id});
    if (!folder || folder->folder().no_select) return refuse(ErrorCode::no_such_folder, field);
    if (!permits(context, folder->mailbox(), right)) return refuse(ErrorCode::not_permitted, field);
    return std::move(*folder);
}

// What more bytes a mailbox would hold, against its quota.
bool fits(const CommandContext& context, MailboxId mailbox, std::uint64_t bytes) {
    const auto record = getRecord<schema::MailboxRecord>(context.batch.transaction, Table::mailbox, Key::of(mailbox));
    const auto usage = context.batch.transaction.getStruct<schema::Usage>(Table::usage, Key::of(mailbox));
    return record && usage && usage->bytes() + bytes <= (*record)->quota();
}

std::vector<std::uint32_t> plain(const std::vector<Uid>& uids) {
    std::vector<std::uint32_t> result;
    result.reserve(uids.size());
    for (const auto uid : uids) result.push_back(uid.value);
    return result;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::StoreFlags& command) {
    auto folder = openFolder(context, command.folder(), "folder", schema::Right::answer);
    if (!folder) return std::unexpected(folder.error());
    if (command.uids() == nullptr || !ascending(command.uids())) return refuse(ErrorCode::malformed, "uids");
    if (command.mode() > schema::FlagMode::MAX) return refuse(ErrorCode::malformed, "mode");
    const bool removing = command.mode() == schema::FlagMode::remove;
    const auto mask = folder->keywordMask(textsOf(command.keywords()), removing ? Unknown::leaveOut : Unknown::learn);
    if (!mask) return std::unexpected(mask.error());
    const auto flags = command.flags() & message_flag::all;
    const auto selected = select(context.batch.transaction, folder->id(), command.uids());
    schema::FlagsStoredT answer;
    answer.next = selected.next;
    schema::FlagsChangedT event;
    for (const auto& [uid, message] : selected.messages) {
        if (command.has_unchanged_since() && message.mod_sequence() > command.unchanged_since()) {
            answer.modified.push_back(uid.value);
            continue;
        }
        auto newFlags = flags;
        auto newKeywords = *mask;
        if (command.mode() == schema::FlagMode::add) {
            newFlags = message.flags() | flags;
            newKeywords = message.keywords() | *mask;
        } else if (removing) {
            newFlags = message.flags() & ~flags;
            newKeywords = message.keywords() & ~*mask;
        }
        if (newFlags == message.flags() && newKeywords == message.keywords()) continue;
        folder->change(uid, message, newFlags, newKeywords);
        answer.changed.push_back(uid.value);
    }
    if (!answer.changed.empty()) {
        folder->save();
        answer.mod_sequence = context.batch.modSequence().value;
        event.folder = folder->id().value;
        event.uids = answer.changed;
        event.added = removing ? 0 : flags;
        event.removed = removing ? flags : command.mode() == schema::FlagMode::replace ? message_flag::all & ~flags : 0;
        context.batch.journal(context.origin, asEvent(std::move(event)));
    }
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::Expunge& command) {
    auto folder = openFolder(context, command.folder(), "folder", schema::Right::answer);
    if (!folder) return std::unexpected(folder.error());
    if (!ascending(command.uids())) return refuse(ErrorCode::malformed, "uids");
    const auto selected = select(context.batch.transaction, folder->id(), command.uids());
    std::vector<Uid> removed;
    for (const auto& [uid, message] : selected.messages) {
        if (command.only_deleted() && (message.flags() & message_flag::deleted) == 0) continue;
        folder->remove(uid, message);
        removed.push_back(uid);
    }
    schema::ExpungedT answer;
    answer.next = selected.next;
    if (!removed.empty()) {
        folder->bury(removed);
        folder->save();
        answer.uids = plain(removed);
        schema::MessagesExpungedT event;
        event.folder = folder->id().value;
        event.uids = answer.uids;
        context.batch.journal(context.origin, asEvent(std::move(event)));
    }
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::Copy& command) {
    auto& batch = context.batch;
    auto from =
        openFolder(context, command.from(), "from", command.move() ? schema::Right::answer : schema::Right::read);
    if (!from) return std::unexpected(from.error());
    if (command.uids() == nullptr || !ascending(command.uids())) return refuse(ErrorCode::malformed, "uids");
    {
        const auto to = openFolder(context, command.to(), "to", schema::Right::answer);
        if (!to) return std::unexpected(to.error());
    }
    const auto selected = select(batch.transaction, from->id(), command.uids());
    schema::CopiedT answer;
    answer.next = selected.next;
    std::uint64_t bytes = 0;
    for (const auto& [uid, message] : selected.messages) bytes += message.size();
    const auto target =
        getRecord<schema::FolderRecord>(batch.transaction, Table::folder, Key::of(std::uint64_t{command.to()}));
    const bool sameMailbox = (*target)->mailbox() == from->mailbox().value;
    if (!(command.move() && sameMailbox) && !selected.messages.empty() &&
        !fits(context, MailboxId{(*target)->mailbox()}, bytes)) {
        return refuse(ErrorCode::over_quota, "to");
    }

    // Copies first, then removals, each with the counters of its own folder read after the other's were saved:
    // both may be the same folder, or share a mailbox's usage.
    std::vector<Uid> sources;
    std::vector<Uid> copies;
    {
        auto to = FolderWriter::open(batch, FolderId{command.to()});
        answer.uid_validity = to->folder().uid_validity;
        const auto& sourceKeywords = from->folder().keywords;
        for (const auto& [uid, message] : selected.messages) {
            std::vector<std::string> keywords;
            for (std::size_t i = 0; i < sourceKeywords.size(); ++i) {
                if ((message.keywords() >> i & 1) != 0) keywords.push_back(sourceKeywords[i]);
            }
            const auto mask = to->keywordMask(keywords, Unknown::learn);
            NewMessage added;
            added.blob = BlobId{message.blob()};
            added.object = message.object();
            added.size = message.size();
            added.flags = message.flags();
            // A target that can learn no more keywords takes the message with those that it knows.
            added.keywords = mask ? *mask : to->keywordMask(keywords, Unknown::leaveOut).value_or(0);
            added.internalDate = message.internal_date();
            added.internalZone = message.internal_zone();
            const auto copied = to->add(added);
            if (!copied) throw TransactionFailed{{StoreErrorKind::full, "a folder is out of UIDs"}};
            addReferences(batch, added.blob, 1);
            sources.push_back(uid);
            copies.push_back(*copied);
        }
        to->save();
    }
    if (command.move() && !sources.empty()) {
        auto source = FolderWriter::open(batch, FolderId{command.from()});
        for (const auto& [uid, message] : selected.messages) source->remove(uid, message);
        source->bury(sources);
        source->save();
    }
    answer.from = plain(sources);
    answer.to = plain(copies);
    if (!sources.empty()) {
        schema::MessagesCopiedT event;
        event.from = command.from();
        event.to = command.to();
        event.from_uids = answer.from;
        event.first_uid = answer.to.front();
        event.moved = command.move();
        batch.journal(context.origin, asEvent(std::move(event)));
    }
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::Append& command) {
    auto& batch = context.batch;
    auto folder = openFolder(context, command.folder(), "folder", schema::Right::answer);
    if (!folder) return std::unexpected(folder.error());
    if (command.messages() == nullptr || command.messages()->size() == 0 ||
        command.messages()->size() != context.blobs.size()) {
        return refuse(ErrorCode::malformed, "messages");
    }
    if (command.messages()->size() > limits::store::messagesPerAppend) return refuse(ErrorCode::limit, "messages");
    if (command.verdict() == nullptr || command.verdict()->decision() == schema::Decision::unset)
        return refuse(ErrorCode::no_verdict, "verdict");
    if (command.verdict()->decision() >= schema::Decision::refuse) return refuse(ErrorCode::not_permitted, "verdict");
    std::uint64_t bytes = 0;
    std::vector<std::uint64_t> masks;
    for (const auto* message : *command.messages()) {
        if (message->bytes() == nullptr) return refuse(ErrorCode::malformed, "messages");
        bytes += message->bytes()->size();
        const auto mask = folder->keywordMask(textsOf(message->keywords()), Unknown::learn);
        if (!mask) return std::unexpected(mask.error());
        masks.push_back(*mask);
    }
    if (!fits(context, folder->mailbox(), bytes)) return refuse(ErrorCode::over_quota, "folder");

    schema::AppendedT answer;
    answer.uid_validity = folder->folder().uid_validity;
    schema::MessagesAppendedT event;
    for (flatbuffers::uoffset_t i = 0; i < command.messages()->size(); ++i) {
        const auto& message = *command.messages()->Get(i);
        const auto blob = writeBlob(batch, context.blobs[i], 1);
        if (const auto* summary = message.bytes()->summary(); summary != nullptr && summary->size() > 0) {
            batch.transaction.put(Table::summary, Key::of(blob), asBytes(std::span(summary->data(), summary->size())),
                                  MDB_APPEND);
        }
        NewMessage added;
        added.blob = blob;
        added.size = context.blobs[i].bytes.size();
        added.flags = message.flags() & message_flag::all;
        added.keywords = masks[i];
        added.internalDate = message.has_date() ? message.internal_date() : batch.nowSeconds();
        added.internalZone = message.has_date() ? message.internal_zone() : province::zoneMinutes;
        const auto uid = folder->add(added);
        if (!uid) throw TransactionFailed{{StoreErrorKind::full, "a folder is out of UIDs"}};
        answer.uids.push_back(uid->value);
        event.blobs.push_back(blob.value);
    }
    folder->save();
    event.folder = folder->id().value;
    event.first_uid = answer.uids.front();
    event.count = static_cast<std::uint32_t>(answer.uids.size());
    event.verdict.reset(command.verdict()->UnPack());
    batch.journal(context.origin, asEvent(std::move(event)));
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
