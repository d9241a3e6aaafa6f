#include "store/ticket_table.hpp"

#include "store/directory.hpp"

namespace tram::store {

// What a step takes beside its remark.
constexpr std::size_t stepOctets = 64;

bool isEnd(schema::TicketState state) noexcept {
    return state == schema::TicketState::done || state == schema::TicketState::rejected;
}

std::optional<schema::TicketRecordT> findTicket(const ReadTransaction& transaction, TicketId ticket) {
    return getObject<schema::TicketRecord>(transaction, Table::ticket, Key::of(ticket));
}

TicketId nextTicket(const ReadTransaction& transaction) {
    Cursor cursor(transaction, Table::ticket);
    return TicketId{cursor.last() ? keyNumber(cursor.key(), 0) + 1 : 1};
}

void putTicket(Batch& batch, TicketId id, schema::TicketRecordT ticket) {
    const bool due = ticket.kind == schema::TicketKind::unread || ticket.answer_due;
    ticket.revision = batch.modSequence().value;
    putObject(batch.transaction, Table::ticket, Key::of(id), ticket);
    if (!due) {
        batch.transaction.remove(Table::ticketDue, Key::of(id));
        return;
    }
    batch.transaction.put(Table::ticketDue, Key::of(id), {});
    batch.touchTickets();
}

void addStep(CommandContext& context, schema::TicketRecordT& ticket, schema::TicketState state, std::string remark) {
    auto step = std::make_unique<schema::TicketStepT>();
    step->time = context.batch.nowMicroseconds();
    step->actor = context.origin.actor.value;
    step->state = state;
    step->remark = std::move(remark);
    ticket.state = state;
    ticket.steps.push_back(std::move(step));
}

MailboxId findSupport(const CommandContext& context) {
    const auto& domains = context.settings.domains;
    if (domains.empty()) return {};
    return findAddress(context.batch.transaction, "hotro@" + domains.front()).value_or(MailboxId{});
}

AgencyId agencyThatAsks(const ReadTransaction& transaction, OfficialId asker, ByteView address) {
    if (!asker) return {};
    const auto id = findAddress(transaction, normaliseAddress(address));
    if (!id) return {};
    const auto mailbox = findMailbox(transaction, *id);
    if (!mailbox || mailbox->kind != schema::MailboxKind::agency) return {};
    const auto rights = rightsOn(transaction, asker, *id);
    if ((rights & (schema::Right::send_as | schema::Right::manage)) == schema::Right{}) return {};
    return AgencyId{mailbox->agency};
}

bool isFurther(const schema::TicketRecordT& letter, bool hasForm, const schema::TicketRecordT& ticket) {
    using schema::TicketKind;
    if (ticket.kind == TicketKind::unread || ticket.kind == TicketKind::follow_up) return false;
    if (hasForm && letter.agency != 0) return false;
    if (isEnd(ticket.state) && ticket.kind == TicketKind::request) return false;
    // A reverse-path by itself may be anybody's: it goes on only with what came from outside, too.
    const bool outside = letter.asker == 0 && ticket.asker == 0 && ticket.agency == 0;
    if (letter.asker == 0 && !outside) return false;
    // All that is written on about a ticket is bounded as its first letter is.
    std::size_t written = 0;
    for (const auto& step : ticket.steps) written += stepOctets + step->remark.size();
    if (written > limits::desk::text) return false;
    return normaliseAddress(ticket.address) == normaliseAddress(letter.address) ||
           (letter.asker != 0 && letter.asker == ticket.asker);
}

const schema::TicketStepT* endOf(const schema::TicketRecordT& ticket) {
    const schema::TicketStepT* end = nullptr;
    auto before = schema::TicketState::open;
    for (const auto& step : ticket.steps) {
        if (isEnd(step->state) && !isEnd(before)) end = step.get();
        before = step->state;
    }
    return end;
}

bool opensTicket(const schema::AcceptMessage& message) noexcept {
    return !viewOf(message.reverse_path()).empty();
}

void openTicket(CommandContext& context, const schema::AcceptMessage& message, BlobId blob, std::uint64_t size) {
    auto& batch = context.batch;
    schema::TicketRecordT ticket;
    ticket.kind = schema::TicketKind::unread;
    ticket.asker = context.origin.actor.value;
    ticket.address = textOf(message.reverse_path());
    ticket.agency = agencyThatAsks(batch.transaction, context.origin.actor, ticket.address).value;
    ticket.message_id = textOf(message.message_id());
    ticket.received = batch.nowMicroseconds();
    ticket.blob = blob.value;
    ticket.skip = message.local_prefix();
    ticket.size = size;
    putTicket(batch, nextTicket(batch.transaction), std::move(ticket));
}

}  // namespace tram::store
