#include "store/group_members.hpp"

#include <algorithm>

#include "store/address_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/mailing_list.hpp"

namespace tram::store {

namespace {

using province::GroupKind;

class Members {
public:
    explicit Members(const ReadTransaction& transaction) : transaction_(transaction) {}

    void addMailbox(std::uint64_t id) {
        if (id == 0) return;
        const auto mailbox = getRecord<schema::MailboxRecord>(transaction_, Table::mailbox, Key::of(MailboxId{id}));
        if (mailbox && (*mailbox)->enabled()) mailboxes.push_back(MailboxId{id});
    }
    void addOfficial(OfficialId id) {
        const auto official = getRecord<schema::OfficialRecord>(transaction_, Table::official, Key::of(id));
        if (official && (*official)->state() == schema::OfficialState::active) addMailbox((*official)->mailbox());
    }
    template <class Take>
    void eachAgency(Take take) {
        Cursor cursor(transaction_, Table::agency);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            const Record<schema::AgencyRecord> agency(cursor.value());
            if (agency->state() == schema::AgencyState::active) take(*agency);
        }
    }
    template <class Take>
    void eachOfficial(Take take) {
        Cursor cursor(transaction_, Table::official);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            const Record<schema::OfficialRecord> official(cursor.value());
            if (official->state() == schema::OfficialState::active && take(*official)) addMailbox(official->mailbox());
        }
    }

    std::vector<MailboxId> mailboxes;

private:
    const ReadTransaction& transaction_;
};

// Each once.
std::vector<MailboxId> inOrder(std::vector<MailboxId> mailboxes) {
    std::ranges::sort(mailboxes);
    const auto same = std::ranges::unique(mailboxes);
    mailboxes.erase(same.begin(), same.end());
    return mailboxes;
}

}  // namespace

std::optional<Group> findGroup(const ReadTransaction& transaction, ByteView normalised, SystemTime now) {
    const auto at = normalised.rfind('@');
    if (at == ByteView::npos) return std::nullopt;
    if (const auto list = listAt(transaction, normalised)) {
        Group group;
        group.address = normalised;
        group.list = findList(transaction, *list);
        if (!group.list) return std::nullopt;
        return group;
    }
    const auto parsed = province::parseGroupAddress(normalised.substr(0, at));
    if (!parsed) return std::nullopt;
    Group group{parsed->kind, {}, std::string(normalised), {}};
    if (parsed->kind != GroupKind::agency) return group;
    const auto domain = normalised.substr(at);
    const auto leads = whereLeads(transaction, std::string(parsed->label) + std::string(domain), now);
    if (leads.state != Destination::State::delivers) return std::nullopt;
    const auto mailbox = findMailbox(transaction, leads.mailbox);
    if (!mailbox || mailbox->agency == 0) return std::nullopt;
    const auto agency = findAgency(transaction, AgencyId{mailbox->agency});
    if (!agency || !isActive(*agency) || agency->mailbox != leads.mailbox.value) return std::nullopt;
    group.agency = AgencyId{mailbox->agency};
    const auto label = ByteView(mailbox->address).substr(0, mailbox->address.rfind('@'));
    group.address = groupLocalPart(GroupKind::agency, label) + std::string(domain);
    return group;
}

bool maySend(const ReadTransaction& transaction, const province::GroupPolicy& policy, const Group& group,
             OfficialId sender) {
    if (!group.list) return maySend(policy, group.kind, standingOf(transaction, sender));
    return maySend(transaction, *group.list, sender);
}

OutsideMembers outsideMembersOf(const ReadTransaction& transaction, const Group& group) {
    OutsideMembers result;
    if (!group.list) return result;
    for (const auto& member : group.list->members) {
        if (member->mailbox == 0) result.addresses.push_back(member->address);
    }
    result.returnAddress = returnAddressOf(transaction, *group.list);
    return result;
}

std::vector<MailboxId> membersOf(const ReadTransaction& transaction, const Group& group, SystemTime now) {
    Members members(transaction);
    if (group.list) return inOrder(mailboxesOf(transaction, *group.list));
    switch (group.kind) {
        case GroupKind::everyone:
            members.eachOfficial([](const auto&) { return true; });
            break;
        case GroupKind::heads:
            members.eachOfficial([](const auto& official) { return official.role() == schema::Role::head; });
            break;
        case GroupKind::offices:
            members.eachAgency([&](const auto& agency) {
                if (agency.kind() != schema::AgencyKind::unit) members.addMailbox(agency.mailbox());
            });
            break;
        case GroupKind::agencies:
            members.eachAgency([&](const auto& agency) { members.addMailbox(agency.mailbox()); });
            break;
        case GroupKind::clerks:
            members.eachAgency([&](const auto& agency) { members.addMailbox(agency.clerk_mailbox()); });
            break;
        case GroupKind::agency:
            for (const auto agency : branchOf(transaction, group.agency)) {
                for (const auto member : membersOf(transaction, agency)) members.addOfficial(member);
                for (const auto guest : guestsOf(transaction, agency, now)) members.addOfficial(guest);
            }
            break;
    }
    return inOrder(std::move(members.mailboxes));
}

}  // namespace tram::store
