// Tickets within a transaction: what people ask of the service's operators. R8.2, R9.8
#pragma once

#include <optional>

#include "store/command_context.hpp"

namespace tram::store {

// Done or rejected.
[[nodiscard]] bool isEnd(schema::TicketState state) noexcept;

[[nodiscard]] std::optional<schema::TicketRecordT> findTicket(const ReadTransaction& transaction, TicketId ticket);
// The number that the next ticket has: one more than the last, for they are never removed.
[[nodiscard]] TicketId nextTicket(const ReadTransaction& transaction);
// Writes the record with this command's revision; tram-office is woken where it has something to do about it.
void putTicket(Batch& batch, TicketId id, schema::TicketRecordT ticket);
// It is in that state from now on.
void addStep(CommandContext& context, schema::TicketRecordT& ticket, schema::TicketState state, std::string remark);

// The support mailbox, hotro@ of the province's own domain.
[[nodiscard]] MailboxId findSupport(const CommandContext& context);

// The agency whose mailbox `address` is, where that person may write in its name; else none. R8.2
[[nodiscard]] AgencyId agencyThatAsks(const ReadTransaction& transaction, OfficialId asker, ByteView address);

// Whether a letter that names a ticket is a further letter about it: from the one who asked, with nothing of its own to
// decide, while the ticket is, or can be opened again. Anything else is a ticket of its own.
[[nodiscard]] bool isFurther(const schema::TicketRecordT& letter, bool hasForm, const schema::TicketRecordT& ticket);

// How a ticket was ended: the step that did it; null where none did.
[[nodiscard]] const schema::TicketStepT* endOf(const schema::TicketRecordT& ticket);

// A letter that the support mailbox has just got: a ticket from this commit on, to be read by tram-office. It holds a
// reference to the blob. Whoever writes with a null reverse-path wants no answer, and gets no ticket: nothing then.
[[nodiscard]] bool opensTicket(const schema::AcceptMessage& message) noexcept;
void openTicket(CommandContext& context, const schema::AcceptMessage& message, BlobId blob, std::uint64_t size);

}  // namespace tram::store
