#include "store/address_table.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "store/directory.hpp"
#include "store/directory_tree.hpp"

namespace tram::store {

namespace {

SystemTime timeOf(std::int64_t microseconds) {
    return SystemTime{std::chrono::microseconds(microseconds)};
}

std::optional<schema::AddressT> rowOf(const ReadTransaction& transaction, ByteView normalised) {
    if (normalised.empty() || normalised.size() > limits::store::addressLength) return std::nullopt;
    return getObject<schema::Address>(transaction, Table::address, Key::of(normalised));
}

province::OldAddress termsOf(const schema::AddressT& row) {
    return {timeOf(row.delivers_until), timeOf(row.free_from), row.kind == schema::AddressKind::former};
}

// The office's address of somebody who left.
std::string officeOf(const ReadTransaction& transaction, const schema::MailboxRecordT& mailbox) {
    const auto agency = findAgency(transaction, AgencyId{mailbox.agency});
    if (!agency) return {};
    const auto office = findMailbox(transaction, presentMailbox(transaction, MailboxId{agency->mailbox}));
    return office && office->enabled ? office->address : std::string();
}

// Whether `from` was dissolved and `into` is its successor, or that one's.
bool tookOver(const ReadTransaction& transaction, AgencyId from, AgencyId into) {
    for (std::size_t step = 0; step < limits::province::agenciesPerCommand && from; ++step) {
        const auto record = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(from));
        if (!record) return false;
        from = AgencyId{(*record)->successor()};
        if (from && from == into) return true;
    }
    return false;
}

void putRow(Batch& batch, const std::string& address, const schema::AddressT& row) {
    putObject(batch.transaction, Table::address, Key::of(std::string_view(address)), row);
    batch.touchDirectory();
}

}  // namespace

MailboxId presentMailbox(const ReadTransaction& transaction, MailboxId mailbox) {
    // Each merge adds one; a box that runs for years has few, and a circle in a damaged store ends.
    for (std::size_t step = 0; step < limits::province::agenciesPerCommand; ++step) {
        const auto record = getRecord<schema::MailboxRecord>(transaction, Table::mailbox, Key::of(mailbox));
        if (!record || (*record)->successor() == 0) return mailbox;
        mailbox = MailboxId{(*record)->successor()};
    }
    return mailbox;
}

std::optional<ListId> listAt(const ReadTransaction& transaction, ByteView normalised) {
    if (normalised.empty() || normalised.size() > limits::store::addressLength) return std::nullopt;
    const auto row = getRecord<schema::Address>(transaction, Table::address, Key::of(normalised));
    if (!row || (*row)->kind() != schema::AddressKind::list) return std::nullopt;
    return ListId{(*row)->list()};
}

std::optional<MailboxId> formerMailbox(const ReadTransaction& transaction, ByteView normalised) {
    const auto row = rowOf(transaction, normalised);
    if (!row || row->kind == schema::AddressKind::current || row->mailbox == 0) return std::nullopt;
    return MailboxId{row->mailbox};
}

Destination whereLeads(const ReadTransaction& transaction, ByteView normalised, SystemTime now) {
    const auto row = rowOf(transaction, normalised);
    if (!row || row->kind == schema::AddressKind::list) return {};
    Destination result;
    if (row->kind == schema::AddressKind::current) {
        result.state = Destination::State::delivers;
        result.mailbox = MailboxId{row->mailbox};
        return result;
    }
    const auto present = presentMailbox(transaction, MailboxId{row->mailbox});
    const auto mailbox = findMailbox(transaction, present);
    switch (stateOf(termsOf(*row), now)) {
        case province::AddressState::delivers:
            result.state = Destination::State::delivers;
            result.mailbox = present;
            break;
        case province::AddressState::moved:
            result.state = Destination::State::moved;
            if (mailbox) result.movedTo = mailbox->address;
            break;
        case province::AddressState::gone:
            result.state = Destination::State::left;
            if (mailbox) result.movedTo = officeOf(transaction, *mailbox);
            break;
    }
    return result;
}

bool isTaken(const ReadTransaction& transaction, ByteView normalised, SystemTime now, std::uint64_t holder) {
    const auto row = rowOf(transaction, normalised);
    if (!row) return false;
    if (row->kind == schema::AddressKind::current || row->kind == schema::AddressKind::list) return true;
    if (holder != 0 && (row->holder == holder || tookOver(transaction, AgencyId{row->holder}, AgencyId{holder})))
        return false;
    return !isFree(termsOf(*row), now);
}

std::vector<std::string> addressesOf(const ReadTransaction& transaction, MailboxId mailbox) {
    std::vector<std::string> addresses;
    const auto prefix = Key::of(mailbox);
    Cursor cursor(transaction, Table::addressOf);
    for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next())
        addresses.emplace_back(cursor.key().substr(prefix.view().size()));
    return addresses;
}

namespace {

void forgetHolder(Batch& batch, const std::string& address) {
    if (const auto before = rowOf(batch.transaction, address))
        batch.transaction.remove(Table::addressOf, Key::of(MailboxId{before->mailbox}, std::string_view(address)));
}

}  // namespace

void giveAddress(Batch& batch, const std::string& address, ListId list) {
    forgetHolder(batch, address);
    schema::AddressT row;
    row.kind = schema::AddressKind::list;
    row.list = list.value;
    putRow(batch, address, row);
}

void giveAddress(Batch& batch, const std::string& address, MailboxId mailbox) {
    forgetHolder(batch, address);
    schema::AddressT row;
    row.mailbox = mailbox.value;
    putRow(batch, address, row);
    batch.transaction.put(Table::addressOf, Key::of(mailbox, std::string_view(address)), {});
}

void giveUpAddress(Batch& batch, const std::string& address, const province::OldAddress& terms, std::uint64_t holder) {
    auto row = rowOf(batch.transaction, address);
    if (!row) return;
    row->kind = terms.hasSuccessor ? schema::AddressKind::former : schema::AddressKind::retired;
    row->delivers_until = terms.deliversUntil.time_since_epoch().count();
    row->free_from = terms.freeFrom.time_since_epoch().count();
    row->holder = holder;
    putRow(batch, address, *row);
}

void giveUpAddresses(Batch& batch, MailboxId mailbox, const province::OldAddress& terms, std::uint64_t holder) {
    for (const auto& address : addressesOf(batch.transaction, mailbox)) {
        const auto row = rowOf(batch.transaction, address);
        if (row && row->kind == schema::AddressKind::current) giveUpAddress(batch, address, terms, holder);
    }
}

void takeAddressesBack(Batch& batch, MailboxId mailbox, std::uint64_t holder) {
    for (const auto& address : addressesOf(batch.transaction, mailbox)) {
        const auto row = rowOf(batch.transaction, address);
        if (row && row->kind == schema::AddressKind::retired && row->holder == holder)
            giveAddress(batch, address, mailbox);
    }
}

}  // namespace tram::store
