// The tree of agencies and who belongs where, within any transaction.
//
// Tables `agencyChild` and `agencyMember` are the tree's own order; the agencies' and officials' records say the same,
// and `store check` compares them.
#pragma once

#include <optional>
#include <vector>

#include "store/batch.hpp"

namespace tram::store {

[[nodiscard]] std::optional<schema::AgencyRecordT> findAgency(const ReadTransaction& transaction, AgencyId agency);
[[nodiscard]] bool isActive(const schema::AgencyRecordT& agency);

// Active sub-units one level below; of AgencyId{}: the agencies that have no parent.
[[nodiscard]] std::vector<AgencyId> childrenOf(const ReadTransaction& transaction, AgencyId agency);
// Active officials who are seconded to that agency, and until when.
[[nodiscard]] std::vector<OfficialId> guestsOf(const ReadTransaction& transaction, AgencyId agency, SystemTime now);
// Active officials of that agency itself.
[[nodiscard]] std::vector<OfficialId> membersOf(const ReadTransaction& transaction, AgencyId agency);
// The agency and all active ones below it, parents before their children.
[[nodiscard]] std::vector<AgencyId> branchOf(const ReadTransaction& transaction, AgencyId root);
// Whether `agency` is `root` or below it.
[[nodiscard]] bool isInBranch(const ReadTransaction& transaction, AgencyId agency, AgencyId root);
// Levels above, the agency itself counted; limits::province::agencyDepth where it is that deep or deeper.
[[nodiscard]] std::size_t depthOf(const ReadTransaction& transaction, AgencyId agency);
// Levels below and with the agency itself.
[[nodiscard]] std::size_t heightOf(const ReadTransaction& transaction, AgencyId agency);
[[nodiscard]] std::optional<OfficialId> headOf(const ReadTransaction& transaction, AgencyId agency);

// Write the record with this command's revision, and what follows from it: the tree's tables, and of an official the
// agency of his mailbox. `before` is the record as it was, null for a new one.
void putAgency(Batch& batch, AgencyId id, schema::AgencyRecordT agency, const schema::AgencyRecordT* before);
void putOfficial(Batch& batch, OfficialId id, schema::OfficialRecordT official, const schema::OfficialRecordT* before);
void putMailbox(Batch& batch, MailboxId id, schema::MailboxRecordT mailbox);

// Makes the tables of the tree, and that of addresses by mailbox, for a store of a release that had none of them.
void ensureDirectoryTables(Batch& batch);

}  // namespace tram::store
