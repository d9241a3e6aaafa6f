// Mailboxes as the Directory's commands make them: a record, an address, folders, a usage.
#pragma once

#include "store/command_context.hpp"

namespace tram::store {

struct NewMailbox {
    std::string address;
    schema::MailboxKind kind = schema::MailboxKind::personal;
    OfficialId owner;
    AgencyId agency;
    std::uint64_t quota = 0;                     // 0: its class's
    schema::Role role = schema::Role::official;  // of its owner
};

MailboxId makeMailbox(Batch& batch, const StoreSettings& settings, const NewMailbox& made);

// All that is in it goes, in steps; its addresses stay on record as given up. Its owner's record says `removed`.
void removeMailbox(CommandContext& context, MailboxId id, const schema::MailboxRecordT& mailbox);

// The whole address for a local part or an address that was given. Errors: bad_address, where it is not of one of our
// domains or no local part that may be given out; exists, where somebody other than `holder` has it or had it too
// lately. Both name `field`.
[[nodiscard]] std::expected<std::string, Refusal> freeAddress(const CommandContext& context, ByteView given,
                                                              const char* field, std::uint64_t holder);

// An agency's two addresses: its own and its clerk's. R3.4, R3.6.2
struct AgencyAddresses {
    std::string own;
    std::string clerk;
};
[[nodiscard]] std::expected<AgencyAddresses, Refusal> freeAgencyAddresses(const CommandContext& context, ByteView name,
                                                                          ByteView domainLabel, std::uint64_t holder);

// A personal mailbox with its class's quota gets that of its holder's new role. R3.7
void followRole(CommandContext& context, MailboxId personal, schema::Role before, schema::Role after);
// The rights that a person's role gives on his agency's two mailboxes, given or, with Role::official, taken. R10.1
void giveRightsOfRole(CommandContext& context, OfficialId official, const schema::AgencyRecordT& agency,
                      schema::Role role);
void setRights(CommandContext& context, MailboxId mailbox, OfficialId official, schema::Right rights,
               const std::string& decision);
// Those on mailboxes that are not his own; of one agency, or of all.
void endRights(CommandContext& context, OfficialId official, std::optional<AgencyId> onlyOf = {});

}  // namespace tram::store
