// A message is accepted: in every local recipient's folder, in the queue for every other, in the journal,
// all in one commit.
#include <algorithm>
#include <set>

#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/folder_writer.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

struct Target {
    FolderId folder;
    const schema::AcceptRecipient* recipient;
};

// Not a mere level of names.
bool takesMessages(const ReadTransaction& transaction, FolderId folder) {
    const auto record = getRecord<schema::FolderRecord>(transaction, Table::folder, Key::of(folder));
    return record && !(*record)->no_select() && transaction.get(Table::folderState, Key::of(folder));
}

// Where each local recipient's copy goes; refused before anything is written.
std::expected<std::vector<Target>, Refusal> findTargets(const CommandContext& context,
                                                        const schema::AcceptMessage& message) {
    std::vector<Target> targets;
    std::set<std::uint64_t> seen;
    for (const auto* recipient : *message.recipients()) {
        if (recipient->mailbox() == 0) continue;
        const MailboxId id{recipient->mailbox()};
        const auto mailbox = getRecord<schema::MailboxRecord>(context.batch.transaction, Table::mailbox, Key::of(id));
        if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "recipients", textOf(recipient->address()));
        if (!(*mailbox)->enabled()) return refuse(ErrorCode::disabled, "recipients", textOf(recipient->address()));
        FolderId folder{(*mailbox)->inbox()};
        if (!viewOf(message.folder()).empty()) {
            const auto named = findFolder(context.batch.transaction, id, viewOf(message.folder()));
            if (named && takesMessages(context.batch.transaction, *named)) folder = *named;
        }
        if (!takesMessages(context.batch.transaction, folder))
            return refuse(ErrorCode::no_such_folder, "recipients", textOf(recipient->address()));
        // Two addresses of one mailbox, or one address named twice, are one delivery.
        if (!seen.insert(folder.value).second) continue;
        targets.push_back({folder, recipient});
    }
    return targets;
}

std::expected<void, Refusal> check(const schema::AcceptMessage* message) {
    if (message == nullptr || message->bytes() == nullptr || message->recipients() == nullptr ||
        message->recipients()->size() == 0) {
        return refuse(ErrorCode::malformed, "messages");
    }
    if (message->recipients()->size() > limits::store::recipientsPerMessage)
        return refuse(ErrorCode::limit, "recipients");
    if (message->verdict() == nullptr || message->verdict()->decision() == schema::Decision::unset) {
        return refuse(ErrorCode::no_verdict, "verdict");
    }
    if (message->verdict()->decision() >= schema::Decision::refuse) return refuse(ErrorCode::not_permitted, "verdict");
    return {};
}

void acceptOne(CommandContext& context, const schema::AcceptMessage& message, const PreparedBlob& prepared,
               const std::vector<Target>& targets, schema::AcceptedT& answer) {
    auto& batch = context.batch;
    const auto queued =
        std::ranges::count_if(*message.recipients(), [](const auto* recipient) { return recipient->mailbox() == 0; });
    const auto blob =
        writeBlob(batch, prepared, static_cast<std::uint32_t>(targets.size()) + static_cast<std::uint32_t>(queued));
    if (const auto* summary = message.bytes()->summary(); summary != nullptr && summary->size() > 0) {
        batch.transaction.put(Table::summary, Key::of(blob), asBytes(std::span(summary->data(), summary->size())),
                              MDB_APPEND);
    }
    schema::MessageAcceptedT event;
    event.blob = blob.value;
    event.size = prepared.bytes.size();
    event.message_id = withoutBrackets(viewOf(message.message_id()));
    event.reverse_path = textOf(message.reverse_path());
    if (message.arrival() != nullptr) event.arrival.reset(message.arrival()->UnPack());
    event.verdict.reset(message.verdict()->UnPack());

    const auto object = batch.newId();
    for (const auto& target : targets) {
        auto folder = FolderWriter::open(batch, target.folder);
        if (!folder) throw TransactionFailed{{StoreErrorKind::corrupted, "an inbox is missing"}};
        NewMessage added;
        added.blob = blob;
        added.object = object;
        added.size = prepared.bytes.size();
        added.internalDate = batch.nowSeconds();
        added.internalZone = localZoneMinutes;
        const auto uid = folder->add(added);
        if (!uid) throw TransactionFailed{{StoreErrorKind::full, "an inbox is out of UIDs"}};
        folder->save();
        auto delivered = std::make_unique<schema::DeliveredT>();
        delivered->mailbox = folder->mailbox().value;
        delivered->folder = target.folder.value;
        delivered->uid = uid->value;
        delivered->address = textOf(target.recipient->address());
        event.delivered.push_back(std::move(delivered));
        ++answer.delivered;
    }
    for (const auto* recipient : *message.recipients()) {
        if (recipient->mailbox() != 0) continue;
        const auto queue =
            enqueue(batch, context.settings, message, *recipient, blob, prepared.bytes.size(), context.origin.actor);
        auto entry = std::make_unique<schema::QueuedT>();
        entry->queue = queue.value;
        entry->recipient = textOf(recipient->address());
        event.queued.push_back(std::move(entry));
        ++answer.queued;
    }
    answer.blobs.push_back(blob.value);
    batch.journal(context.origin, asEvent(std::move(event)));
}

}  // namespace

std::expected<void, Refusal> acceptAll(CommandContext& context, const MessageList* messages,
                                       schema::AcceptedT& answer) {
    if (messages == nullptr) return {};
    if (messages->size() != context.blobs.size()) return refuse(ErrorCode::malformed, "messages");
    std::vector<std::vector<Target>> targets;
    for (const auto* message : *messages) {
        if (auto sound = check(message); !sound) return sound;
        auto found = findTargets(context, *message);
        if (!found) return std::unexpected(found.error());
        targets.push_back(std::move(*found));
    }
    for (flatbuffers::uoffset_t i = 0; i < messages->size(); ++i) {
        acceptOne(context, *messages->Get(i), context.blobs[i], targets[i], answer);
    }
    return {};
}

Outcome execute(CommandContext& context, const schema::Accept& command) {
    if (command.messages() == nullptr || command.messages()->size() == 0)
        return refuse(ErrorCode::malformed, "messages");
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.messages(), answer); !accepted)
        return std::unexpected(accepted.error());
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
