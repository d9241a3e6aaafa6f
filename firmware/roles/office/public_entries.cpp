#include "roles/office/public_entries.hpp"

#include <algorithm>
#include <map>

#include "roles/directory_entry/directory_entry.hpp"

namespace tram::roles {

namespace schema = store::schema;
using province::Publicity;
using sheet::DirectoryEntry;

namespace {

Publicity publicityOf(schema::Publicity publicity) {
    return static_cast<Publicity>(publicity);
}

struct Tree {
    std::map<std::uint64_t, schema::AgencyRecordT> agencies;
    std::map<std::uint64_t, std::string> addresses;                                // of agencies' mailboxes
    std::map<std::uint64_t, std::vector<std::uint64_t>> children;                  // in the order of their ids
    std::map<std::uint64_t, std::vector<const store::ListedOfficial*>> officials;  // heads, clerks, others
    const province::PublicityPolicy& policy;
    std::vector<DirectoryEntry> entries;

    void add(std::uint64_t id) {
        const auto& agency = agencies.at(id);
        const auto parent = agencies.find(agency.parent);
        if (isAgencyShown(policy, publicityOf(agency.publicity))) {
            auto above = parent == agencies.end() ? std::string() : parent->second.name;
            entries.push_back(officeEntry(AgencyId{id}, agency, addresses[agency.mailbox], std::move(above)));
        }
        for (const auto* official : officials[id]) addOfficial(*official, agency.name);
        for (const auto child : children[id]) add(child);
    }

    void addOfficial(const store::ListedOfficial& listed, const std::string& agency) {
        const auto& official = listed.official;
        if (!isShown(policy, publicityOf(official.publicity), static_cast<province::Role>(official.role))) return;
        entries.push_back(personEntry(listed.id, official, agency));
    }
};

}  // namespace

std::expected<std::vector<DirectoryEntry>, store::StoreError> publicEntries(const store::Environment& environment,
                                                                            const province::PublicityPolicy& policy) {
    auto agencies = store::listAgencies(environment);
    if (!agencies) return std::unexpected(agencies.error());
    auto officials = store::listOfficials(environment);
    if (!officials) return std::unexpected(officials.error());
    const auto mailboxes = store::listMailboxes(environment);
    if (!mailboxes) return std::unexpected(mailboxes.error());

    Tree tree{{}, {}, {}, {}, policy, {}};
    for (const auto& mailbox : *mailboxes) {
        if (mailbox.mailbox.kind == schema::MailboxKind::agency)
            tree.addresses.emplace(mailbox.id.value, mailbox.mailbox.address);
    }
    for (auto& [id, agency] : *agencies) {
        if (agency.state == schema::AgencyState::active) tree.agencies.emplace(id.value, std::move(agency));
    }
    for (const auto& [id, agency] : tree.agencies)
        tree.children[tree.agencies.contains(agency.parent) ? agency.parent : 0].push_back(id);
    std::ranges::stable_sort(*officials, std::greater{}, [](const auto& each) { return each.official.role; });
    for (const auto& official : *officials) {
        if (official.official.state == schema::OfficialState::active)
            tree.officials[official.official.agency].push_back(&official);
    }
    for (const auto top : tree.children[0]) tree.add(top);
    return std::move(tree.entries);
}

}  // namespace tram::roles
