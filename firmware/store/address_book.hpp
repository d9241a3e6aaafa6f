// The address book as one official sees it: a folder for each agency, as the tree has them, with its mailboxes and
// people; and the groups that he may write to. R3.6.1, R3.6.2
//
// Whatever serves it (web mail, CardDAV, LDAP) serves this. Threads: any. One snapshot, some milliseconds for 20,000
// people.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "province/address_book_policy.hpp"
#include "province/group_policy.hpp"
#include "store/environment.hpp"
#include "store/schema/record_generated.h"

namespace tram::store {

struct BookPerson {
    OfficialId id;
    std::string name;
    std::string address;
    schema::Role role = schema::Role::official;
    std::string jobTitle;
    std::string telephone;  // "" where he may not see it
    std::uint64_t revision = 0;
};

struct BookFolder {
    AgencyId id;
    AgencyId parent;        // none: at the top
    std::size_t depth = 0;  // 0: at the top
    std::string name;
    std::string address;             // of the agency's own mailbox; "" where it takes no mail
    std::string clerkAddress;        // R3.6.2
    std::string groupAddress;        // everyone of it; "" where he may not write to them
    std::vector<BookPerson> people;  // head, clerks, others; then by their ids
    std::uint64_t revision = 0;
};

struct BookGroup {
    std::string address;
    std::string name;  // of a free list; "" of a ready-made one, whose kind says it
    province::GroupKind kind = province::GroupKind::everyone;
    bool isFree = false;
};

struct AddressBook {
    std::vector<BookFolder> folders;  // each agency before those below it
    std::vector<BookGroup> groups;
    JournalPosition position;  // of the snapshot
};

// Nothing where the viewer is no active official: who has left sees nothing.
[[nodiscard]] std::expected<std::optional<AddressBook>, StoreError> addressBook(
    const Environment& environment, OfficialId viewer, const province::AddressBookPolicy& policy,
    const province::GroupPolicy& groupPolicy, const std::string& domain, SystemTime now);

}  // namespace tram::store
