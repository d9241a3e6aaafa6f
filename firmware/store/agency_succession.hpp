// What happens to an agency's officials, sub-units, mailboxes and addresses when another takes it over. R8.1
#pragma once

#include "store/command_context.hpp"

namespace tram::store {

// Whether `into` can take over `from`. Errors, naming `field`: malformed (itself), cycle (`into` is below `from`),
// limit.
[[nodiscard]] std::expected<void, Refusal> checkSuccession(const CommandContext& context, AgencyId from, AgencyId into,
                                                           const char* field);

// Dissolves `from`. Its officials and sub-units go to `into`, its addresses deliver there for the set time. Its own and
// its clerk's mailbox take no more mail, and stay for those who worked with them and for the successor's head to read;
// its further mailboxes go on as the successor's. AgencyId{}: nobody takes it over.
void succeed(CommandContext& context, AgencyId from, AgencyId into, const schema::BasisT& basis);

void moveAgency(CommandContext& context, AgencyId agency, AgencyId parent);
// To another agency, where he begins as an official. His rights on mailboxes stay as they are.
void moveOfficial(CommandContext& context, OfficialId official, AgencyId agency, const schema::BasisT& basis);

// The mailbox gets another address; the old one goes on delivering for the set time.
void moveAddress(CommandContext& context, MailboxId mailbox, const std::string& address, AgencyId holder);

// The agency's record counts as changed by this command.
void touchRevision(CommandContext& context, AgencyId agency);

}  // namespace tram::store
