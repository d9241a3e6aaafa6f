// Addresses: given to a mailbox, given up, and where one leads now. R3.5, R8.1, R8.3
//
// An address that was given up stays on record: for a while it leads to whoever took it over, and no stranger gets it
// for years.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "province/address_terms.hpp"
#include "store/batch.hpp"

namespace tram::store {

// Where an address leads.
struct Destination {
    enum class State {
        unknown,
        delivers,  // to `mailbox`
        moved,     // no longer; `movedTo` is where to write now
        left,      // its holder left; `movedTo` is his office's address, or ""
    } state = State::unknown;
    MailboxId mailbox;
    std::string movedTo;
};
[[nodiscard]] Destination whereLeads(const ReadTransaction& transaction, ByteView normalised, SystemTime now);

// The list whose address it is now.
[[nodiscard]] std::optional<ListId> listAt(const ReadTransaction& transaction, ByteView normalised);

// Whose an address was that was given up.
[[nodiscard]] std::optional<MailboxId> formerMailbox(const ReadTransaction& transaction, ByteView normalised);

// The mailbox that takes the mail of `mailbox` now: itself, or the last of its successors.
[[nodiscard]] MailboxId presentMailbox(const ReadTransaction& transaction, MailboxId mailbox);

// Whether somebody else than `holder` (an OfficialId's or AgencyId's value; 0: nobody in particular) has it, or had it
// too lately. What an agency gave up is its successor's to take.
[[nodiscard]] bool isTaken(const ReadTransaction& transaction, ByteView normalised, SystemTime now,
                           std::uint64_t holder);

// All addresses of a mailbox, those given up too, in their order.
[[nodiscard]] std::vector<std::string> addressesOf(const ReadTransaction& transaction, MailboxId mailbox);

void giveAddress(Batch& batch, const std::string& address, MailboxId mailbox);
void giveAddress(Batch& batch, const std::string& address, ListId list);
// `holder` may have it back before others may have it.
void giveUpAddress(Batch& batch, const std::string& address, const province::OldAddress& terms, std::uint64_t holder);
// Those of the mailbox that deliver now.
void giveUpAddresses(Batch& batch, MailboxId mailbox, const province::OldAddress& terms, std::uint64_t holder);
// The reverse for what `holder` gave up and nobody else was given since.
void takeAddressesBack(Batch& batch, MailboxId mailbox, std::uint64_t holder);

}  // namespace tram::store
