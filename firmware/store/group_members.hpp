// The ready-made groups: which one an address is, and who is in it now. R3.6.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "province/group_address.hpp"
#include "store/batch.hpp"

namespace tram::store {

struct Group {
    province::GroupKind kind = province::GroupKind::everyone;
    AgencyId agency;      // of GroupKind::agency
    std::string address;  // as it is called now, in lower case
};

// Nothing where it is no group's address, or its agency is not there. An agency's old address makes its group's old
// one, for as long as that delivers.
[[nodiscard]] std::optional<Group> findGroup(const ReadTransaction& transaction, ByteView normalised, SystemTime now);

// Mailboxes that take mail, in the order of their ids, each once. Over-full ones are among them.
[[nodiscard]] std::vector<MailboxId> membersOf(const ReadTransaction& transaction, const Group& group, SystemTime now);

}  // namespace tram::store
