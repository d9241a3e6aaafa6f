#include "store/directory_listing.hpp"

#include "store/address_table.hpp"
#include "store/group_members.hpp"
#include "store/record.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

namespace {

template <class Item, class Take>
std::expected<std::vector<Item>, StoreError> list(const Environment& environment, Table table, Take take) {
    std::vector<Item> items;
    try {
        walkTable(environment, table, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            take(transaction, key, value, items.emplace_back());
        });
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
    return items;
}

// Few rows, read in one transaction.
template <class Item, class Read>
std::expected<std::vector<Item>, StoreError> inOneView(const Environment& environment, Read read) {
    std::vector<Item> items;
    try {
        read(ReadTransaction(environment), items);
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
    return items;
}

}  // namespace

std::expected<std::vector<ListedAgency>, StoreError> listAgencies(const Environment& environment) {
    return list<ListedAgency>(environment, Table::agency,
                              [](const auto&, ByteView key, ByteView value, ListedAgency& item) {
                                  item.id = AgencyId{keyNumber(key, 0)};
                                  Record<schema::AgencyRecord>(value)->UnPackTo(&item.agency);
                              });
}

std::expected<std::vector<ListedOfficial>, StoreError> listOfficials(const Environment& environment) {
    return list<ListedOfficial>(environment, Table::official,
                                [](const auto&, ByteView key, ByteView value, ListedOfficial& item) {
                                    item.id = OfficialId{keyNumber(key, 0)};
                                    Record<schema::OfficialRecord>(value)->UnPackTo(&item.official);
                                });
}

std::expected<std::vector<ListedMailbox>, StoreError> listMailboxes(const Environment& environment) {
    return list<ListedMailbox>(
        environment, Table::mailbox,
        [](const ReadTransaction& transaction, ByteView key, ByteView value, ListedMailbox& item) {
            item.id = MailboxId{keyNumber(key, 0)};
            Record<schema::MailboxRecord>(value)->UnPackTo(&item.mailbox);
            item.usage = transaction.getStruct<schema::Usage>(Table::usage, Key::of(item.id)).value_or(schema::Usage{});
        });
}

std::expected<std::vector<ListedGrant>, StoreError> listGrants(const Environment& environment) {
    return list<ListedGrant>(environment, Table::grant,
                             [](const auto&, ByteView key, ByteView value, ListedGrant& item) {
                                 item.mailbox = MailboxId{keyNumber(key, 0)};
                                 item.official = OfficialId{keyNumber(key, 8)};
                                 Record<schema::Grant>(value)->UnPackTo(&item.grant);
                             });
}

std::expected<std::vector<ListedAddress>, StoreError> listAddresses(const Environment& environment, MailboxId mailbox) {
    return inOneView<ListedAddress>(environment, [&](const ReadTransaction& transaction, auto& items) {
        for (auto& address : addressesOf(transaction, mailbox)) {
            auto record = getObject<schema::Address>(transaction, Table::address, Key::of(std::string_view(address)));
            if (record) items.push_back({std::move(address), std::move(*record)});
        }
    });
}

std::expected<std::vector<ListedHistory>, StoreError> listHistory(const Environment& environment,
                                                                  std::uint64_t subject) {
    return inOneView<ListedHistory>(environment, [&](const ReadTransaction& transaction, auto& items) {
        const auto prefix = Key::of(subject);
        Cursor cursor(transaction, Table::history);
        for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next()) {
            ListedHistory item;
            item.position = JournalPosition{keyNumber(cursor.key(), 8)};
            Record<schema::HistoryEntry>(cursor.value())->UnPackTo(&item.entry);
            if (item.entry.change) items.push_back(std::move(item));
        }
    });
}

std::expected<std::vector<ListedList>, StoreError> listLists(const Environment& environment) {
    return list<ListedList>(environment, Table::list, [](const auto&, ByteView key, ByteView value, ListedList& item) {
        item.id = ListId{keyNumber(key, 0)};
        Record<schema::ListRecord>(value)->UnPackTo(&item.list);
    });
}

std::expected<std::vector<ListedTicket>, StoreError> listTickets(const Environment& environment) {
    return list<ListedTicket>(environment, Table::ticket,
                              [](const auto&, ByteView key, ByteView value, ListedTicket& item) {
                                  item.id = TicketId{keyNumber(key, 0)};
                                  Record<schema::TicketRecord>(value)->UnPackTo(&item.ticket);
                              });
}

std::expected<std::optional<ListedGroup>, StoreError> groupAt(const Environment& environment, ByteView normalised,
                                                              SystemTime now) {
    try {
        const ReadTransaction transaction(environment);
        auto group = findGroup(transaction, normalised, now);
        if (!group) return std::nullopt;
        ListedGroup result{group->kind, group->address, {}, {}};
        for (const auto id : membersOf(transaction, *group, now)) {
            if (const auto mailbox = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(id)))
                result.members.push_back(textOf((*mailbox)->address()));
        }
        auto outside = outsideMembersOf(transaction, *group);
        result.members.insert(result.members.end(), outside.addresses.begin(), outside.addresses.end());
        result.list = std::move(group->list);
        return result;
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
}

std::expected<bool, StoreError> addressIsTaken(const Environment& environment, ByteView normalised, SystemTime now) {
    try {
        return isTaken(ReadTransaction(environment), normalised, now, 0);
    } catch (const TransactionFailed& failure) {
        return std::unexpected(failure.error);
    }
}

}  // namespace tram::store
