// A message is accepted: in every local recipient's folder, in the queue for every other, in the journal,
// all in one commit.
#include <algorithm>
#include <set>

#include "store/commands.hpp"
#include "store/delivery.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/group_members.hpp"
#include "store/queue_table.hpp"
#include "store/ticket_table.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

struct Target {
    FolderId folder;
    std::string address;
    bool support = false;
};

// A member elsewhere of the list or alias that `group` names.
struct OutsideTarget {
    const schema::AcceptRecipient* group = nullptr;
    std::string address;
    std::string returnAddress;
};

// Where a message goes, found before anything is written.
struct Plan {
    std::vector<Target> targets;
    std::vector<OutsideTarget> outside;
    std::vector<std::string> groups;
    std::vector<MailboxId> later;          // members of large groups
    std::vector<std::string> withoutRoom;  // members over their quota
    std::uint32_t queued = 0;

    // A large group's members follow in steps, and whoever has no room is reported to the sender.
    [[nodiscard]] bool isExpanded() const { return !later.empty() || !withoutRoom.empty(); }
};

// Not a mere level of names.
bool takesMessages(const ReadTransaction& transaction, FolderId folder) {
    const auto record = getRecord<schema::FolderRecord>(transaction, Table::folder, Key::of(folder));
    return record && !(*record)->no_select() && transaction.get(Table::folderState, Key::of(folder));
}

// The members of the message's groups who do not get it anyway; those of small groups become targets.
std::expected<void, Refusal> addMembers(const CommandContext& context, const schema::AcceptMessage& message,
                                        std::set<std::uint64_t>& mailboxes, Plan& plan) {
    const auto& transaction = context.batch.transaction;
    std::set<MailboxId> members;
    std::set<std::string> outside;
    for (const auto* recipient : *message.recipients()) {
        if (!recipient->group()) continue;
        const auto group = findGroup(transaction, normaliseAddress(viewOf(recipient->address())), context.batch.now());
        if (!group) return refuse(ErrorCode::no_such_mailbox, "recipients", textOf(recipient->address()));
        if (!maySend(transaction, context.settings.groupPolicy, *group, context.origin.actor))
            return refuse(ErrorCode::not_permitted, "recipients", textOf(recipient->address()));
        const auto all = membersOf(transaction, *group, context.batch.now());
        const auto elsewhere = outsideMembersOf(transaction, *group);
        if (all.empty() && elsewhere.addresses.empty())
            return refuse(ErrorCode::no_such_mailbox, "recipients", textOf(recipient->address()));
        for (const auto& address : elsewhere.addresses) {
            if (outside.insert(address).second) plan.outside.push_back({recipient, address, elsewhere.returnAddress});
        }
        members.insert(all.begin(), all.end());
        plan.groups.push_back(group->address);
    }
    std::erase_if(members, [&](MailboxId member) { return !mailboxes.insert(member.value).second; });
    if (members.size() + plan.targets.size() > limits::province::membersAtOnce) {
        // What reaches the support mailbox is a ticket of this commit, whatever it is a member of.
        const auto support = findSupport(context);
        const auto mailbox = members.contains(support) ? findMailbox(transaction, support) : std::nullopt;
        if (mailbox && !isFull(transaction, support, *mailbox)) {
            plan.targets.push_back({FolderId{mailbox->inbox}, mailbox->address, true});
            members.erase(support);
        }
        plan.later.assign(members.begin(), members.end());
        return {};
    }
    for (const auto member : members) {
        const auto mailbox = findMailbox(transaction, member);
        if (!mailbox) continue;
        if (isFull(transaction, member, *mailbox)) {
            plan.withoutRoom.push_back(mailbox->address);
        } else {
            plan.targets.push_back(
                {FolderId{mailbox->inbox}, mailbox->address, mailbox->kind == schema::MailboxKind::support});
        }
    }
    return {};
}

// Where each recipient's copy goes; refused before anything is written.
std::expected<Plan, Refusal> makePlan(const CommandContext& context, const schema::AcceptMessage& message) {
    Plan plan;
    std::set<std::uint64_t> folders;
    std::set<std::uint64_t> mailboxes;
    bool hasGroups = false;
    for (const auto* recipient : *message.recipients()) {
        if (recipient->group()) {
            hasGroups = true;
            continue;
        }
        if (recipient->mailbox() == 0) {
            ++plan.queued;
            continue;
        }
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
        if (!folders.insert(folder.value).second) continue;
        mailboxes.insert(id.value);
        plan.targets.push_back(
            {folder, textOf(recipient->address()), (*mailbox)->kind() == schema::MailboxKind::support});
    }
    if (hasGroups) {
        if (auto added = addMembers(context, message, mailboxes, plan); !added) return std::unexpected(added.error());
    }
    return plan;
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

ExpansionId beginExpansion(Batch& batch, const schema::AcceptMessage& message, const Plan& plan,
                           const schema::MessageAcceptedT& event, std::uint64_t object) {
    const ExpansionId id{batch.newId()};
    schema::ExpansionT expansion;
    expansion.blob = event.blob;
    expansion.object = object;
    expansion.size = event.size;
    expansion.local_prefix = message.local_prefix();
    expansion.message_id = event.message_id;
    expansion.reverse_path = event.reverse_path;
    expansion.envelope_id = textOf(message.envelope_id());
    expansion.ret = message.ret();
    expansion.require_tls = message.require_tls();
    expansion.groups = plan.groups;
    for (const auto* recipient : *message.recipients()) {
        if (!recipient->group()) continue;
        expansion.notify = recipient->notify();
        break;
    }
    expansion.accepted = batch.nowMicroseconds();
    expansion.members = static_cast<std::uint32_t>(plan.later.size());
    expansion.without_room = plan.withoutRoom;
    putObject(batch.transaction, Table::expansion, Key::of(id), expansion);
    for (const auto member : plan.later) batch.transaction.put(Table::expansionMember, Key::of(id, member), {});
    batch.touchExpansions();
    return id;
}

std::unique_ptr<schema::QueuedT> queuedLine(QueueId queue, const schema::QueueEntryT& entry) {
    auto line = std::make_unique<schema::QueuedT>();
    line->queue = queue.value;
    line->recipient = entry.recipient;
    return line;
}

void acceptOne(CommandContext& context, const schema::AcceptMessage& message, const PreparedBlob& prepared,
               const Plan& plan, schema::AcceptedT& answer) {
    auto& batch = context.batch;
    const bool isTicket = opensTicket(message) && std::ranges::any_of(plan.targets, &Target::support);
    const auto references = static_cast<std::uint32_t>(plan.targets.size() + plan.outside.size()) + plan.queued +
                            (plan.isExpanded() ? 1U : 0U) + (isTicket ? 1U : 0U);
    const auto blob = writeBlob(batch, prepared, references);
    if (const auto* summary = message.bytes()->summary(); summary != nullptr && summary->size() > 0) {
        batch.transaction.put(Table::summary, Key::of(blob), asBytes(std::span(summary->data(), summary->size())),
                              MDB_APPEND);
    }
    schema::MessageAcceptedT event;
    event.blob = blob.value;
    event.size = prepared.bytes.size();
    event.message_id = withoutBrackets(viewOf(message.message_id()));
    event.reverse_path = textOf(message.reverse_path());
    event.in_reply_to = firstMessageId(viewOf(message.in_reply_to()));
    if (message.arrival() != nullptr) event.arrival.reset(message.arrival()->UnPack());
    event.verdict.reset(message.verdict()->UnPack());
    event.groups = plan.groups;

    const auto object = batch.newId();
    const Delivery delivery{blob, object, prepared.bytes.size(), batch.nowSeconds()};
    for (const auto& target : plan.targets) {
        event.delivered.push_back(deliver(batch, delivery, target.folder, target.address));
        ++answer.delivered;
    }
    for (const auto* recipient : *message.recipients()) {
        if (recipient->mailbox() != 0 || recipient->group()) continue;
        auto entry = queueEntry(batch, context.settings, message, blob, prepared.bytes.size(), context.origin.actor);
        entry.recipient = textOf(recipient->address());
        entry.original_recipient = textOf(recipient->original_recipient());
        entry.notify = recipient->notify();
        event.queued.push_back(queuedLine(enqueue(batch, entry), entry));
        ++answer.queued;
    }
    for (const auto& member : plan.outside) {
        auto entry = queueEntry(batch, context.settings, message, blob, prepared.bytes.size(), context.origin.actor);
        entry.recipient = member.address;
        if (member.returnAddress.empty()) {
            // The alias's own; what was asked about it is asked about its member. [RFC3461 5.2.7.2]
            entry.notify = member.group->notify();
            entry.original_recipient = textOf(member.group->original_recipient());
        } else {
            entry.reverse_path = member.returnAddress;
            entry.envelope_id.clear();
            entry.ret = schema::Return::unset;
        }
        event.queued.push_back(queuedLine(enqueue(batch, entry), entry));
        ++answer.queued;
    }
    if (isTicket) openTicket(context, message, blob, prepared.bytes.size());
    if (plan.isExpanded()) event.expansion = beginExpansion(batch, message, plan, event, object).value;
    answer.blobs.push_back(blob.value);
    batch.journal(context.origin, asEvent(std::move(event)));
}

}  // namespace

std::expected<void, Refusal> acceptAll(CommandContext& context, const MessageList* messages,
                                       schema::AcceptedT& answer) {
    if (messages == nullptr) return {};
    if (messages->size() != context.blobs.size()) return refuse(ErrorCode::malformed, "messages");
    // Who left a moment ago, and is still signed in somewhere, sends nothing more.
    if (context.origin.actor && !standingOf(context.batch.transaction, context.origin.actor))
        return refuse(ErrorCode::not_permitted, "actor");
    std::vector<Plan> plans;
    for (const auto* message : *messages) {
        if (auto sound = check(message); !sound) return sound;
        auto plan = makePlan(context, *message);
        if (!plan) return std::unexpected(plan.error());
        plans.push_back(std::move(*plan));
    }
    for (flatbuffers::uoffset_t i = 0; i < messages->size(); ++i) {
        acceptOne(context, *messages->Get(i), context.blobs[i], plans[i], answer);
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
