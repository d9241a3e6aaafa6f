#include "store/new_mailbox.hpp"

#include <algorithm>

#include "province/agency_name.hpp"
#include "province/local_part.hpp"
#include "province/roles.hpp"
#include "store/address_table.hpp"
#include "store/directory.hpp"
#include "store/directory_tree.hpp"
#include "store/folder_tree.hpp"
#include "store/subscriptions.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

province::Role roleOf(schema::Role role) {
    return static_cast<province::Role>(role);
}

schema::Right bitsOf(province::Rights rights) {
    return static_cast<schema::Right>(rights.bits());
}

std::uint64_t quotaOf(const province::QuotaPolicy& quotas, const NewMailbox& made) {
    switch (made.kind) {
        case schema::MailboxKind::agency:
            return quotas.agencyMailbox;
        case schema::MailboxKind::clerk:
            return quotas.clerkMailbox;
        case schema::MailboxKind::personal:
            return quotas.of(roleOf(made.role));
        case schema::MailboxKind::system:
        case schema::MailboxKind::support:
            break;
    }
    return quotas.official;
}

}  // namespace

void followRole(CommandContext& context, MailboxId personal, schema::Role before, schema::Role after) {
    const auto& quotas = context.settings.quotas;
    auto mailbox = findMailbox(context.batch.transaction, personal);
    const auto wanted = quotas.of(roleOf(after));
    if (!mailbox || mailbox->quota != quotas.of(roleOf(before)) || mailbox->quota == wanted) return;
    mailbox->quota = wanted;
    putMailbox(context.batch, personal, std::move(*mailbox));
}

MailboxId makeMailbox(Batch& batch, const StoreSettings& settings, const NewMailbox& made) {
    const MailboxId id{batch.newId()};
    schema::MailboxRecordT mailbox;
    mailbox.address = made.address;
    mailbox.kind = made.kind;
    mailbox.owner = made.owner.value;
    mailbox.agency = made.agency.value;
    mailbox.quota = made.quota != 0 ? made.quota : quotaOf(settings.quotas, made);
    mailbox.created = batch.nowMicroseconds();
    mailbox.inbox = makeFirstFolders(batch, id).value;
    putMailbox(batch, id, std::move(mailbox));
    giveAddress(batch, made.address, id);
    batch.transaction.putStruct(Table::usage, Key::of(id), schema::Usage{});
    return id;
}

void removeMailbox(CommandContext& context, MailboxId id, const schema::MailboxRecordT& mailbox) {
    auto& batch = context.batch;
    const auto folders = allFolders(batch.transaction, id);
    std::vector<OfficialId> holders;
    {
        const auto prefix = Key::of(id);
        Cursor grants(batch.transaction, Table::grant);
        for (bool more = grants.seek(prefix); more && grants.keyStartsWith(prefix); more = grants.next())
            holders.push_back(OfficialId{keyNumber(grants.key(), 8)});
    }
    for (const auto& [name, folder] : folders) dropFolder(batch, folder, id, name);
    for (const auto holder : holders) setRights(context, id, holder, schema::Right{}, {});
    giveUpAddresses(batch, id, givenUp(context.settings.addressTerms, batch.now(), false),
                    mailbox.owner != 0 ? mailbox.owner : mailbox.agency);
    batch.transaction.remove(Table::usage, Key::of(id));
    batch.transaction.remove(Table::mailbox, Key::of(id));
    const OfficialId owner{mailbox.owner};
    if (const auto before = findOfficial(batch.transaction, owner)) {
        forgetSubscriptions(batch, owner, id);
        auto after = *before;
        after.state = schema::OfficialState::removed;
        after.mailbox = 0;
        putOfficial(batch, owner, after, &*before);
    }
    batch.touchDirectory();
}

std::expected<std::string, Refusal> freeAddress(const CommandContext& context, ByteView given, const char* field,
                                                std::uint64_t holder) {
    const std::string local(given.substr(0, given.rfind('@')));
    const auto domain = given.rfind('@') == ByteView::npos ? context.settings.domains.front()
                                                           : normaliseAddress(given.substr(given.rfind('@') + 1));
    if (std::ranges::find(context.settings.domains, domain) == context.settings.domains.end())
        return refuse(ErrorCode::bad_address, field, domain + " is not a domain of this appliance");
    const auto checked = province::parseLocalPart(local);
    if (!checked) return refuse(ErrorCode::bad_address, field, std::string(province::name(checked.error())));
    auto address = *checked + "@" + domain;
    if (address.size() > limits::store::addressLength) return refuse(ErrorCode::bad_address, field, "too_long");
    if (isTaken(context.batch.transaction, address, context.batch.now(), holder))
        return refuse(ErrorCode::exists, field, address);
    return address;
}

std::expected<AgencyAddresses, Refusal> freeAgencyAddresses(const CommandContext& context, ByteView name,
                                                            ByteView domainLabel, std::uint64_t holder) {
    const auto label = province::agencyLabel(name, domainLabel);
    if (!label) return refuse(ErrorCode::bad_address, "domain_label", std::string(province::name(label.error())));
    auto own = freeAddress(context, *label, "domain_label", holder);
    if (!own) return std::unexpected(own.error());
    auto clerk = freeAddress(context, province::clerkLocalPart(*label), "domain_label", holder);
    if (!clerk) return std::unexpected(clerk.error());
    return AgencyAddresses{std::move(*own), std::move(*clerk)};
}

void setRights(CommandContext& context, MailboxId mailbox, OfficialId official, schema::Right rights,
               const std::string& decision) {
    auto& batch = context.batch;
    if (rights == schema::Right{}) {
        batch.transaction.remove(Table::grant, Key::of(mailbox, official));
        batch.transaction.remove(Table::grantOf, Key::of(official, mailbox));
        forgetSubscriptions(batch, official, mailbox);
    } else {
        if (!batch.transaction.get(Table::grant, Key::of(mailbox, official)))
            subscribeToFirstFolders(batch, official, mailbox);
        schema::GrantT grant;
        grant.rights = rights;
        grant.created = batch.nowMicroseconds();
        grant.decision = decision;
        putObject(batch.transaction, Table::grant, Key::of(mailbox, official), grant);
        batch.transaction.put(Table::grantOf, Key::of(official, mailbox), {});
    }
    batch.touchDirectory();
    batch.touchStanding(official);
}

void giveRightsOfRole(CommandContext& context, OfficialId official, const schema::AgencyRecordT& agency,
                      schema::Role role) {
    const auto give = [&](std::uint64_t mailbox, province::Rights rights) {
        if (mailbox == 0) return;
        const auto known = rightsOn(context.batch.transaction, official, MailboxId{mailbox});
        if (role == schema::Role::official ? known != schema::Right{} : !rights.empty())
            setRights(context, MailboxId{mailbox}, official, bitsOf(rights), {});
    };
    give(agency.mailbox, rightsOnAgencyMailbox(roleOf(role)));
    give(agency.clerk_mailbox, rightsOnClerkMailbox(roleOf(role)));
}

void endRights(CommandContext& context, OfficialId official, std::optional<AgencyId> onlyOf) {
    std::vector<MailboxId> held;
    {
        const auto prefix = Key::of(official);
        Cursor cursor(context.batch.transaction, Table::grantOf);
        for (bool more = cursor.seek(prefix); more && cursor.keyStartsWith(prefix); more = cursor.next())
            held.push_back(MailboxId{keyNumber(cursor.key(), 8)});
    }
    for (const auto mailbox : held) {
        const auto record =
            getRecord<schema::MailboxRecord>(context.batch.transaction, Table::mailbox, Key::of(mailbox));
        if (onlyOf && record && AgencyId{(*record)->agency()} != *onlyOf) continue;
        setRights(context, mailbox, official, schema::Right{}, {});
    }
}

}  // namespace tram::store
