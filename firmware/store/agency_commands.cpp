// Agencies founded, renamed, moved, merged, split and dissolved. R3.4, R8.1
#include <algorithm>
#include <set>

#include "province/agency_name.hpp"
#include "store/agency_succession.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/new_mailbox.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;

struct FoundedName {
    std::string name;
    std::string label;  // the agency's own; "" where its initials serve
    AgencyAddresses addresses;
};

std::expected<std::string, Refusal> checkName(ByteView text, const char* field) {
    auto name = province::parseAgencyName(text);
    if (!name) return refuse(ErrorCode::bad_name, field, std::string(province::name(name.error())));
    return std::move(*name);
}

std::expected<std::string, Refusal> checkLabel(ByteView text) {
    if (text.empty()) return std::string();
    auto label = province::parseDomainLabel(text);
    if (!label) return refuse(ErrorCode::bad_address, "domain_label", std::string(province::name(label.error())));
    return std::move(*label);
}

// Two agencies of one name under one parent could not be told apart.
bool hasNamesake(const ReadTransaction& transaction, AgencyId parent, const std::string& name, AgencyId self = {}) {
    return std::ranges::any_of(childrenOf(transaction, parent), [&](AgencyId child) {
        if (child == self) return false;
        const auto record = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(child));
        return record && viewOf((*record)->name()) == name;
    });
}

std::expected<FoundedName, Refusal> checkFounding(const CommandContext& context, ByteView givenName,
                                                  ByteView givenLabel, AgencyId parent, const char* field) {
    FoundedName result;
    auto name = checkName(givenName, field);
    if (!name) return std::unexpected(name.error());
    auto label = checkLabel(givenLabel);
    if (!label) return std::unexpected(label.error());
    const auto& transaction = context.batch.transaction;
    if (parent) {
        if (auto above = activeAgency(context, parent, "parent"); !above) return std::unexpected(above.error());
        if (depthOf(transaction, parent) >= limits::province::agencyDepth)
            return refuse(ErrorCode::limit, "parent", "too many levels");
    }
    if (hasNamesake(transaction, parent, *name)) return refuse(ErrorCode::exists, field, *name);
    auto addresses = freeAgencyAddresses(context, *name, *label, 0);
    if (!addresses) return std::unexpected(addresses.error());
    return FoundedName{std::move(*name), std::move(*label), std::move(*addresses)};
}

AgencyId found(CommandContext& context, const FoundedName& named, schema::AgencyKind kind, AgencyId parent,
               const schema::BasisT& basis, std::uint64_t quota = 0) {
    auto& batch = context.batch;
    const AgencyId id{batch.newId()};
    schema::AgencyRecordT agency;
    agency.name = named.name;
    agency.domain_label = named.label;
    agency.parent = parent.value;
    agency.kind = kind;
    agency.created = batch.nowMicroseconds();
    agency.decision = basis.number;
    agency.decision_day = basis.day;
    NewMailbox own{named.addresses.own, schema::MailboxKind::agency, {}, id, quota};
    agency.mailbox = makeMailbox(context.batch, context.settings, own).value;
    NewMailbox clerk{named.addresses.clerk, schema::MailboxKind::clerk, {}, id, quota};
    agency.clerk_mailbox = makeMailbox(context.batch, context.settings, clerk).value;
    putAgency(batch, id, agency, nullptr);
    return id;
}

// An agency that a command changes, as the asker saw it.
std::expected<schema::AgencyRecordT, Refusal> agencyToChange(const CommandContext& context, AgencyId id,
                                                             std::uint64_t revision, const char* field) {
    auto agency = activeAgency(context, id, field, Power::manageAgencies);
    if (!agency) return agency;
    if (auto same = checkRevision(revision, agency->revision); !same) return std::unexpected(same.error());
    return agency;
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateAgency& command) {
    if (command.kind() > schema::AgencyKind::MAX) return refuse(ErrorCode::malformed, "kind");
    const AgencyId parent{command.parent()};
    if (auto may = authorise(context, Power::manageAgencies, parent); !may) return std::unexpected(may.error());
    if (command.kind() == schema::AgencyKind::unit && !parent)
        return refuse(ErrorCode::no_such_agency, "parent", "a sub-unit has one");
    const auto named = checkFounding(context, viewOf(command.name()), viewOf(command.domain_label()), parent, "name");
    if (!named) return std::unexpected(named.error());
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    const auto id = found(context, *named, command.kind(), parent, *basis, command.quota());
    auto changed = changeOf(DirectoryVerb::agency_founded, id, copyOf(*basis));
    changed.after = named->name;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::RenameAgency& command) {
    const AgencyId id{command.agency()};
    const auto before = agencyToChange(context, id, command.revision(), "agency");
    if (!before) return std::unexpected(before.error());
    auto name = checkName(viewOf(command.name()), "name");
    if (!name) return std::unexpected(name.error());
    auto label = checkLabel(viewOf(command.domain_label()));
    if (!label) return std::unexpected(label.error());
    auto& batch = context.batch;
    if (hasNamesake(batch.transaction, AgencyId{before->parent}, *name, id))
        return refuse(ErrorCode::exists, "name", *name);
    // Its own label stays with it until another is given.
    if (label->empty()) label = before->domain_label;
    if (command.keep_address() && label->empty()) {
        const auto kept = province::agencyLabel(before->name, {});
        if (kept) label = *kept;
    }
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    std::optional<AgencyAddresses> addresses;
    const auto present = findMailbox(batch.transaction, MailboxId{before->mailbox});
    const auto wanted = province::agencyLabel(*name, *label);
    if (!wanted) return refuse(ErrorCode::bad_address, "domain_label", std::string(province::name(wanted.error())));
    if (!present || present->address.substr(0, present->address.rfind('@')) != *wanted) {
        auto free = freeAgencyAddresses(context, *name, *label, id.value);
        if (!free) return std::unexpected(free.error());
        addresses = std::move(*free);
    }

    auto after = *before;
    after.name = *name;
    after.domain_label = *label;
    putAgency(batch, id, after, &*before);
    if (addresses) {
        moveAddress(context, MailboxId{after.mailbox}, addresses->own, id);
        moveAddress(context, MailboxId{after.clerk_mailbox}, addresses->clerk, id);
    }
    auto changed = changeOf(DirectoryVerb::agency_renamed, id, copyOf(*basis));
    changed.before = before->name;
    changed.after = after.name;
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::MoveAgency& command) {
    const AgencyId id{command.agency()};
    const AgencyId parent{command.parent()};
    const auto before = agencyToChange(context, id, command.revision(), "agency");
    if (!before) return std::unexpected(before.error());
    const auto& transaction = context.batch.transaction;
    std::string parentName;
    if (parent) {
        const auto record = activeAgency(context, parent, "parent");
        if (!record) return std::unexpected(record.error());
        if (isInBranch(transaction, parent, id)) return refuse(ErrorCode::cycle, "parent", record->name);
        if (depthOf(transaction, parent) + heightOf(transaction, id) > limits::province::agencyDepth)
            return refuse(ErrorCode::limit, "parent", "too many levels");
        parentName = record->name;
    } else if (before->kind == schema::AgencyKind::unit) {
        return refuse(ErrorCode::no_such_agency, "parent", "a sub-unit has one");
    }
    if (hasNamesake(transaction, parent, before->name, id)) return refuse(ErrorCode::exists, "parent", before->name);
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto after = *before;
    after.parent = parent.value;
    putAgency(context.batch, id, after, &*before);
    auto changed = changeOf(DirectoryVerb::agency_moved, id, copyOf(*basis));
    const auto old = findAgency(transaction, AgencyId{before->parent});
    if (old) changed.before = old->name;
    changed.after = parentName;
    if (before->parent != 0) changed.related.push_back(before->parent);
    if (parent) changed.related.push_back(parent.value);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::MergeAgencies& command) {
    const AgencyId into{command.into()};
    const auto successor = agencyToChange(context, into, 0, "into");
    if (!successor) return std::unexpected(successor.error());
    if (command.sources() == nullptr || command.sources()->size() == 0) return refuse(ErrorCode::malformed, "sources");
    if (command.sources()->size() > limits::province::agenciesPerCommand) return refuse(ErrorCode::limit, "sources");
    std::set<std::uint64_t> sources;
    for (const auto source : *command.sources()) {
        const auto agency = agencyToChange(context, AgencyId{source}, 0, "sources");
        if (!agency) return std::unexpected(agency.error());
        if (!sources.insert(source).second) return refuse(ErrorCode::malformed, "sources", "twice " + agency->name);
        if (auto may = checkSuccession(context, AgencyId{source}, into, "sources"); !may)
            return std::unexpected(may.error());
    }
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto changed = changeOf(DirectoryVerb::agency_merged, into, copyOf(*basis));
    changed.after = successor->name;
    for (const auto source : sources) {
        const auto agency = findAgency(context.batch.transaction, AgencyId{source});
        changed.before += (changed.before.empty() ? "" : ", ") + agency->name;
        changed.related.push_back(source);
        succeed(context, AgencyId{source}, into, *basis);
    }
    touchRevision(context, into);
    recordChange(context, std::move(changed));
    return doneWith(into.value);
}

Outcome execute(CommandContext& context, const schema::SplitAgency& command) {
    const AgencyId id{command.agency()};
    const auto agency = agencyToChange(context, id, command.revision(), "agency");
    if (!agency) return std::unexpected(agency.error());
    if (command.parts() == nullptr || command.parts()->size() == 0) return refuse(ErrorCode::malformed, "parts");
    if (command.parts()->size() > limits::province::agenciesPerCommand) return refuse(ErrorCode::limit, "parts");
    const auto& transaction = context.batch.transaction;
    const AgencyId parent{agency->parent};
    std::vector<FoundedName> named;
    std::set<std::uint64_t> moving;
    for (const auto* part : *command.parts()) {
        if (part->kind() > schema::AgencyKind::MAX) return refuse(ErrorCode::malformed, "kind");
        auto founded = checkFounding(context, viewOf(part->name()), viewOf(part->domain_label()), parent, "parts");
        if (!founded) return std::unexpected(founded.error());
        for (const auto& other : named) {
            if (other.name == founded->name) return refuse(ErrorCode::exists, "parts", other.name);
            if (other.addresses.own == founded->addresses.own)
                return refuse(ErrorCode::exists, "domain_label", other.addresses.own);
        }
        named.push_back(std::move(*founded));
        if (part->officials() != nullptr) {
            for (const auto official : *part->officials()) {
                const auto record = findOfficial(transaction, OfficialId{official});
                if (!record) return refuse(ErrorCode::no_such_official, "officials");
                if (record->agency != id.value || record->state != schema::OfficialState::active ||
                    !moving.insert(official).second)
                    return refuse(ErrorCode::malformed, "officials", record->address);
            }
        }
        if (part->agencies() != nullptr) {
            for (const auto child : *part->agencies()) {
                const auto record = findAgency(transaction, AgencyId{child});
                if (!record) return refuse(ErrorCode::no_such_agency, "agencies");
                if (record->parent != id.value || !isActive(*record) || !moving.insert(child).second)
                    return refuse(ErrorCode::malformed, "agencies", record->name);
            }
        }
    }
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto changed = changeOf(DirectoryVerb::agency_split, id, copyOf(*basis));
    changed.before = agency->name;
    schema::DoneT answer;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const auto* part = command.parts()->Get(static_cast<flatbuffers::uoffset_t>(i));
        const auto kind = part->kind() == schema::AgencyKind::unset ? agency->kind : part->kind();
        const auto made = found(context, named[i], kind, parent, *basis);
        changed.after += (i == 0 ? "" : ", ") + named[i].name;
        changed.related.push_back(made.value);
        answer.ids.push_back(made.value);
        if (part->officials() != nullptr) {
            for (const auto official : *part->officials()) {
                moveOfficial(context, OfficialId{official}, made, *basis);
                if (!command.dissolve()) endRights(context, OfficialId{official}, id);
            }
        }
        if (part->agencies() != nullptr) {
            for (const auto child : *part->agencies()) moveAgency(context, AgencyId{child}, made);
        }
    }
    if (command.dissolve()) {
        succeed(context, id, AgencyId{answer.ids.front()}, *basis);
    } else {
        touchRevision(context, id);
    }
    recordChange(context, std::move(changed));
    answer.id = id.value;
    return asAnswer(std::move(answer));
}

Outcome execute(CommandContext& context, const schema::DissolveAgency& command) {
    const AgencyId id{command.agency()};
    const AgencyId successor{command.successor()};
    const auto agency = agencyToChange(context, id, command.revision(), "agency");
    if (!agency) return std::unexpected(agency.error());
    const auto& transaction = context.batch.transaction;
    std::string successorName;
    if (successor) {
        const auto into = activeAgency(context, successor, "successor");
        if (!into) return std::unexpected(into.error());
        successorName = into->name;
        if (auto may = checkSuccession(context, id, successor, "successor"); !may) return std::unexpected(may.error());
    } else {
        if (!childrenOf(transaction, id).empty()) return refuse(ErrorCode::has_children, "agency", agency->name);
        if (!membersOf(transaction, id).empty()) return refuse(ErrorCode::has_officials, "agency", agency->name);
    }
    const auto basis = checkBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());

    auto changed = changeOf(DirectoryVerb::agency_dissolved, id, copyOf(*basis));
    changed.before = agency->name;
    changed.after = successorName;
    if (successor) changed.related.push_back(successor.value);
    succeed(context, id, successor, *basis);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

}  // namespace tram::store
