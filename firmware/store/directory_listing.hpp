// The Directory as lists, for the operator's command. Each list is read in slices, so a change meanwhile may be seen
// or not. Threads: any.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "province/group_address.hpp"
#include "store/environment.hpp"
#include "store/schema/record_generated.h"

namespace tram::store {

struct ListedAgency {
    AgencyId id;
    schema::AgencyRecordT agency;
};
struct ListedOfficial {
    OfficialId id;
    schema::OfficialRecordT official;
};
struct ListedMailbox {
    MailboxId id;
    schema::MailboxRecordT mailbox;
    schema::Usage usage;
};
struct ListedGrant {
    MailboxId mailbox;
    OfficialId official;
    schema::GrantT grant;
};

struct ListedAddress {
    std::string address;
    schema::AddressT record;
};
struct ListedHistory {
    JournalPosition position;
    schema::HistoryEntryT entry;
};

struct ListedTicket {
    TicketId id;
    schema::TicketRecordT ticket;
};
struct ListedList {
    ListId id;
    schema::ListRecordT list;
};
// A group that somebody may write to, and where its mail goes.
struct ListedGroup {
    province::GroupKind kind = province::GroupKind::everyone;
    std::string address;
    std::optional<schema::ListRecordT> list;  // a free list or alias
    std::vector<std::string> members;         // addresses
};

[[nodiscard]] std::expected<std::vector<ListedAgency>, StoreError> listAgencies(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedOfficial>, StoreError> listOfficials(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedMailbox>, StoreError> listMailboxes(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedGrant>, StoreError> listGrants(const Environment& environment);

// In the order of their numbers.
[[nodiscard]] std::expected<std::vector<ListedTicket>, StoreError> listTickets(const Environment& environment);

// Free lists and aliases, those that were dissolved too.
[[nodiscard]] std::expected<std::vector<ListedList>, StoreError> listLists(const Environment& environment);
// Whatever group, ready-made or free, has that address; nothing where none has.
[[nodiscard]] std::expected<std::optional<ListedGroup>, StoreError> groupAt(const Environment& environment,
                                                                            ByteView normalised, SystemTime now);

// Whether nobody may be given that address now: somebody has it, or had it too lately.
[[nodiscard]] std::expected<bool, StoreError> addressIsTaken(const Environment& environment, ByteView normalised,
                                                             SystemTime now);

// All that lead to a mailbox, those given up too.
[[nodiscard]] std::expected<std::vector<ListedAddress>, StoreError> listAddresses(const Environment& environment,
                                                                                  MailboxId mailbox);
// Of one agency, official or mailbox, oldest first.
[[nodiscard]] std::expected<std::vector<ListedHistory>, StoreError> listHistory(const Environment& environment,
                                                                                std::uint64_t subject);

}  // namespace tram::store
