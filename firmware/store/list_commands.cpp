// Free lists and aliases: made, kept, dissolved. R3.6.2
#include <algorithm>

#include "base/utf8.hpp"
#include "mime/address.hpp"
#include "store/address_table.hpp"
#include "store/commands.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/group_members.hpp"
#include "store/mailing_list.hpp"
#include "store/new_mailbox.hpp"

namespace tram::store {

namespace {

using province::Power;
using schema::DirectoryVerb;
using schema::ErrorCode;
using Addresses = flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>;
using Ids = flatbuffers::Vector<std::uint64_t>;

std::expected<std::string, Refusal> checkListName(ByteView text) {
    auto name = checkRemark(text, "name");
    if (!name) return name;
    if (name->empty()) return refuse(ErrorCode::bad_name, "name", "empty");
    if (name->size() > limits::province::listName) return refuse(ErrorCode::bad_name, "name", "too_long");
    return name;
}

// Ours by its mailbox, so that it stays a member under another address; elsewhere as it is written.
std::expected<schema::ListMemberT, Refusal> memberAt(const CommandContext& context, ByteView given) {
    auto address = normaliseAddress(given);
    const auto& domains = context.settings.domains;
    if (address.find('@') == std::string::npos) address += "@" + domains.front();
    const auto domain = address.substr(address.rfind('@') + 1);
    schema::ListMemberT member;
    if (std::ranges::find(domains, domain) != domains.end()) {
        const auto& transaction = context.batch.transaction;
        const auto leads = whereLeads(transaction, address, context.batch.now());
        if (leads.state == Destination::State::delivers) {
            member.mailbox = leads.mailbox.value;
            return member;
        }
        if (findGroup(transaction, address, context.batch.now()))
            return refuse(ErrorCode::bad_address, "members", address + ": a group");
        return refuse(ErrorCode::unknown_address, "members", address);
    }
    const auto parsed = mime::parseAddressList(address);
    const bool plain = address.size() <= limits::store::addressLength && parsed.size() == 1 &&
                       mime::addressSpec(parsed.front()) == address && address.find('@') != 0 && !domain.empty();
    if (!plain) return refuse(ErrorCode::bad_address, "members", address);
    member.address = std::move(address);
    return member;
}

auto same(const schema::ListMemberT& member) {
    return [&member](const auto& each) { return each->mailbox == member.mailbox && each->address == member.address; };
}

std::expected<void, Refusal> addMembers(const CommandContext& context, const Addresses* addresses,
                                        schema::ListRecordT& list) {
    if (addresses == nullptr) return {};
    for (const auto* address : *addresses) {
        auto member = memberAt(context, viewOf(address));
        if (!member) return std::unexpected(member.error());
        if (std::ranges::any_of(list.members, same(*member))) continue;
        list.members.push_back(std::make_unique<schema::ListMemberT>(std::move(*member)));
    }
    if (list.members.size() > limits::province::listMembers) return refuse(ErrorCode::limit, "members");
    return {};
}

std::expected<void, Refusal> removeMembers(const CommandContext& context, const Addresses* addresses,
                                           schema::ListRecordT& list) {
    if (addresses == nullptr) return {};
    for (const auto* address : *addresses) {
        const auto wanted = normaliseAddress(viewOf(address));
        const auto full =
            wanted.find('@') == std::string::npos ? wanted + "@" + context.settings.domains.front() : wanted;
        const auto removed = std::erase_if(
            list.members, [&](const auto& each) { return addressOf(context.batch.transaction, *each) == full; });
        if (removed != 0) continue;
        // Under another address that leads to it.
        const auto member = memberAt(context, full);
        if (!member || std::erase_if(list.members, same(*member)) == 0)
            return refuse(ErrorCode::unknown_address, "members", full);
    }
    return {};
}

std::expected<void, Refusal> addOwners(const CommandContext& context, const Ids* owners, schema::ListRecordT& list) {
    if (owners == nullptr) return {};
    for (const auto id : *owners) {
        if (!standingOf(context.batch.transaction, OfficialId{id}))
            return refuse(ErrorCode::no_such_official, "owners", std::to_string(id));
        if (std::ranges::find(list.owners, id) == list.owners.end()) list.owners.push_back(id);
    }
    if (list.owners.size() > limits::province::listOwners) return refuse(ErrorCode::limit, "owners");
    return {};
}

// The list, if he may keep it.
std::expected<schema::ListRecordT, Refusal> listFor(const CommandContext& context, ListId id) {
    auto list = findList(context.batch.transaction, id);
    if (!list || list->ended != 0) return refuse(ErrorCode::no_such_list, "list");
    const auto actor = context.origin.actor;
    const bool owns = actor && std::ranges::find(list->owners, actor.value) != list->owners.end();
    if (!owns) {
        if (auto may = authorise(context, Power::manageLists, AgencyId{list->agency}); !may)
            return std::unexpected(may.error());
    }
    return std::move(*list);
}

void putList(Batch& batch, ListId id, schema::ListRecordT& list) {
    list.revision = batch.modSequence().value;
    putObject(batch.transaction, Table::list, Key::of(id), list);
}

std::string describe(const schema::ListRecordT& list) {
    return list.name + " <" + list.address + ">, " + std::to_string(list.members.size()) + " members, for " +
           schema::EnumNameListSenders(list.senders);
}

}  // namespace

Outcome execute(CommandContext& context, const schema::CreateList& command) {
    auto& batch = context.batch;
    if (command.kind() > schema::ListKind::MAX) return refuse(ErrorCode::malformed, "kind");
    if (command.senders() > schema::ListSenders::MAX) return refuse(ErrorCode::malformed, "senders");
    const AgencyId agency{command.agency()};
    if (auto active = activeAgency(context, agency, "agency", Power::manageLists); !active)
        return std::unexpected(active.error());
    schema::ListRecordT list;
    auto name = checkListName(viewOf(command.name()));
    if (!name) return std::unexpected(name.error());
    auto address = freeAddress(context, viewOf(command.address()), "address", 0);
    if (!address) return std::unexpected(address.error());
    auto basis = checkOptionalBasis(context, command.basis());
    if (!basis) return std::unexpected(basis.error());
    list.name = std::move(*name);
    list.address = std::move(*address);
    list.agency = agency.value;
    list.kind = command.kind();
    list.senders = command.senders();
    list.created = batch.nowMicroseconds();
    if (auto added = addOwners(context, command.owners(), list); !added) return std::unexpected(added.error());
    if (auto added = addMembers(context, command.members(), list); !added) return std::unexpected(added.error());

    const ListId id{batch.newId()};
    putList(batch, id, list);
    giveAddress(batch, list.address, id);
    auto changed = changeOf(DirectoryVerb::list_made, id, std::move(*basis));
    changed.related.push_back(agency.value);
    changed.after = describe(list);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::EditList& command) {
    auto& batch = context.batch;
    const ListId id{command.list()};
    auto list = listFor(context, id);
    if (!list) return std::unexpected(list.error());
    if (auto present = checkRevision(command.revision(), list->revision); !present)
        return std::unexpected(present.error());
    const auto before = describe(*list);
    if (!viewOf(command.name()).empty()) {
        auto name = checkListName(viewOf(command.name()));
        if (!name) return std::unexpected(name.error());
        list->name = std::move(*name);
    }
    if (command.change_senders()) {
        if (command.senders() > schema::ListSenders::MAX) return refuse(ErrorCode::malformed, "senders");
        list->senders = command.senders();
    }
    if (auto added = addMembers(context, command.add_members(), *list); !added) return std::unexpected(added.error());
    if (auto gone = removeMembers(context, command.remove_members(), *list); !gone)
        return std::unexpected(gone.error());
    if (auto added = addOwners(context, command.add_owners(), *list); !added) return std::unexpected(added.error());
    if (command.remove_owners() != nullptr) {
        for (const auto owner : *command.remove_owners()) std::erase(list->owners, owner);
    }
    putList(batch, id, *list);
    auto changed = changeOf(DirectoryVerb::list_changed, id);
    changed.related.push_back(list->agency);
    changed.before = before;
    changed.after = describe(*list);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

Outcome execute(CommandContext& context, const schema::DissolveList& command) {
    auto& batch = context.batch;
    const ListId id{command.list()};
    auto list = listFor(context, id);
    if (!list) return std::unexpected(list.error());
    auto reason = checkRemark(viewOf(command.reason()), "reason");
    if (!reason) return std::unexpected(reason.error());
    list->ended = batch.nowMicroseconds();
    giveUpAddress(batch, list->address, province::givenUp(context.settings.addressTerms, batch.now(), false),
                  list->agency);
    putList(batch, id, *list);
    auto changed = changeOf(DirectoryVerb::list_dissolved, id);
    changed.related.push_back(list->agency);
    changed.before = describe(*list);
    changed.reason = std::move(*reason);
    recordChange(context, std::move(changed));
    return doneWith(id.value);
}

}  // namespace tram::store
