#include "store/mailing_list.hpp"

#include <algorithm>

#include "store/address_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"

namespace tram::store {

std::optional<schema::ListRecordT> findList(const ReadTransaction& transaction, ListId list) {
    return getObject<schema::ListRecord>(transaction, Table::list, Key::of(list));
}

bool maySend(const ReadTransaction& transaction, const schema::ListRecordT& list, OfficialId sender) {
    if (list.senders == schema::ListSenders::anyone) return true;
    if (!sender || !standingOf(transaction, sender)) return false;
    if (list.senders == schema::ListSenders::officials ||
        std::ranges::find(list.owners, sender.value) != list.owners.end())
        return true;
    if (list.senders == schema::ListSenders::owners) return false;
    return std::ranges::any_of(list.members, [&](const auto& member) {
        if (member->mailbox == 0) return false;
        const auto rights = rightsOn(transaction, sender, MailboxId{member->mailbox});
        return (rights & schema::Right::send_as) == schema::Right::send_as;
    });
}

std::vector<MailboxId> mailboxesOf(const ReadTransaction& transaction, const schema::ListRecordT& list) {
    std::vector<MailboxId> result;
    for (const auto& member : list.members) {
        if (member->mailbox == 0) continue;
        const auto id = presentMailbox(transaction, MailboxId{member->mailbox});
        const auto mailbox = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(id));
        if (mailbox && (*mailbox)->enabled()) result.push_back(id);
    }
    return result;
}

std::string returnAddressOf(const ReadTransaction& transaction, const schema::ListRecordT& list) {
    if (list.kind == schema::ListKind::alias) return {};
    for (const auto owner : list.owners) {
        const auto official = findOfficial(transaction, OfficialId{owner});
        if (official && official->state == schema::OfficialState::active) return official->address;
    }
    // Nobody keeps it any more: its office does.
    const auto agency = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(AgencyId{list.agency}));
    const auto office = agency ? findMailbox(transaction, MailboxId{(*agency)->mailbox()}) : std::nullopt;
    return office ? office->address : std::string();
}

std::string addressOf(const ReadTransaction& transaction, const schema::ListMemberT& member) {
    if (member.mailbox == 0) return member.address;
    const auto mailbox = findMailbox(transaction, presentMailbox(transaction, MailboxId{member.mailbox}));
    return mailbox ? mailbox->address : std::string();
}

}  // namespace tram::store
