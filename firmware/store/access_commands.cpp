// Access to a mailbox's content for evidence: two persons, a decision, an end, and word to the mailbox. R4.3, R15
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/new_mailbox.hpp"
#include "store/queue_table.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::Right;

schema::DirectoryChangedT changeOfAccess(const CommandContext& context, DirectoryVerb verb, MailboxId id,
                                         const schema::MailboxRecordT& mailbox) {
    auto changed = changeOf(verb, id);
    const auto& access = *mailbox.access;
    changed.related = {access.reader};
    if (mailbox.owner != 0) changed.related.push_back(mailbox.owner);
    if (const auto reader = findOfficial(context.batch.transaction, OfficialId{access.reader}))
        changed.after = nameAndAddress(*reader);
    changed.before = mailbox.address;
    changed.reason = access.reason;
    changed.until = access.until;
    changed.basis = std::make_unique<schema::BasisT>();
    changed.basis->number = access.decision;
    changed.basis->day = access.decision_day;
    return changed;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::OrderAccess& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::orderContentAccess);
    if (!mailbox) return std::unexpected(mailbox.error());
    // The console is nobody: who orders it is on record.
    if (!context.origin.actor) return refuse(ErrorCode::second_person, "mailbox", "sign in");
    if (mailbox->access != nullptr) return refuse(ErrorCode::exists, "mailbox", mailbox->address);
    const OfficialId reader{command.reader()};
    const auto official = findOfficial(batch.transaction, reader);
    if (!official) return refuse(ErrorCode::no_such_official, "reader");
    if (official->state != schema::OfficialState::active)
        return refuse(ErrorCode::not_active, "reader", official->address);
    if (rightsOn(batch.transaction, reader, id) != Right{}) return refuse(ErrorCode::exists, "reader", "may read it");
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    if (reason->empty()) return refuse(ErrorCode::malformed, "reason", "empty");
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    const std::chrono::microseconds longest = limits::province::longestAccess;
    if (command.until() <= batch.nowMicroseconds() || command.until() > batch.nowMicroseconds() + longest.count())
        return refuse(ErrorCode::malformed, "until", "at most 90 days from now");

    auto& access = mailbox->access = std::make_unique<schema::AccessOrderT>();
    access->ordered_by = context.origin.actor.value;
    access->ordered = batch.nowMicroseconds();
    access->reader = reader.value;
    access->reason = std::move(*reason);
    access->decision = basis->number;
    access->decision_day = basis->day;
    access->until = command.until();
    auto changed = changeOfAccess(context, DirectoryVerb::access_ordered, id, *mailbox);
    putMailbox(batch, id, std::move(*mailbox));
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::ApproveAccess& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::approveContentAccess);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (mailbox->access == nullptr) return refuse(ErrorCode::not_active, "mailbox", "no access is ordered");
    auto& access = *mailbox->access;
    if (access.approved_by != 0) return refuse(ErrorCode::exists, "mailbox", mailbox->address);
    const auto actor = context.origin.actor.value;
    if (actor == 0) return refuse(ErrorCode::second_person, "mailbox", "sign in");
    if (actor == access.ordered_by || actor == access.reader || actor == mailbox->owner)
        return refuse(ErrorCode::second_person, "mailbox", "who ordered it, reads it or owns it");
    if (access.until <= batch.nowMicroseconds()) return refuse(ErrorCode::not_active, "mailbox", "its time is over");
    if (!standingOf(batch.transaction, OfficialId{access.reader}))
        return refuse(ErrorCode::not_active, "reader", std::to_string(access.reader));
    access.approved_by = actor;
    access.approved = batch.nowMicroseconds();
    const OfficialId reader{access.reader};
    const auto decision = access.decision;
    auto changed = changeOfAccess(context, DirectoryVerb::access_approved, id, *mailbox);
    putMailbox(batch, id, std::move(*mailbox));
    setRights(context, id, reader, Right::read, decision);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::WithdrawAccess& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    auto mailbox = mailboxFor(context, id, Power::orderContentAccess);
    if (!mailbox) return std::unexpected(mailbox.error());
    if (mailbox->access == nullptr) return refuse(ErrorCode::not_active, "mailbox", "no access is ordered");
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    auto& access = *mailbox->access;
    auto changed = changeOfAccess(context, DirectoryVerb::access_withdrawn, id, *mailbox);
    changed.reason = std::move(*reason);
    const bool wasOpen = access.approved_by != 0;
    const OfficialId reader{access.reader};
    if (wasOpen) {
        // The mailbox is told when it is closed.
        access.until = batch.nowMicroseconds();
    } else {
        mailbox->access.reset();
    }
    putMailbox(batch, id, std::move(*mailbox));
    if (wasOpen) setRights(context, id, reader, Right{}, {});
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::CloseAccess& command) {
    auto& batch = context.batch;
    const MailboxId id{command.mailbox()};
    auto mailbox = findMailbox(batch.transaction, id);
    if (!mailbox) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    if (mailbox->access == nullptr) return refuse(ErrorCode::not_active, "mailbox", "no access is ordered");
    if (mailbox->access->until > batch.nowMicroseconds()) return refuse(ErrorCode::too_early, "mailbox");
    const bool wasOpen = mailbox->access->approved_by != 0;
    // Whoever's mail was read hears of it, where anybody is left to hear.
    if (wasOpen && mailbox->enabled && (command.reports() == nullptr || command.reports()->size() == 0))
        return refuse(ErrorCode::malformed, "reports");
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());
    auto changed = changeOfAccess(context, DirectoryVerb::access_ended, id, *mailbox);
    const OfficialId reader{mailbox->access->reader};
    mailbox->access.reset();
    putMailbox(batch, id, std::move(*mailbox));
    if (wasOpen) setRights(context, id, reader, Right{}, {});
    recordChange(context, std::move(changed));
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
