// Groups: the ready-made ones, and free lists and aliases with their owners. R3.6.2
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/verbs.hpp"
#include "province/group_address.hpp"
#include "store/address_table.hpp"
#include "store/directory.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;
using province::GroupKind;

constexpr std::array senderNames{
    std::pair<std::string_view, schema::ListSenders>{"officials", schema::ListSenders::officials},
    std::pair<std::string_view, schema::ListSenders>{"members", schema::ListSenders::members},
    std::pair<std::string_view, schema::ListSenders>{"owners", schema::ListSenders::owners},
    std::pair<std::string_view, schema::ListSenders>{"anyone", schema::ListSenders::anyone},
};

schema::ListSenders sendersOf(const Session& session, const std::string& text) {
    const auto found = std::ranges::find(senderNames, text, &std::pair<std::string_view, schema::ListSenders>::first);
    if (found == senderNames.end())
        session.usage({"--senders is officials, members, owners or anyone",
                       "--senders là officials, members, owners hoặc anyone"});
    return found->second;
}

std::string fullAddress(const Session& session, const std::string& address) {
    return store::normaliseAddress(session.fullAddress(address));
}

std::vector<std::uint64_t> officialsOf(Session& session, const Arguments& arguments, std::string_view option) {
    std::vector<std::uint64_t> ids;
    for (const auto& address : arguments.values(option)) ids.push_back(session.findOfficial(address).official);
    return ids;
}

store::ListedList listOf(Session& session, const std::string& address) {
    const auto wanted = fullAddress(session, address);
    for (auto& each : listed(store::listLists(session.reader().environment()))) {
        if (each.list.ended == 0 && each.list.address == wanted) return std::move(each);
    }
    throw EndOfCommand{
        Exit::refused,
        wanted + std::string(Text{": there is no such list or alias", ": không có danh sách hoặc bí danh này"}.in(
                     session.language))};
}

Exit createGroup(Session& session, const Arguments& arguments) {
    schema::CreateListT command;
    command.address = arguments.positional()[0];
    command.name = arguments.positional()[1];
    command.agency = agencyId(session, required(session, arguments, "agency"));
    command.kind = arguments.has("alias") ? schema::ListKind::alias : schema::ListKind::list;
    command.senders = sendersOf(session, arguments.text("senders", "officials"));
    command.owners = officialsOf(session, arguments, "owner");
    command.members = arguments.values("member");
    command.basis = basisOf(session, arguments);
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    sayMade(session, id, fullAddress(session, arguments.positional()[0]));
    return Exit::ok;
}

Exit editGroup(Session& session, const Arguments& arguments) {
    const auto found = listOf(session, arguments.positional()[0]);
    schema::EditListT command;
    command.list = found.id.value;
    command.revision = found.list.revision;
    command.name = arguments.text("name");
    if (const auto senders = arguments.value("senders")) {
        command.senders = sendersOf(session, *senders);
        command.change_senders = true;
    }
    command.add_members = arguments.values("add");
    command.remove_members = arguments.values("remove");
    command.add_owners = officialsOf(session, arguments, "owner");
    command.remove_owners = officialsOf(session, arguments, "no-owner");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit dissolveGroup(Session& session, const Arguments& arguments) {
    schema::DissolveListT command;
    command.list = listOf(session, arguments.positional()[0]).id.value;
    command.reason = required(session, arguments, "reason");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

std::string kindOf(const schema::ListRecordT& list) {
    return list.kind == schema::ListKind::alias ? "alias" : "list";
}

void addReadyMade(Session& session, Rows& rows) {
    const auto row = [&](GroupKind kind, std::string_view label, const std::string& of) {
        std::string name(Text{englishName(kind), vietnameseName(kind)}.in(session.language));
        if (!of.empty()) name += ": " + of;
        rows.push_back({{"address", session.fullAddress(groupLocalPart(kind, label))},
                        {"kind", province::name(kind)},
                        {"senders", ""},
                        {"name", name}});
    };
    for (const auto kind : province::provinceGroups) row(kind, {}, {});
    for (const auto& [id, agency] : agencies(session)) {
        const auto mailbox = session.reader().mailbox(MailboxId{agency.mailbox});
        if (agency.state != schema::AgencyState::active || !mailbox) continue;
        row(GroupKind::agency, std::string_view(mailbox->address).substr(0, mailbox->address.find('@')), agency.name);
    }
}

Exit listGroups(Session& session, const Arguments& arguments) {
    Rows rows;
    if (!arguments.has("free")) addReadyMade(session, rows);
    const auto known = agencies(session);
    for (const auto& [id, list] : listed(store::listLists(session.reader().environment()))) {
        if (list.ended != 0) continue;
        rows.push_back({{"address", list.address},
                        {"kind", kindOf(list)},
                        {"senders", schema::EnumNameListSenders(list.senders)},
                        {"name", list.name},
                        {"agency", nameIn(known, list.agency)},
                        {"members", list.members.size()}});
    }
    session.rows({{"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"kind", {"KIND", "LOẠI"}},
                  {"senders", {"SENDERS", "NGƯỜI GỬI"}},
                  {"name", {"NAME", "TÊN"}}},
                 rows);
    return Exit::ok;
}

Exit showGroup(Session& session, const Arguments& arguments) {
    const auto address = fullAddress(session, arguments.positional()[0]);
    const auto group = listed(store::groupAt(session.reader().environment(), address, RealClock().now()));
    if (!group)
        throw EndOfCommand{Exit::refused,
                           address + std::string(Text{": no group", ": không phải nhóm"}.in(session.language))};
    boost::json::object facts{{"address", group->address}};
    if (group->list) {
        const auto& list = *group->list;
        boost::json::array owners;
        for (const auto owner : list.owners) owners.emplace_back(addressOf(session, owner));
        facts["kind"] = kindOf(list);
        facts["name"] = list.name;
        facts["agency"] = nameIn(agencies(session), list.agency);
        facts["senders"] = schema::EnumNameListSenders(list.senders);
        facts["owners"] = std::move(owners);
        facts["revision"] = list.revision;
    } else {
        facts["kind"] = province::name(group->kind);
        facts["name"] = Text{englishName(group->kind), vietnameseName(group->kind)}.in(session.language);
    }
    if (session.format == Format::json) {
        facts["members"] = boost::json::array(group->members.begin(), group->members.end());
        session.facts(facts);
        return Exit::ok;
    }
    session.facts(facts);
    session.out << '\n';
    for (const auto& member : group->members) session.out << member << '\n';
    return Exit::ok;
}

constexpr std::array table{
    Verb{
        "group list",
        "[--free]",
        "free",
        0,
        0,
        {"lists the groups: the ready-made ones, which follow the tree, and free lists and aliases; --free: only these",
         "liệt kê các nhóm: nhóm có sẵn theo cây cơ quan, danh sách và bí danh tự lập; --free: chỉ loại tự lập"},
        "tram group list --free",
        listGroups},
    Verb{"group show",
         "ADDRESS",
         "",
         1,
         1,
         {"shows a group and who gets its mail", "xem một nhóm và những ai nhận thư của nhóm"},
         "tram group show tatca.sonoivu",
         showGroup},
    Verb{"group create",
         "ADDRESS NAME --agency AGENCY [--alias] [--senders WHO] [--owner ADDRESS]… [--member ADDRESS]… [--decision "
         "NUMBER --dated DATE]",
         "agency= alias senders= owner= member= decision= dated=",
         2,
         2,
         {"makes a free list, or with --alias another address of its members; WHO may write to it: officials, members, "
          "owners, anyone; what comes back from members elsewhere goes to a list's owner, of an alias to the sender",
          "lập danh sách tự do, hoặc với --alias là bí danh của thành viên; WHO được gửi: officials (cán bộ), members "
          "(thành viên), owners (chủ danh sách), anyone (mọi người); thư trả lại từ thành viên bên ngoài về chủ danh "
          "sách, với bí danh thì về người gửi"},
         "tram group create duan06 'Tổ công tác Đề án 06' --agency 'Sở Nội vụ' --owner hungnv --member maitt --member "
         "congan@example.gov.vn",
         createGroup},
    Verb{"group edit",
         "ADDRESS [--name NAME] [--senders WHO] [--add ADDRESS]… [--remove ADDRESS]… [--owner ADDRESS]… [--no-owner "
         "ADDRESS]…",
         "name= senders= add= remove= owner= no-owner=",
         1,
         1,
         {"changes a free list or alias; its owners may, too",
          "sửa danh sách hoặc bí danh; chủ danh sách cũng được sửa"},
         "tram group edit duan06 --add lanpt --remove maitt",
         editGroup},
    Verb{"group dissolve",
         "ADDRESS --reason TEXT",
         "reason=",
         1,
         1,
         {"dissolves a free list or alias; its address rests", "bỏ danh sách hoặc bí danh; địa chỉ được giữ lại"},
         "tram group dissolve duan06 --reason 'kết thúc đề án'",
         dissolveGroup},
};

}  // namespace

std::span<const Verb> groupVerbs() {
    return table;
}

}  // namespace tram::cli
