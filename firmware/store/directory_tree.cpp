#include "store/directory_tree.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "store/directory.hpp"

namespace tram::store {

namespace {

constexpr ByteView seconded = "s";

// Rows of a table of the tree with that value.
template <class Id>
std::vector<Id> below(const ReadTransaction& transaction, Table table, AgencyId agency, ByteView value = {}) {
    std::vector<Id> ids;
    const auto prefix = Key::of(agency);
    Cursor cursor(transaction, table);
    for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next()) {
        if (cursor.value() == value) ids.push_back(Id{keyNumber(cursor.key(), 8)});
    }
    return ids;
}

bool belongs(const schema::OfficialRecordT& official) {
    return official.state == schema::OfficialState::active;
}

bool isEmpty(const ReadTransaction& transaction, Table table) {
    Cursor cursor(transaction, table);
    return !cursor.first();
}

}  // namespace

std::optional<schema::AgencyRecordT> findAgency(const ReadTransaction& transaction, AgencyId agency) {
    return getObject<schema::AgencyRecord>(transaction, Table::agency, Key::of(agency));
}

bool isActive(const schema::AgencyRecordT& agency) {
    return agency.state == schema::AgencyState::active;
}

std::vector<AgencyId> childrenOf(const ReadTransaction& transaction, AgencyId agency) {
    return below<AgencyId>(transaction, Table::agencyChild, agency);
}

std::vector<OfficialId> membersOf(const ReadTransaction& transaction, AgencyId agency) {
    return below<OfficialId>(transaction, Table::agencyMember, agency);
}

std::vector<OfficialId> guestsOf(const ReadTransaction& transaction, AgencyId agency, SystemTime now) {
    auto guests = below<OfficialId>(transaction, Table::agencyMember, agency, seconded);
    // Whose time is over is no guest any more, whether or not anybody has said so.
    std::erase_if(guests, [&](OfficialId guest) {
        const auto record = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(guest));
        return !record || (*record)->seconded_until() <= now.time_since_epoch().count();
    });
    return guests;
}

std::vector<AgencyId> branchOf(const ReadTransaction& transaction, AgencyId root) {
    std::vector<AgencyId> branch{root};
    for (std::size_t i = 0; i < branch.size(); ++i) {
        const auto children = childrenOf(transaction, branch[i]);
        branch.insert(branch.end(), children.begin(), children.end());
    }
    return branch;
}

bool isInBranch(const ReadTransaction& transaction, AgencyId agency, AgencyId root) {
    for (std::size_t level = 0; level < limits::province::agencyDepth && agency; ++level) {
        if (agency == root) return true;
        const auto record = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(agency));
        if (!record) return false;
        agency = AgencyId{(*record)->parent()};
    }
    return false;
}

std::size_t depthOf(const ReadTransaction& transaction, AgencyId agency) {
    std::size_t depth = 0;
    while (agency && depth < limits::province::agencyDepth) {
        ++depth;
        const auto record = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(agency));
        agency = record ? AgencyId{(*record)->parent()} : AgencyId{};
    }
    return depth;
}

std::size_t heightOf(const ReadTransaction& transaction, AgencyId agency) {
    std::size_t height = 0;
    for (std::vector<AgencyId> level{agency}; !level.empty() && height < limits::province::agencyDepth; ++height) {
        std::vector<AgencyId> next;
        for (const auto each : level) {
            const auto children = childrenOf(transaction, each);
            next.insert(next.end(), children.begin(), children.end());
        }
        level = std::move(next);
    }
    return height;
}

std::optional<OfficialId> headOf(const ReadTransaction& transaction, AgencyId agency) {
    for (const auto member : membersOf(transaction, agency)) {
        const auto record = getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(member));
        if (record && (*record)->role() == schema::Role::head) return member;
    }
    return std::nullopt;
}

void putMailbox(Batch& batch, MailboxId id, schema::MailboxRecordT mailbox) {
    mailbox.revision = batch.modSequence().value;
    putObject(batch.transaction, Table::mailbox, Key::of(id), mailbox);
    batch.touchDirectory();
}

void putAgency(Batch& batch, AgencyId id, schema::AgencyRecordT agency, const schema::AgencyRecordT* before) {
    auto& transaction = batch.transaction;
    agency.revision = batch.modSequence().value;
    if (before != nullptr && isActive(*before))
        transaction.remove(Table::agencyChild, Key::of(AgencyId{before->parent}, id));
    if (isActive(agency)) transaction.put(Table::agencyChild, Key::of(AgencyId{agency.parent}, id), {});
    putObject(transaction, Table::agency, Key::of(id), agency);
    batch.touchDirectory();
}

void putOfficial(Batch& batch, OfficialId id, schema::OfficialRecordT official, const schema::OfficialRecordT* before) {
    auto& transaction = batch.transaction;
    official.revision = batch.modSequence().value;
    if (before != nullptr && belongs(*before)) {
        transaction.remove(Table::agencyMember, Key::of(AgencyId{before->agency}, id));
        if (before->seconded_to != 0)
            transaction.remove(Table::agencyMember, Key::of(AgencyId{before->seconded_to}, id));
    }
    if (belongs(official)) {
        transaction.put(Table::agencyMember, Key::of(AgencyId{official.agency}, id), {});
        if (official.seconded_to != 0)
            transaction.put(Table::agencyMember, Key::of(AgencyId{official.seconded_to}, id), seconded);
    }
    putObject(transaction, Table::official, Key::of(id), official);
    if (before != nullptr && before->agency != official.agency) {
        const MailboxId own{official.mailbox};
        if (auto mailbox = findMailbox(transaction, own)) {
            mailbox->agency = official.agency;
            putMailbox(batch, own, std::move(*mailbox));
        }
    }
    batch.touchDirectory();
}

void ensureDirectoryTables(Batch& batch) {
    auto& transaction = batch.transaction;
    const auto fill = [&](Table from, Table index, auto keyOf) {
        if (!isEmpty(transaction, index)) return;
        std::vector<Key> keys;
        {
            Cursor cursor(transaction, from);
            for (bool more = cursor.first(); more; more = cursor.next())
                keys.push_back(keyOf(cursor.key(), cursor.value()));
        }
        for (const auto& key : keys) transaction.put(index, key, {});
    };
    fill(Table::agency, Table::agencyChild, [](ByteView key, ByteView value) {
        return Key::of(AgencyId{Record<schema::AgencyRecord>(value)->parent()}, AgencyId{keyNumber(key, 0)});
    });
    fill(Table::official, Table::agencyMember, [](ByteView key, ByteView value) {
        return Key::of(AgencyId{Record<schema::OfficialRecord>(value)->agency()}, OfficialId{keyNumber(key, 0)});
    });
    fill(Table::address, Table::addressOf, [](ByteView key, ByteView value) {
        return Key::of(MailboxId{Record<schema::Address>(value)->mailbox()}, key);
    });
}

}  // namespace tram::store
