// Tickets within a transaction: what people ask of the service's operators. R8.2, R9.8
#pragma once

#include <optional>

#include "store/command_context.hpp"

namespace tram::store {

[[nodiscard]] std::optional<schema::TicketRecordT> findTicket(const ReadTransaction& transaction, TicketId ticket);
// The number that the next ticket has: one more than the last, for they are never removed.
[[nodiscard]] TicketId nextTicket(const ReadTransaction& transaction);
// Writes the record with this command's revision; tram-office is woken where it has something to do about it.
void putTicket(Batch& batch, TicketId id, schema::TicketRecordT ticket);
// It is in that state from now on.
void addStep(CommandContext& context, schema::TicketRecordT& ticket, schema::TicketState state, std::string remark);

// The agency whose mailbox `address` is, where that person may write in its name; else none. R8.2
[[nodiscard]] AgencyId agencyThatAsks(const ReadTransaction& transaction, OfficialId asker, ByteView address);

// Whether a letter that names a ticket comes from the one whom that ticket is about.
[[nodiscard]] bool isAbout(const schema::TicketRecordT& letter, const schema::TicketRecordT& ticket);

// A letter that the support mailbox has just got: a ticket from this commit on, to be read by tram-office. It holds a
// reference to the blob. Whoever writes with a null reverse-path wants no answer, and gets no ticket: nothing then.
[[nodiscard]] bool opensTicket(const schema::AcceptMessage& message) noexcept;
void openTicket(CommandContext& context, const schema::AcceptMessage& message, BlobId blob, std::uint64_t size);

}  // namespace tram::store
