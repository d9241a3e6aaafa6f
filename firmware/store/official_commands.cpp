// Officials hired, moved, seconded, given roles and duties, gone and come back. R3.5, R8.2, R8.3
#include <algorithm>

#include "province/local_part.hpp"
#include "province/personal_name.hpp"
#include "store/address_table.hpp"
#include "store/agency_succession.hpp"
#include "store/commands.hpp"
#include "store/credential_table.hpp"
#include "store/credentials/scram.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/new_mailbox.hpp"
#include "store/subscriptions.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::OfficialState;

std::expected<province::PersonalName, Refusal> checkName(ByteView text, std::uint8_t given) {
    auto name = province::parsePersonalName(
        text, given == 0 ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(given) - 1));
    if (!name) return refuse(ErrorCode::bad_name, "name", std::string(province::name(name.error())));
    return std::move(*name);
}

// An agency that takes somebody.
std::expected<schema::AgencyRecordT, Refusal> takingAgency(const CommandContext& context, AgencyId id) {
    return activeAgency(context, id, "agency", Power::manageOfficials);
}

std::expected<schema::OfficialRecordT, Refusal> officialIn(const CommandContext& context, OfficialId id,
                                                           OfficialState state, std::uint64_t revision,
                                                           Power power = Power::manageOfficials) {
    auto official = findOfficial(context.batch.transaction, id);
    if (!official) return refuse(ErrorCode::no_such_official, "official");
    if (auto may = authorise(context, power, AgencyId{official->agency}); !may) return std::unexpected(may.error());
    if (official->state != state) return refuse(ErrorCode::not_active, "official", official->address);
    if (auto same = checkRevision(revision, official->revision); !same) return std::unexpected(same.error());
    return std::move(*official);
}

// One head an agency: another is appointed by a handover, which says what becomes of the first.
std::expected<void, Refusal> checkRole(const CommandContext& context, schema::Role role, AgencyId agency,
                                       OfficialId self) {
    if (role > schema::Role::MAX) return refuse(ErrorCode::malformed, "role");
    if (role != schema::Role::head) return {};
    const auto head = headOf(context.batch.transaction, agency);
    if (!head || *head == self) return {};
    const auto record = findOfficial(context.batch.transaction, *head);
    return refuse(ErrorCode::has_head, "role", record ? record->address : std::string());
}

void enableMailbox(CommandContext& context, MailboxId id, bool enabled) {
    auto mailbox = findMailbox(context.batch.transaction, id);
    if (!mailbox) return;
    mailbox->enabled = enabled;
    mailbox->ended = enabled ? 0 : context.batch.nowMicroseconds();
    mailbox->removal.reset();
    putMailbox(context.batch, id, std::move(*mailbox));
}

void removeCredentials(CommandContext& context, OfficialId id) {
    for (const auto& known : readCredentials(context.batch.transaction, context.sealingKey, id))
        removeCredential(context.batch.transaction, id, known.id);
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateOfficial& command) {
    auto& batch = context.batch;
    const AgencyId agencyId{command.agency()};
    if (command.role() > schema::Role::MAX) return refuse(ErrorCode::malformed, "role");
    const auto name = checkName(viewOf(command.name()), command.given());
    if (!name) return std::unexpected(name.error());
    const auto agency = takingAgency(context, agencyId);
    if (!agency) return std::unexpected(agency.error());
    auto title = checkRemark(viewOf(command.job_title()), "job_title");
    if (!title) return std::unexpected(title.error());
    auto telephone = checkRemark(viewOf(command.telephone()), "telephone");
    if (!telephone) return std::unexpected(telephone.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    const auto rule = province::personalLocalPart(*name);
    std::string wanted = textOf(command.address());
    if (wanted.empty()) wanted = rule.text();
    // A clash is the asker's to solve: the later registrant picks his own suffix. R3.5
    const auto address = freeAddress(context, wanted, "address", 0);
    if (!address) return std::unexpected(address.error());
    if (auto role = checkRole(context, command.role(), agencyId, {}); !role) return std::unexpected(role.error());
    const auto standing = province::ruleOf(rule, ByteView(*address).substr(0, address->rfind('@')));
    if (standing == province::AddressRule::exception && *basis == nullptr)
        return refuse(ErrorCode::no_basis, "address", "an exception from the rule " + rule.text());

    const OfficialId id{batch.newId()};
    const auto mailbox =
        makeMailbox(context.batch, context.settings,
                    {*address, schema::MailboxKind::personal, id, agencyId, command.quota(), command.role()});
    schema::OfficialRecordT official;
    official.name = name->text;
    official.given = command.given();
    official.agency = agencyId.value;
    official.role = command.role();
    official.mailbox = mailbox.value;
    official.address = *address;
    official.job_title = *title;
    official.telephone = *telephone;
    official.created = batch.nowMicroseconds();
    const auto salt = credentials::makeScramSalt(context.random);
    official.scram_salt.assign(asOctets(salt).begin(), asOctets(salt).end());
    putOfficial(batch, id, official, nullptr);
    subscribeToFirstFolders(batch, id, mailbox);
    giveRightsOfRole(context, id, *agency, command.role());
    auto changed = changeOf(DirectoryVerb::official_hired, id, std::move(*basis));
    changed.related.push_back(agencyId.value);
    changed.after = nameAndAddress(official);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::MoveOfficial& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const AgencyId agencyId{command.agency()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision());
    if (!before) return std::unexpected(before.error());
    const auto agency = takingAgency(context, agencyId);
    if (!agency) return std::unexpected(agency.error());
    if (before->agency == agencyId.value) return refuse(ErrorCode::exists, "agency", agency->name);
    if (auto role = checkRole(context, command.role(), agencyId, id); !role) return std::unexpected(role.error());
    auto title = checkRemark(viewOf(command.job_title()), "job_title");
    if (!title) return std::unexpected(title.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    const AgencyId oldId{before->agency};
    const auto old = findAgency(batch.transaction, oldId);
    endRights(context, id, oldId);
    auto after = *before;
    after.agency = agencyId.value;
    after.role = command.role();
    after.job_title = *title;
    after.seconded_to = 0;
    after.seconded_until = 0;
    putOfficial(batch, id, after, &*before);
    giveRightsOfRole(context, id, *agency, after.role);
    followRole(context, MailboxId{after.mailbox}, before->role, after.role);
    auto changed = changeOf(DirectoryVerb::official_moved, id, std::move(*basis));
    changed.related = {oldId.value, agencyId.value};
    if (old) changed.before = old->name;
    changed.after = agency->name;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

namespace {

Outcome endSecondment(CommandContext& context, OfficialId id, const schema::OfficialRecordT& before,
                      std::unique_ptr<schema::BasisT> basis) {
    auto& batch = context.batch;
    const AgencyId host{before.seconded_to};
    if (!host) return refuse(ErrorCode::not_active, "agency", "not seconded");
    // What he was given at the place that he leaves ends with it.
    endRights(context, id, host);
    auto after = before;
    after.seconded_to = 0;
    after.seconded_until = 0;
    putOfficial(batch, id, after, &before);
    auto changed = changeOf(DirectoryVerb::official_returned, id, std::move(basis));
    changed.related.push_back(host.value);
    if (const auto agency = findAgency(batch.transaction, host)) changed.before = agency->name;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

}  // namespace

Outcome execute(CommandContext& context, const schema::SecondOfficial& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision());
    if (!before) return std::unexpected(before.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    const AgencyId host{command.agency()};
    if (!host) return endSecondment(context, id, *before, std::move(*basis));
    const auto agency = takingAgency(context, host);
    if (!agency) return std::unexpected(agency.error());
    if (host.value == before->agency) return refuse(ErrorCode::exists, "agency", agency->name);
    if (command.until() <= batch.nowMicroseconds()) return refuse(ErrorCode::malformed, "until", "is over");

    if (before->seconded_to != 0 && before->seconded_to != host.value)
        endRights(context, id, AgencyId{before->seconded_to});
    auto after = *before;
    after.seconded_to = host.value;
    after.seconded_until = command.until();
    putOfficial(batch, id, after, &*before);
    auto changed = changeOf(DirectoryVerb::official_seconded, id, std::move(*basis));
    changed.related.push_back(host.value);
    changed.after = agency->name;
    changed.until = after.seconded_until;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::EndSecondment& command) {
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, 0);
    if (!before) return std::unexpected(before.error());
    if (before->seconded_until > context.batch.nowMicroseconds()) return refuse(ErrorCode::too_early, "official");
    return endSecondment(context, id, *before, nullptr);
}

Outcome execute(CommandContext& context, const schema::EndService& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision());
    if (!before) return std::unexpected(before.error());
    if (id == context.origin.actor) return refuse(ErrorCode::second_person, "official", "oneself");
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto after = *before;
    after.state = OfficialState::left;
    after.enabled = false;
    after.must_change_password = true;
    after.left = batch.nowMicroseconds();
    const std::chrono::microseconds kept = context.settings.addressTerms.mailboxKept;
    after.kept_until = after.left + kept.count();
    after.duties = 0;
    after.administers = 0;
    after.role = schema::Role::official;
    after.seconded_to = 0;
    after.seconded_until = 0;
    endSessionsOf(batch, id, after);
    putOfficial(batch, id, after, &*before);
    removeCredentials(context, id);
    endRights(context, id);
    enableMailbox(context, MailboxId{after.mailbox}, false);
    giveUpAddresses(batch, MailboxId{after.mailbox}, givenUp(context.settings.addressTerms, batch.now(), false),
                    id.value);
    auto changed = changeOf(DirectoryVerb::official_left, id, std::move(*basis));
    changed.related.push_back(before->agency);
    changed.before = nameAndAddress(*before);
    changed.reason = std::move(*reason);
    changed.until = after.kept_until;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::Reinstate& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::left, command.revision());
    if (!before) return std::unexpected(before.error());
    const AgencyId agencyId{command.agency() != 0 ? command.agency() : before->agency};
    const auto agency = takingAgency(context, agencyId);
    if (!agency) return std::unexpected(agency.error());
    // Years later his address may be another's.
    if (isTaken(batch.transaction, before->address, batch.now(), id.value))
        return refuse(ErrorCode::exists, "official", before->address);
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto after = *before;
    after.state = OfficialState::active;
    after.enabled = true;
    after.must_change_password = true;
    after.agency = agencyId.value;
    after.left = 0;
    after.kept_until = 0;
    putOfficial(batch, id, after, &*before);
    enableMailbox(context, MailboxId{after.mailbox}, true);
    takeAddressesBack(batch, MailboxId{after.mailbox}, id.value);
    auto changed = changeOf(DirectoryVerb::official_reinstated, id, std::move(*basis));
    changed.related.push_back(agencyId.value);
    changed.after = nameAndAddress(after);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::EditOfficial& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision());
    if (!before) return std::unexpected(before.error());
    const auto name = checkName(viewOf(command.name()), command.given());
    if (!name) return std::unexpected(name.error());
    auto title = checkRemark(viewOf(command.job_title()), "job_title");
    if (!title) return std::unexpected(title.error());
    auto telephone = checkRemark(viewOf(command.telephone()), "telephone");
    if (!telephone) return std::unexpected(telephone.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto after = *before;
    after.name = name->text;
    after.given = command.given();
    after.job_title = *title;
    after.telephone = *telephone;
    putOfficial(batch, id, after, &*before);
    const bool renamed = after.name != before->name;
    auto changed =
        changeOf(renamed ? DirectoryVerb::official_renamed : DirectoryVerb::official_edited, id, std::move(*basis));
    changed.before = renamed ? before->name : before->job_title + "; " + before->telephone;
    changed.after = renamed ? after.name : after.job_title + "; " + after.telephone;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::GiveRole& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision());
    if (!before) return std::unexpected(before.error());
    const AgencyId agencyId{before->agency};
    if (auto role = checkRole(context, command.role(), agencyId, id); !role) return std::unexpected(role.error());
    if (id == context.origin.actor) return refuse(ErrorCode::second_person, "official", "oneself");
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    const auto agency = findAgency(batch.transaction, agencyId);

    auto after = *before;
    after.role = command.role();
    putOfficial(batch, id, after, &*before);
    if (agency) {
        if (before->role != command.role()) giveRightsOfRole(context, id, *agency, schema::Role::official);
        giveRightsOfRole(context, id, *agency, command.role());
    }
    followRole(context, MailboxId{after.mailbox}, before->role, after.role);
    auto changed = changeOf(DirectoryVerb::role_given, id, std::move(*basis));
    changed.related.push_back(agencyId.value);
    changed.before = schema::EnumNameRole(before->role);
    changed.after = schema::EnumNameRole(after.role);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::GiveDuties& command) {
    auto& batch = context.batch;
    const OfficialId id{command.official()};
    const auto before = officialIn(context, id, OfficialState::active, command.revision(), Power::assignDuties);
    if (!before) return std::unexpected(before.error());
    // Nobody makes himself more than he is.
    if (id == context.origin.actor) return refuse(ErrorCode::second_person, "official", "oneself");
    const auto duties = province::Duties::fromBits(command.duties());
    if (duties.bits() != command.duties()) return refuse(ErrorCode::malformed, "duties");
    const AgencyId administered{command.administers()};
    if (administered) {
        const auto agency = activeAgency(context, administered, "administers");
        if (!agency) return std::unexpected(agency.error());
        if (!duties.has(province::Duty::agencyAdministrator))
            return refuse(ErrorCode::malformed, "administers", "without the duty of an agency administrator");
    }
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto after = *before;
    after.duties = duties.bits();
    after.administers = administered.value;
    putOfficial(batch, id, after, &*before);
    auto changed = changeOf(DirectoryVerb::duties_given, id, std::move(*basis));
    changed.before = toText(province::Duties::fromBits(before->duties));
    changed.after = toText(duties);
    if (administered) changed.related.push_back(administered.value);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

}  // namespace tram::store
