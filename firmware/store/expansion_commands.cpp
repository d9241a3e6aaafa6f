// A message to a large group, delivered to its members step by step: each exactly once, whatever is killed when.
// R3.6.2
#include <algorithm>

#include "store/blob_writer.hpp"
#include "store/commands.hpp"
#include "store/delivery.hpp"
#include "store/directory.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

std::vector<MailboxId> nextMembers(const ReadTransaction& transaction, ExpansionId id, std::size_t most) {
    std::vector<MailboxId> members;
    const auto prefix = Key::of(id);
    Cursor cursor(transaction, Table::expansionMember);
    for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix) && members.size() < most;
         more = cursor.next())
        members.push_back(MailboxId{keyNumber(cursor.key(), 8)});
    return members;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::ExpandGroup& command) {
    auto& batch = context.batch;
    const ExpansionId id{command.expansion()};
    auto expansion = getObject<schema::Expansion>(batch.transaction, Table::expansion, Key::of(id));
    if (!expansion) return refuse(ErrorCode::no_such_queue, "expansion");
    if (command.most() == 0 || command.most() > limits::province::membersAtOnce)
        return refuse(ErrorCode::limit, "most");
    const auto members = nextMembers(batch.transaction, id, command.most());
    if (members.empty()) return asAnswer(schema::GroupStepT{});

    schema::GroupExpandedT event;
    event.expansion = id.value;
    event.blob = expansion->blob;
    event.message_id = expansion->message_id;
    const Delivery delivery{BlobId{expansion->blob}, expansion->object, expansion->size,
                            expansion->accepted / 1'000'000};
    for (const auto member : members) {
        batch.transaction.remove(Table::expansionMember, Key::of(id, member));
        // Who has left since then has no mailbox that takes mail.
        const auto mailbox = findMailbox(batch.transaction, member);
        if (!mailbox || !mailbox->enabled) continue;
        if (isFull(batch.transaction, member, *mailbox)) {
            event.without_room.push_back(mailbox->address);
            expansion->without_room.push_back(mailbox->address);
            continue;
        }
        event.delivered.push_back(deliver(batch, delivery, FolderId{mailbox->inbox}, mailbox->address));
    }
    const auto delivered = static_cast<std::uint32_t>(event.delivered.size());
    if (delivered > 0) addReferences(batch, BlobId{expansion->blob}, delivered);
    expansion->delivered += delivered;
    const auto seen = expansion->delivered + static_cast<std::uint32_t>(expansion->without_room.size());
    event.left =
        nextMembers(batch.transaction, id, 1).empty() ? 0 : expansion->members - std::min(seen, expansion->members);
    putObject(batch.transaction, Table::expansion, Key::of(id), *expansion);
    schema::GroupStepT answer;
    answer.delivered = delivered;
    answer.left = event.left;
    batch.journal(context.origin, asEvent(std::move(event)));
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::EndExpansion& command) {
    auto& batch = context.batch;
    const ExpansionId id{command.expansion()};
    const auto expansion = getObject<schema::Expansion>(batch.transaction, Table::expansion, Key::of(id));
    if (!expansion) return refuse(ErrorCode::no_such_queue, "expansion");
    if (!nextMembers(batch.transaction, id, 1).empty()) return refuse(ErrorCode::has_children, "expansion");
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());
    batch.transaction.remove(Table::expansion, Key::of(id));
    dropReferences(batch, BlobId{expansion->blob}, 1);
    schema::ExpansionEndedT event;
    event.expansion = id.value;
    event.message_id = expansion->message_id;
    event.delivered = expansion->delivered;
    event.without_room = static_cast<std::uint32_t>(expansion->without_room.size());
    batch.journal(context.origin, asEvent(std::move(event)));
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
