// Mailboxes made, delegated, handed over and removed; quotas. R3.3b, R3.7, R8.3, R10
#include "province/handover_record.hpp"
#include "province/roles.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/folder_tree.hpp"
#include "store/new_mailbox.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;

std::string rightsText(Right rights) {
    return toText(province::Rights::fromBits(static_cast<std::uint8_t>(rights)));
}

// Of somebody who left, or an agency's that takes no more mail, and its time is over.
std::expected<void, Refusal> mayBeRemoved(const CommandContext& context, const schema::MailboxRecordT& mailbox) {
    const auto now = context.batch.nowMicroseconds();
    if (mailbox.owner != 0) {
        const auto owner = findOfficial(context.batch.transaction, OfficialId{mailbox.owner});
        if (!owner || owner->state != schema::OfficialState::left)
            return refuse(ErrorCode::not_permitted, "mailbox", "its holder has not left");
        if (now < owner->kept_until) return refuse(ErrorCode::too_early, "mailbox", std::to_string(owner->kept_until));
        return {};
    }
    if (mailbox.ended == 0) return refuse(ErrorCode::not_permitted, "mailbox", "it takes mail");
    const std::chrono::microseconds kept = context.settings.addressTerms.mailboxKept;
    if (now < mailbox.ended + kept.count())
        return refuse(ErrorCode::too_early, "mailbox", std::to_string(mailbox.ended + kept.count()));
    return {};
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateMailbox& command) {
    if (command.kind() != schema::MailboxKind::agency && command.kind() != schema::MailboxKind::clerk)
        return refuse(ErrorCode::malformed, "kind", "a personal mailbox comes with its official");
    const AgencyId agencyId{command.agency()};
    if (auto agency = activeAgency(context, agencyId, "agency", Power::manageAgencies); !agency)
        return std::unexpected(agency.error());
    const auto address = freeAddress(context, viewOf(command.address()), "address", 0);
    if (!address) return std::unexpected(address.error());
    auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    const auto id =
        makeMailbox(context.batch, context.settings, {*address, command.kind(), {}, agencyId, command.quota()});
    auto changed = changeOf(DirectoryVerb::mailbox_made, id);
    changed.related.push_back(agencyId.value);
    changed.after = *address;
    changed.basis = copyOf(*basis);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::GrantRights& command) {
    auto& batch = context.batch;
    const MailboxId mailboxId{command.mailbox()};
    const OfficialId officialId{command.official()};
    const auto mailbox = findMailbox(batch.transaction, mailboxId);
    if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    const auto official = findOfficial(batch.transaction, officialId);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (auto may = authoriseOn(context, Power::delegateMailboxes, mailboxId, AgencyId{mailbox->agency}); !may)
        return std::unexpected(may.error());
    // R4.3: who administers opens nobody's own mail, and no mailbox to himself.
    const bool isPersonal = mailbox->kind == schema::MailboxKind::personal;
    if (isPersonal && command.rights() != Right{} && context.origin.actor.value != mailbox->owner)
        return refuse(ErrorCode::not_permitted, "mailbox", "a person's own");
    if (officialId == context.origin.actor) return refuse(ErrorCode::second_person, "official", "oneself");
    if (mailbox->owner == officialId.value) return refuse(ErrorCode::malformed, "official", "his own mailbox");
    const auto known = Right::read | Right::answer | Right::send_as | Right::manage;
    if ((command.rights() & ~known) != Right{}) return refuse(ErrorCode::malformed, "rights");
    if (command.rights() != Right{} && official->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "official", official->address);
    auto decision = checkRemark(viewOf(command.decision()), "decision");
    if (!decision) return std::unexpected(decision.error());

    const auto before = rightsOn(batch.transaction, officialId, mailboxId);
    setRights(context, mailboxId, officialId, command.rights(), *decision);
    auto changed = changeOf(DirectoryVerb::rights_given, mailboxId);
    changed.related.push_back(officialId.value);
    changed.before = rightsText(before);
    changed.after = rightsText(command.rights());
    changed.reason = std::move(*decision);
    recordChange(context, std::move(changed));
    return doneWith(mailboxId.value);
}

Outcome execute(CommandContext& context, const schema::SetQuota& command) {
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::manageQuotas);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (command.quota() == 0) return refuse(ErrorCode::malformed, "quota");
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    auto changed = changeOf(DirectoryVerb::quota_set, id);
    changed.before = std::to_string(mailbox->quota);
    changed.after = std::to_string(command.quota());
    changed.reason = std::move(*reason);
    mailbox->quota = command.quota();
    putMailbox(context.batch, id, std::move(*mailbox));
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::WarnQuota& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    const auto usage = batch.transaction.getStruct<schema::Usage>(Table::usage, Key::of(id));
    const auto level = province::warningLevel(usage ? usage->bytes() : 0, mailbox->quota, mailbox->quota_warned);
    if (level != command.level() || level == mailbox->quota_warned)
        return refuse(ErrorCode::changed_meanwhile, "level");
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());
    mailbox->quota_warned = static_cast<std::uint8_t>(level);
    putObject(batch.transaction, Table::mailbox, Key::of(id), *mailbox);
    schema::QuotaWarnedT event;
    event.mailbox = id.value;
    event.level = mailbox->quota_warned;
    batch.journal(context.origin, asEvent(event));
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::OrderRemoval& command) {
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::manageOfficials);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (auto may = mayBeRemoved(context, *mailbox); !may) return std::unexpected(may.error());
    if (mailbox->removal != nullptr) return refuse(ErrorCode::exists, "mailbox", mailbox->address);
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    if (reason->empty()) return refuse(ErrorCode::malformed, "reason", "empty");
    mailbox->removal = std::make_unique<schema::RemovalT>();
    mailbox->removal->actor = context.origin.actor.value;
    mailbox->removal->time = context.batch.nowMicroseconds();
    mailbox->removal->reason = *reason;
    auto changed = changeOf(DirectoryVerb::removal_ordered, id);
    changed.before = mailbox->address;
    putMailbox(context.batch, id, std::move(*mailbox));
    changed.reason = std::move(*reason);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::WithdrawRemoval& command) {
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::approveRemovals);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (mailbox->removal == nullptr) return refuse(ErrorCode::not_active, "mailbox", "no removal is ordered");
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    mailbox->removal.reset();
    auto changed = changeOf(DirectoryVerb::removal_withdrawn, id);
    changed.before = mailbox->address;
    putMailbox(context.batch, id, std::move(*mailbox));
    changed.reason = std::move(*reason);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::ApproveRemoval& command) {
    const MailboxId id{command.mailbox()};
    const auto mailbox = mailboxFor(context, id, Power::approveRemovals);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (mailbox->removal == nullptr) return refuse(ErrorCode::not_active, "mailbox", "no removal is ordered");
    // A person of his own: the console is nobody, and who ordered it is the first.
    if (!context.origin.actor) return refuse(ErrorCode::second_person, "mailbox", "sign in");
    if (context.origin.actor.value == mailbox->removal->actor)
        return refuse(ErrorCode::second_person, "mailbox", "who ordered it");
    if (auto may = mayBeRemoved(context, *mailbox); !may) return std::unexpected(may.error());

    removeMailbox(context, id, *mailbox);
    auto changed = changeOf(DirectoryVerb::mailbox_removed, id);
    changed.before = mailbox->address;
    changed.reason = mailbox->removal->reason;
    if (mailbox->owner != 0) changed.related.push_back(mailbox->owner);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

namespace {

// As it stands at the handover: the predecessor's last state, the successor's first.
std::vector<province::HandoverRecord::Folder> foldersOf(const ReadTransaction& transaction, MailboxId mailbox) {
    std::vector<province::HandoverRecord::Folder> result;
    for (const auto& [name, id] : allFolders(transaction, mailbox)) {
        const auto folder = getRecord<schema::FolderRecord>(transaction, Table::folder, Key::of(id));
        const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(id));
        if (!folder || !state) continue;
        result.push_back({name, (*folder)->uid_validity(), state->uid_next(), state->messages(), state->bytes(),
                          state->highest_mod_sequence()});
    }
    return result;
}

std::string nameOfActor(const CommandContext& context) {
    const auto official = findOfficial(context.batch.transaction, context.origin.actor);
    return official ? nameAndAddress(*official) : context.origin.process;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::HandOver& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    const OfficialId from{command.from()};
    const OfficialId to{command.to()};
    const auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    if (mailbox->kind == schema::MailboxKind::personal)
        return refuse(ErrorCode::malformed, "mailbox", "a person's own");
    const AgencyId agencyId{mailbox->agency};
    if (auto may = authoriseOn(context, Power::delegateMailboxes, id, agencyId); !may)
        return std::unexpected(may.error());
    const auto before = findOfficial(batch.transaction, from);
    if (!before) return refuse(ErrorCode::no_such_official, "from");
    const auto successor = findOfficial(batch.transaction, to);
    if (!successor) return refuse(ErrorCode::no_such_official, "to");
    if (from == to) return refuse(ErrorCode::malformed, "to", "the same person");
    if (successor->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "to", successor->address);
    // R4.3: nobody but the predecessor's own office decides who reads it next.
    if (to == context.origin.actor) return refuse(ErrorCode::second_person, "to", "oneself");
    const auto rights = rightsOn(batch.transaction, from, id);
    if (rights == Right{}) return refuse(ErrorCode::not_permitted, "from", "has no rights on it");
    const auto agency = findAgency(batch.transaction, agencyId);
    const bool ofHead =
        agency && id.value == agency->mailbox && before->role == schema::Role::head && before->agency == agencyId.value;
    if (ofHead && successor->agency != agencyId.value) return refuse(ErrorCode::malformed, "to", "of another agency");
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    setRights(context, id, from, Right{}, {});
    setRights(context, id, to, rights | rightsOn(batch.transaction, to, id), basis->number);
    // The predecessor's sessions end with this commit. R10.2
    auto leaving = *before;
    endSessionsOf(batch, from, leaving);
    if (ofHead) leaving.role = schema::Role::official;
    putOfficial(batch, from, leaving, &*before);
    if (ofHead) {
        // The office passes with its mailbox. R10.2
        auto coming = *successor;
        coming.role = schema::Role::head;
        putOfficial(batch, to, coming, &*successor);
        followRole(context, MailboxId{leaving.mailbox}, before->role, leaving.role);
        followRole(context, MailboxId{coming.mailbox}, successor->role, coming.role);
        giveRightsOfRole(context, from, *agency, schema::Role::official);
        giveRightsOfRole(context, to, *agency, schema::Role::head);
    }
    auto changed = changeOf(DirectoryVerb::handed_over, id);
    changed.related = {from.value, to.value};
    changed.before = nameAndAddress(*before);
    changed.after = nameAndAddress(*successor);
    changed.basis = copyOf(*basis);
    province::HandoverRecord record;
    record.appliance = context.settings.hostname;
    record.mailbox = mailbox->address;
    record.agency = agency ? agency->name : std::string();
    record.from = changed.before;
    record.to = changed.after;
    record.rights = rightsText(rights);
    record.decision = basis->number;
    record.day = basis->day;
    record.by = nameOfActor(context);
    record.time = batch.now();
    record.position = batch.modSequence().value;
    record.folders = foldersOf(batch.transaction, id);
    recordChange(context, std::move(changed), toText(record));
    return doneWith(id.value);
}

}  // namespace tram::store
