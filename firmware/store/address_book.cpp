#include "store/address_book.hpp"

#include <algorithm>

#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/group_members.hpp"
#include "store/mailing_list.hpp"

namespace tram::store {

namespace {

// The agency at the top of that one's branch.
AgencyId topOf(const ReadTransaction& transaction, AgencyId agency) {
    for (std::size_t level = 0; level < limits::province::agencyDepth; ++level) {
        const auto record = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(agency));
        if (!record || (*record)->parent() == 0) break;
        agency = AgencyId{(*record)->parent()};
    }
    return agency;
}

class Book {
public:
    Book(const ReadTransaction& transaction, OfficialId viewer, const schema::OfficialRecordT& official,
         const province::AddressBookPolicy& policy, const province::GroupPolicy& groupPolicy, std::string domain,
         SystemTime now)
        : transaction_(transaction),
          viewer_(viewer),
          branch_(topOf(transaction, AgencyId{official.agency})),
          policy_(policy),
          groupPolicy_(groupPolicy),
          domain_(std::move(domain)),
          now_(now) {}

    AddressBook make() {
        for (const auto agency : childrenOf(transaction_, {})) add(agency, {}, 0, agency == branch_);
        for (const auto kind : province::provinceGroups) addGroup(groupLocalPart(kind) + "@" + domain_, kind);
        addLists();
        if (const auto state = transaction_.getStruct<schema::State>(Table::state, Key::of(std::string_view("state"))))
            book_.position = JournalPosition{state->journal_position()};
        return std::move(book_);
    }

private:
    void add(AgencyId id, AgencyId parent, std::size_t depth, bool sameBranch) {
        const auto agency = findAgency(transaction_, id);
        if (!agency || depth >= limits::province::agencyDepth) return;
        BookFolder folder;
        folder.id = id;
        folder.parent = parent;
        folder.depth = depth;
        folder.name = agency->name;
        folder.address = addressOfOpen(MailboxId{agency->mailbox});
        folder.clerkAddress = addressOfOpen(MailboxId{agency->clerk_mailbox});
        folder.revision = agency->revision;
        if (!folder.address.empty()) {
            const auto label = std::string_view(folder.address).substr(0, folder.address.find('@'));
            auto group = groupLocalPart(province::GroupKind::agency, label) + "@" + domain_;
            if (maySendTo(group)) folder.groupAddress = std::move(group);
        }
        for (const auto member : membersOf(transaction_, id)) addPerson(folder, member, sameBranch);
        std::ranges::stable_sort(folder.people, std::greater{}, &BookPerson::role);
        book_.folders.push_back(std::move(folder));
        for (const auto child : childrenOf(transaction_, id)) add(child, id, depth + 1, sameBranch);
    }

    void addPerson(BookFolder& folder, OfficialId id, bool sameBranch) {
        const auto record = getRecord<schema::OfficialRecord>(transaction_, Table::official, Key::of(id));
        if (!record || (*record)->state() != schema::OfficialState::active) return;
        BookPerson person;
        person.id = id;
        person.name = textOf((*record)->name());
        person.address = textOf((*record)->address());
        person.role = (*record)->role();
        person.jobTitle = textOf((*record)->job_title());
        if (seesTelephone(policy_, sameBranch, static_cast<province::Role>(person.role)))
            person.telephone = textOf((*record)->telephone());
        person.revision = (*record)->revision();
        folder.people.push_back(std::move(person));
    }

    void addGroup(std::string address, province::GroupKind kind) {
        if (maySendTo(address)) book_.groups.push_back({std::move(address), {}, kind, false});
    }

    void addLists() {
        Cursor cursor(transaction_, Table::list);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            schema::ListRecordT list;
            Record<schema::ListRecord>(cursor.value())->UnPackTo(&list);
            if (list.ended != 0 || !maySend(transaction_, list, viewer_)) continue;
            book_.groups.push_back({list.address, list.name, province::GroupKind::everyone, true});
        }
    }

    bool maySendTo(const std::string& address) const {
        const auto group = findGroup(transaction_, address, now_);
        return group && maySend(transaction_, groupPolicy_, *group, viewer_);
    }

    std::string addressOfOpen(MailboxId id) const {
        const auto mailbox = getRecord<schema::MailboxRecord>(transaction_, Table::mailbox, Key::of(id));
        return mailbox && (*mailbox)->enabled() ? textOf((*mailbox)->address()) : std::string();
    }

    const ReadTransaction& transaction_;
    OfficialId viewer_;
    AgencyId branch_;
    const province::AddressBookPolicy& policy_;
    const province::GroupPolicy& groupPolicy_;
    std::string domain_;
    SystemTime now_;
    AddressBook book_;
};

}  // namespace

std::expected<std::optional<AddressBook>, StoreError> addressBook(const Environment& environment, OfficialId viewer,
                                                                  const province::AddressBookPolicy& policy,
                                                                  const province::GroupPolicy& groupPolicy,
                                                                  const std::string& domain, SystemTime now) {
    try {
        const ReadTransaction transaction(environment);
        const auto official = findOfficial(transaction, viewer);
        if (!official || !standingOf(transaction, viewer)) return std::nullopt;
        return Book(transaction, viewer, *official, policy, groupPolicy, domain, now).make();
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
}

}  // namespace tram::store
