// The Directory as lists, for the operator's command. Each list is read in slices, so a change meanwhile may be seen
// or not. Threads: any.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/ids.hpp"
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

[[nodiscard]] std::expected<std::vector<ListedAgency>, StoreError> listAgencies(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedOfficial>, StoreError> listOfficials(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedMailbox>, StoreError> listMailboxes(const Environment& environment);
[[nodiscard]] std::expected<std::vector<ListedGrant>, StoreError> listGrants(const Environment& environment);

}  // namespace tram::store
