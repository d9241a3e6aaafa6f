// Groups, ready-made from the tree or kept by their owners: which one an address is, who may write to it, and who is in
// it now. R3.6.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "province/group_address.hpp"
#include "province/group_policy.hpp"
#include "store/batch.hpp"

namespace tram::store {

struct Group {
    province::GroupKind kind = province::GroupKind::everyone;
    AgencyId agency;                          // of GroupKind::agency
    std::string address;                      // as it is called now, in lower case
    std::optional<schema::ListRecordT> list;  // a free list or alias, whose kind it says itself
};

// Nothing where it is no group's address, or its agency is not there. An agency's old address makes its group's old
// one, for as long as that delivers.
[[nodiscard]] std::optional<Group> findGroup(const ReadTransaction& transaction, ByteView normalised, SystemTime now);

// Whether `sender`, who signed in (nobody did where it is none), may write to it.
[[nodiscard]] bool maySend(const ReadTransaction& transaction, const province::GroupPolicy& policy, const Group& group,
                           OfficialId sender);

// Members elsewhere, and to whom reports about them go ("": to the sender).
struct OutsideMembers {
    std::vector<std::string> addresses;
    std::string returnAddress;
};
[[nodiscard]] OutsideMembers outsideMembersOf(const ReadTransaction& transaction, const Group& group);

// Mailboxes that take mail, in the order of their ids, each once. Over-full ones are among them.
[[nodiscard]] std::vector<MailboxId> membersOf(const ReadTransaction& transaction, const Group& group, SystemTime now);

}  // namespace tram::store
