// The minimal commands of the Directory.
#include <algorithm>

#include "province/agency_name.hpp"
#include "province/local_part.hpp"
#include "province/personal_name.hpp"
#include "store/commands.hpp"
#include "store/credentials/scram.hpp"
#include "store/directory.hpp"
#include "store/folder_tree.hpp"
#include "store/subscriptions.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;

struct NewMailbox {
    std::string address;
    schema::MailboxKind kind = schema::MailboxKind::personal;
    OfficialId owner;
    std::uint64_t agency = 0;
    std::uint64_t quota = 0;
};

MailboxId makeMailbox(Batch& batch, const StoreSettings& settings, const NewMailbox& made) {
    const MailboxId id{batch.newId()};
    schema::MailboxRecordT mailbox;
    mailbox.address = made.address;
    mailbox.kind = made.kind;
    mailbox.owner = made.owner.value;
    mailbox.agency = made.agency;
    mailbox.quota = made.quota != 0 ? made.quota : settings.defaultQuota;
    mailbox.created = batch.nowMicroseconds();
    mailbox.inbox = makeFirstFolders(batch, id).value;
    putObject(batch.transaction, Table::mailbox, Key::of(id), mailbox);
    schema::AddressT address;
    address.mailbox = id.value;
    putObject(batch.transaction, Table::address, Key::of(std::string_view(made.address)), address);
    batch.transaction.putStruct(Table::usage, Key::of(id), schema::Usage{});
    batch.touchDirectory();
    return id;
}

// The whole address for a local part or an address that was given; refused where it is taken, not of one of
// our domains, or no local part that may be given out.
std::expected<std::string, Refusal> freeAddress(const CommandContext& context, ByteView given) {
    std::string local(given.substr(0, given.rfind('@')));
    const auto domain = given.rfind('@') == ByteView::npos ? context.settings.domains.front()
                                                           : normaliseAddress(given.substr(given.rfind('@') + 1));
    if (std::ranges::find(context.settings.domains, domain) == context.settings.domains.end()) {
        return refuse(ErrorCode::bad_address, "address", domain + " is not a domain of this appliance");
    }
    const auto checked = province::parseLocalPart(local);
    if (!checked) return refuse(ErrorCode::bad_address, "address", std::string(province::name(checked.error())));
    auto address = *checked + "@" + domain;
    if (address.size() > limits::store::addressLength) return refuse(ErrorCode::bad_address, "address", "too_long");
    if (findAddress(context.batch.transaction, address)) return refuse(ErrorCode::exists, "address", address);
    return address;
}

bool agencyExists(const CommandContext& context, std::uint64_t agency) {
    return context.batch.transaction.get(Table::agency, Key::of(agency)).has_value();
}

schema::AnswerBodyUnion done(std::uint64_t id) {
    schema::DoneT answer;
    answer.id = id;
    return asAnswer(std::move(answer));
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateAgency& command) {
    auto& batch = context.batch;
    if (command.kind() > schema::AgencyKind::MAX) return refuse(ErrorCode::malformed, "kind");
    const auto name = province::parseAgencyName(viewOf(command.name()));
    if (!name) return refuse(ErrorCode::bad_name, "name", std::string(province::name(name.error())));
    std::string label;
    if (!viewOf(command.domain_label()).empty()) {
        const auto checked = province::parseDomainLabel(viewOf(command.domain_label()));
        if (!checked)
            return refuse(ErrorCode::bad_address, "domain_label", std::string(province::name(checked.error())));
        label = *checked;
    }
    if (command.parent() != 0 && !agencyExists(context, command.parent()))
        return refuse(ErrorCode::no_such_agency, "parent");

    schema::AgencyRecordT agency;
    agency.name = *name;
    agency.domain_label = label;
    agency.parent = command.parent();
    agency.kind = command.kind();
    agency.created = batch.nowMicroseconds();
    agency.decision = textOf(command.decision());
    const auto id = batch.newId();
    putObject(batch.transaction, Table::agency, Key::of(id), agency);
    batch.touchDirectory();
    schema::AgencyCreatedT event;
    event.agency = id;
    event.name = agency.name;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id);
}

Outcome execute(CommandContext& context, const schema::CreateOfficial& command) {
    auto& batch = context.batch;
    if (command.role() > schema::Role::MAX) return refuse(ErrorCode::malformed, "role");
    const auto name = province::parsePersonalName(viewOf(command.name()));
    if (!name) return refuse(ErrorCode::bad_name, "name", std::string(province::name(name.error())));
    if (!agencyExists(context, command.agency())) return refuse(ErrorCode::no_such_agency, "agency");
    std::string wanted = textOf(command.address());
    if (wanted.empty()) {
        // R3.5; a later registrant picks his suffix, so a clash is the asker's to solve.
        wanted = province::personalLocalPart(*name).text();
    }
    const auto address = freeAddress(context, wanted);
    if (!address) return std::unexpected(address.error());

    const OfficialId id{batch.newId()};
    NewMailbox made;
    made.address = *address;
    made.owner = id;
    made.agency = command.agency();
    made.quota = command.quota();
    const auto mailbox = makeMailbox(batch, context.settings, made);
    schema::OfficialRecordT official;
    official.name = name->text;
    official.agency = command.agency();
    official.role = command.role();
    official.mailbox = mailbox.value;
    official.address = *address;
    official.created = batch.nowMicroseconds();
    const auto salt = credentials::makeScramSalt(context.random);
    official.scram_salt.assign(asOctets(salt).begin(), asOctets(salt).end());
    putObject(batch.transaction, Table::official, Key::of(id), official);
    subscribeToFirstFolders(batch, id, mailbox);
    schema::OfficialCreatedT event;
    event.official = id.value;
    event.name = official.name;
    event.address = *address;
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id.value);
}

Outcome execute(CommandContext& context, const schema::CreateMailbox& command) {
    auto& batch = context.batch;
    if (command.kind() != schema::MailboxKind::agency && command.kind() != schema::MailboxKind::clerk) {
        return refuse(ErrorCode::malformed, "kind", "a personal mailbox comes with its official");
    }
    const auto agency = getObject<schema::AgencyRecord>(batch.transaction, Table::agency, Key::of(command.agency()));
    if (!agency) return refuse(ErrorCode::no_such_agency, "agency");
    std::string wanted = textOf(command.address());
    if (wanted.empty()) {
        const auto label = province::agencyLabel(agency->name, agency->domain_label);
        if (!label) return refuse(ErrorCode::bad_address, "agency", std::string(province::name(label.error())));
        wanted = command.kind() == schema::MailboxKind::clerk ? province::clerkLocalPart(*label) : *label;
    }
    const auto address = freeAddress(context, wanted);
    if (!address) return std::unexpected(address.error());
    NewMailbox made;
    made.address = *address;
    made.kind = command.kind();
    made.agency = command.agency();
    made.quota = command.quota();
    const auto id = makeMailbox(batch, context.settings, made);
    schema::MailboxCreatedT event;
    event.mailbox = id.value;
    event.address = *address;
    event.kind = command.kind();
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(id.value);
}

Outcome execute(CommandContext& context, const schema::GrantRights& command) {
    auto& batch = context.batch;
    const MailboxId mailbox{command.mailbox()};
    const OfficialId official{command.official()};
    if (!findMailbox(batch.transaction, mailbox)) return refuse(ErrorCode::no_such_mailbox, "mailbox");
    if (!findOfficial(batch.transaction, official)) return refuse(ErrorCode::no_such_official, "official");
    const auto known = schema::Right::read | schema::Right::answer | schema::Right::send_as | schema::Right::manage;
    if ((command.rights() & ~known) != schema::Right{}) return refuse(ErrorCode::malformed, "rights");
    if (command.rights() == schema::Right{}) {
        batch.transaction.remove(Table::grant, Key::of(mailbox, official));
        batch.transaction.remove(Table::grantOf, Key::of(official, mailbox));
        forgetSubscriptions(batch, official, mailbox);
    } else {
        if (!batch.transaction.get(Table::grant, Key::of(mailbox, official)))
            subscribeToFirstFolders(batch, official, mailbox);
        schema::GrantT grant;
        grant.rights = command.rights();
        grant.created = batch.nowMicroseconds();
        grant.decision = textOf(command.decision());
        putObject(batch.transaction, Table::grant, Key::of(mailbox, official), grant);
        batch.transaction.put(Table::grantOf, Key::of(official, mailbox), {});
    }
    batch.touchDirectory();
    schema::GrantedT event;
    event.mailbox = mailbox.value;
    event.official = official.value;
    event.rights = command.rights();
    event.decision = textOf(command.decision());
    batch.journal(context.origin, asEvent(std::move(event)));
    return done(mailbox.value);
}

void ensureSystemMailboxes(Batch& batch, const StoreSettings& settings) {
    const Origin origin{"tram-store", {}};
    std::optional<MailboxId> postmaster;
    for (const auto& domain : settings.domains) {
        for (const auto* local : {"postmaster", "abuse"}) {
            const auto address = std::string(local) + "@" + domain;
            if (const auto known = findAddress(batch.transaction, address)) {
                if (!postmaster) postmaster = known;
                continue;
            }
            if (postmaster) {
                schema::AddressT record;
                record.mailbox = postmaster->value;
                putObject(batch.transaction, Table::address, Key::of(std::string_view(address)), record);
                continue;
            }
            NewMailbox made;
            made.address = address;
            made.kind = schema::MailboxKind::system;
            postmaster = makeMailbox(batch, settings, made);
            schema::MailboxCreatedT event;
            event.mailbox = postmaster->value;
            event.address = address;
            event.kind = made.kind;
            batch.journal(origin, asEvent(std::move(event)));
        }
    }
}

}  // namespace tram::store
