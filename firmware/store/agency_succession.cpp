#include "store/agency_succession.hpp"

#include "store/address_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/new_mailbox.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;
using schema::Right;

// Takes no more mail. Who worked with it reads it still; nobody answers from it.
void closeMailbox(CommandContext& context, MailboxId id, MailboxId successor, AgencyId holder) {
    auto& batch = context.batch;
    auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox) return;
    mailbox->enabled = false;
    mailbox->successor = successor.value;
    mailbox->ended = batch.nowMicroseconds();
    putMailbox(batch, id, std::move(*mailbox));
    giveUpAddresses(batch, id, givenUp(context.settings.addressTerms, batch.now(), static_cast<bool>(successor)),
                    holder.value);
    std::vector<std::pair<OfficialId, schema::GrantT>> grants;
    {
        const auto prefix = Key::of(id);
        Cursor cursor(batch.transaction, Table::grant);
        for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next()) {
            schema::GrantT grant;
            Record<schema::Grant>(cursor.value())->UnPackTo(&grant);
            grants.emplace_back(OfficialId{keyNumber(cursor.key(), 8)}, std::move(grant));
        }
    }
    for (const auto& [official, grant] : grants)
        setRights(context, id, official, grant.rights & (Right::read | Right::answer), grant.decision);
}

// A mailbox that the agency has beside its own and its clerk's.
void moveFurtherMailboxes(CommandContext& context, AgencyId from, AgencyId into, const schema::AgencyRecordT& agency) {
    auto& batch = context.batch;
    std::vector<std::pair<MailboxId, schema::MailboxRecordT>> further;
    {
        Cursor cursor(batch.transaction, Table::mailbox);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            const auto id = keyNumber(cursor.key(), 0);
            const Record<schema::MailboxRecord> record(cursor.value());
            if (record->agency() != from.value || record->kind() == schema::MailboxKind::personal ||
                !record->enabled() || id == agency.mailbox || id == agency.clerk_mailbox)
                continue;
            auto& [mailbox, copy] = further.emplace_back(MailboxId{id}, schema::MailboxRecordT{});
            record->UnPackTo(&copy);
        }
    }
    for (auto& [id, mailbox] : further) {
        if (!into) {
            closeMailbox(context, id, {}, from);
            continue;
        }
        mailbox.agency = into.value;
        putMailbox(batch, id, std::move(mailbox));
    }
}

}  // namespace

std::expected<void, Refusal> checkSuccession(const CommandContext& context, AgencyId from, AgencyId into,
                                             const char* field) {
    const auto& transaction = context.batch.transaction;
    if (from == into) return refuse(ErrorCode::malformed, field, "the same agency");
    if (isInBranch(transaction, into, from))
        return refuse(ErrorCode::cycle, field, "the successor is one of its sub-units");
    if (depthOf(transaction, into) + heightOf(transaction, from) - 1 > limits::province::agencyDepth)
        return refuse(ErrorCode::limit, field, "too many levels");
    return {};
}

void succeed(CommandContext& context, AgencyId from, AgencyId into, const schema::BasisT& basis) {
    auto& batch = context.batch;
    const auto& transaction = batch.transaction;
    auto agency = findAgency(transaction, from);
    if (!agency) return;
    for (const auto member : membersOf(transaction, from)) moveOfficial(context, member, into, basis);
    for (const auto child : childrenOf(transaction, from)) moveAgency(context, child, into);
    const auto successor = findAgency(transaction, into);
    moveFurtherMailboxes(context, from, into, *agency);
    closeMailbox(context, MailboxId{agency->mailbox}, MailboxId{successor ? successor->mailbox : 0}, from);
    closeMailbox(context, MailboxId{agency->clerk_mailbox}, MailboxId{successor ? successor->clerk_mailbox : 0}, from);
    if (const auto head = successor ? headOf(transaction, into) : std::nullopt) {
        for (const auto mailbox : {agency->mailbox, agency->clerk_mailbox}) {
            if (mailbox != 0)
                setRights(context, MailboxId{mailbox}, *head, Right::read | Right::answer | Right::manage,
                          basis.number);
        }
    }
    const auto before = *agency;
    agency->state = schema::AgencyState::dissolved;
    agency->ended = batch.nowMicroseconds();
    agency->successor = into.value;
    putAgency(batch, from, *agency, &before);
}

void moveAgency(CommandContext& context, AgencyId id, AgencyId parent) {
    const auto before = findAgency(context.batch.transaction, id);
    if (!before) return;
    auto after = *before;
    after.parent = parent.value;
    putAgency(context.batch, id, after, &*before);
}

void moveOfficial(CommandContext& context, OfficialId id, AgencyId agency, const schema::BasisT& basis) {
    auto& batch = context.batch;
    const auto before = findOfficial(batch.transaction, id);
    if (!before) return;
    const auto old = findAgency(batch.transaction, AgencyId{before->agency});
    const auto fresh = findAgency(batch.transaction, agency);
    auto after = *before;
    after.agency = agency.value;
    after.role = schema::Role::official;
    if (after.seconded_to == agency.value) after.seconded_to = 0;
    putOfficial(batch, id, after, &*before);
    auto change = changeOf(schema::DirectoryVerb::official_moved, id, copyOf(basis));
    if (old) change.before = old->name;
    if (fresh) change.after = fresh->name;
    addHistory(context, change);
}

void moveAddress(CommandContext& context, MailboxId id, const std::string& address, AgencyId holder) {
    auto& batch = context.batch;
    auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox || mailbox->address == address) return;
    giveUpAddress(batch, mailbox->address, givenUp(context.settings.addressTerms, batch.now(), true), holder.value);
    giveAddress(batch, address, id);
    mailbox->address = address;
    putMailbox(batch, id, std::move(*mailbox));
}

void touchRevision(CommandContext& context, AgencyId id) {
    if (const auto agency = findAgency(context.batch.transaction, id)) putAgency(context.batch, id, *agency, &*agency);
}

}  // namespace tram::store
