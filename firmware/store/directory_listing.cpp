#include "store/directory_listing.hpp"

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

}  // namespace tram::store
