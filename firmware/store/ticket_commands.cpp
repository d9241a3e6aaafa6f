// Tickets: opened by command or by a letter, moved on, answered. R8.2, R9.8
#include "base/utf8.hpp"
#include "province/ticket_number.hpp"
#include "store/blob_writer.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/queue_table.hpp"
#include "store/requested_changes.hpp"
#include "store/ticket_change.hpp"
#include "text/utf8.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::TicketKind;
using schema::TicketState;

// Paragraphs; tabs and line ends are its only controls.
std::expected<std::string, Refusal> checkText(ByteView text) {
    if (text.size() > limits::desk::text) return refuse(ErrorCode::malformed, "text", "too_long");
    if (!isUtf8(text)) return refuse(ErrorCode::malformed, "text", "not_utf8");
    const auto bad = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    };
    if (std::ranges::any_of(text, bad)) return refuse(ErrorCode::malformed, "text", "a control character");
    return text::toNfc(text);
}

std::expected<std::string, Refusal> checkSubject(ByteView text) {
    if (text.size() > limits::desk::subject) return refuse(ErrorCode::malformed, "subject", "too_long");
    return checkRemark(text, "subject");
}

// In whose name the actor asks: an agency's whose mailbox he may write from, or which he administers; or his own.
std::expected<void, Refusal> mayAskFor(const CommandContext& context, AgencyId id) {
    const auto agency = activeAgency(context, id, "agency");
    if (!agency) return std::unexpected(agency.error());
    const auto mailbox = findMailbox(context.batch.transaction, MailboxId{agency->mailbox});
    if (mailbox && agencyThatAsks(context.batch.transaction, context.origin.actor, mailbox->address) == id) return {};
    return authorise(context, Power::askForChanges, id);
}

// The ticket that "Re: [HT-7] …" goes on with.
std::optional<TicketId> followed(const CommandContext& context, TicketId self, const schema::TicketRecordT& letter,
                                 std::uint64_t number) {
    if (number == 0 || number == self.value) return std::nullopt;
    const auto about = findTicket(context.batch.transaction, TicketId{number});
    const bool goesOn = about && isFurther(letter, !letter.changes.empty(), *about);
    return goesOn ? std::optional(TicketId{number}) : std::nullopt;
}

// One paragraph of it, for a step's remark.
std::string asRemark(std::string_view text) {
    std::string remark(text::utf8Prefix(text, limits::province::remark));
    std::ranges::replace_if(remark, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return remark;
}

}  // namespace

schema::DirectoryChangedT changeOfTicket(const CommandContext& context, DirectoryVerb verb, TicketId id,
                                         const schema::TicketRecordT& ticket) {
    const auto subject = ticket.agency != 0 ? ticket.agency : findSupport(context).value;
    auto change = changeOf(verb, AgencyId{subject});
    change.after = province::ticketText(id.value) + ": " + ticket.subject;
    if (!ticket.steps.empty()) change.reason = ticket.steps.back()->remark;
    return change;
}

Outcome execute(CommandContext& context, const schema::OpenTicket& command) {
    const AgencyId agency{command.agency()};
    if (agency) {
        if (auto may = mayAskFor(context, agency); !may) return std::unexpected(may.error());
    }
    auto subject = checkSubject(viewOf(command.subject()));
    if (!subject) return std::unexpected(subject.error());
    if (subject->empty()) return refuse(ErrorCode::malformed, "subject", "empty");
    auto text = checkText(viewOf(command.text()));
    if (!text) return std::unexpected(text.error());
    auto changes = checkChanges(command.changes());
    if (!changes) return std::unexpected(changes.error());
    if (!changes->empty() && !agency) return refuse(ErrorCode::no_such_agency, "agency", "in whose name it is asked");

    auto& batch = context.batch;
    schema::TicketRecordT ticket;
    ticket.kind = changes->empty() ? TicketKind::trouble : TicketKind::request;
    ticket.asker = context.origin.actor.value;
    ticket.agency = agency.value;
    // What an agency asked for is answered to its mailbox, what a person asked to himself. R8.2
    if (const auto asking = findAgency(batch.transaction, agency)) {
        if (const auto mailbox = findMailbox(batch.transaction, MailboxId{asking->mailbox}))
            ticket.address = mailbox->address;
    } else if (const auto asker = findOfficial(batch.transaction, context.origin.actor)) {
        ticket.address = asker->address;
    }
    ticket.subject = std::move(*subject);
    ticket.text = std::move(*text);
    ticket.received = batch.nowMicroseconds();
    ticket.changes = std::move(*changes);
    addStep(context, ticket, TicketState::open, {});
    const auto id = nextTicket(batch.transaction);
    auto changed = changeOfTicket(context, DirectoryVerb::ticket_opened, id, ticket);
    putTicket(batch, id, std::move(ticket));
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::MoveTicket& command) {
    auto& batch = context.batch;
    const TicketId id{command.ticket()};
    if (auto may = authorise(context, Power::decideRequests, {}); !may) return std::unexpected(may.error());
    auto ticket = findTicket(batch.transaction, id);
    if (!ticket) return refuse(ErrorCode::no_such_ticket, "ticket");
    if (auto same = checkRevision(command.revision(), ticket->revision); !same) return std::unexpected(same.error());
    if (command.state() > TicketState::MAX) return refuse(ErrorCode::malformed, "state");
    auto remark = checkRemark(viewOf(command.remark()), "remark");
    if (!remark) return std::unexpected(remark.error());
    if (ticket->kind == TicketKind::unread || ticket->kind == TicketKind::follow_up)
        return refuse(ErrorCode::not_active, "ticket", schema::EnumNameTicketKind(ticket->kind));
    const bool ends = isEnd(command.state());
    const bool ended = isEnd(ticket->state);
    const bool isRequest = ticket->kind == TicketKind::request;
    if (ended && (ends || isRequest))
        return refuse(ErrorCode::not_active, "ticket", schema::EnumNameTicketState(ticket->state));
    // Whoever asked hears why, and a request that was carried out otherwise says how. R8.2
    if (remark->empty() && ends && (isRequest || command.state() == TicketState::rejected))
        return refuse(ErrorCode::malformed, "remark", "empty");

    addStep(context, *ticket, command.state(), std::move(*remark));
    // One that is on its way still goes out.
    if (ends) ticket->answer_due = !ticket->address.empty();
    const auto verb = isRequest && command.state() == TicketState::rejected ? DirectoryVerb::request_rejected
                                                                            : DirectoryVerb::ticket_changed;
    auto changed = changeOfTicket(context, verb, id, *ticket);
    changed.before = schema::EnumNameTicketState(command.state());
    putTicket(batch, id, std::move(*ticket));
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::SortTicket& command) {
    auto& batch = context.batch;
    const TicketId id{command.ticket()};
    auto ticket = findTicket(batch.transaction, id);
    if (!ticket) return refuse(ErrorCode::no_such_ticket, "ticket");
    if (ticket->kind != TicketKind::unread) return refuse(ErrorCode::not_active, "ticket");
    auto subject = checkSubject(viewOf(command.subject()));
    if (!subject) return std::unexpected(subject.error());
    auto text = checkText(viewOf(command.text()));
    if (!text) return std::unexpected(text.error());
    auto changes = checkChanges(command.changes());
    if (!changes) return std::unexpected(changes.error());
    auto faults = checkFaults(command.faults());
    if (!faults) return std::unexpected(faults.error());
    auto messageId = checkSubject(viewOf(command.message_id()));
    if (!messageId) return std::unexpected(messageId.error());
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());

    const BlobId blob{ticket->blob};
    ticket->blob = 0;
    ticket->subject = std::move(*subject);
    ticket->text = std::move(*text);
    ticket->message_id = std::move(*messageId);
    ticket->changes = std::move(*changes);
    ticket->faults = std::move(*faults);
    if (command.follows() != id.value && findTicket(batch.transaction, TicketId{command.follows()}))
        ticket->follows = command.follows();
    auto origin = context.origin;
    CommandContext asking{context.batch,      origin,         context.settings, context.sealingKey,
                          context.signingKey, context.random, context.blobs};
    origin.actor = OfficialId{ticket->asker};
    if (const auto about = followed(context, id, *ticket, command.follows())) {
        ticket->kind = TicketKind::follow_up;
        addStep(asking, *ticket, TicketState::done, {});
        auto target = *findTicket(batch.transaction, *about);
        const bool reopened = isEnd(target.state) && !command.automatic();
        addStep(asking, target, reopened ? TicketState::open : target.state, asRemark(ticket->text));
        putTicket(batch, *about, std::move(target));
    } else {
        ticket->kind = ticket->agency != 0 && !ticket->changes.empty() ? TicketKind::request : TicketKind::trouble;
        // Nobody waits for an answer to what a machine wrote; an agency's form is decided whoever sent it.
        const bool idle = command.automatic() && ticket->kind == TicketKind::trouble;
        addStep(asking, *ticket, idle ? TicketState::done : TicketState::open, {});
    }
    auto changed = changeOfTicket(context, DirectoryVerb::ticket_opened, id, *ticket);
    putTicket(batch, id, std::move(*ticket));
    dropReferences(batch, blob, 1);
    recordChange(context, std::move(changed));
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::AnswerTicket& command) {
    auto& batch = context.batch;
    const TicketId id{command.ticket()};
    auto ticket = findTicket(batch.transaction, id);
    if (!ticket) return refuse(ErrorCode::no_such_ticket, "ticket");
    if (!ticket->answer_due) return refuse(ErrorCode::not_active, "ticket");
    schema::AcceptedT answer;
    if (auto accepted = acceptAll(context, command.reports(), answer); !accepted)
        return std::unexpected(accepted.error());
    ticket->answer_due = false;
    auto changed = changeOfTicket(context, DirectoryVerb::ticket_changed, id, *ticket);
    changed.before = answer.blobs.empty() ? "nobody to answer" : "answered";
    putTicket(batch, id, std::move(*ticket));
    recordChange(context, std::move(changed));
    return asAnswer(std::move(answer));
}

}  // namespace tram::store
