// Free lists and aliases: addresses that stand for others and are kept by their owners. R3.6.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/batch.hpp"

namespace tram::store {

[[nodiscard]] std::optional<schema::ListRecordT> findList(const ReadTransaction& transaction, ListId list);

// `sender` signed in; nobody did where it is none.
[[nodiscard]] bool maySend(const ReadTransaction& transaction, const schema::ListRecordT& list, OfficialId sender);

// Ours that take mail now.
[[nodiscard]] std::vector<MailboxId> mailboxesOf(const ReadTransaction& transaction, const schema::ListRecordT& list);
// Where what comes back from outside members of a list goes, the first owner; "" for an alias: to the sender.
[[nodiscard]] std::string returnAddressOf(const ReadTransaction& transaction, const schema::ListRecordT& list);
// A member's address as it is now; "" of a mailbox that is gone.
[[nodiscard]] std::string addressOf(const ReadTransaction& transaction, const schema::ListMemberT& member);

}  // namespace tram::store
