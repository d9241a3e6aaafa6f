// A ticket's line in the histories: that of the agency which asks, or of the support mailbox.
#pragma once

#include "store/ticket_table.hpp"

namespace tram::store {

[[nodiscard]] schema::DirectoryChangedT changeOfTicket(const CommandContext& context, schema::DirectoryVerb verb,
                                                       TicketId id, const schema::TicketRecordT& ticket);

}  // namespace tram::store
