// Agencies: founded, renamed, moved, merged, split, dissolved. R8.1
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/directory_names.hpp"
#include "cli/history_rows.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

schema::AgencyKind kindOf(const Session& session, const std::string& text) {
    const auto kind = agencyKind(text);
    if (!kind)
        session.usage({"--kind is province, office, department, district, commune, unit or other",
                       "--kind là province, office, department, district, commune, unit hoặc other"});
    return *kind;
}

std::string mailboxAddress(Session& session, std::uint64_t mailbox) {
    const auto record = session.reader().mailbox(MailboxId{mailbox});
    return record ? record->address : std::string();
}

Exit sayAgency(Session& session, std::uint64_t id) {
    const auto known = agencies(session);
    const auto found = known.find(id);
    boost::json::object facts{{"id", id}};
    if (found != known.end()) {
        facts["name"] = found->second.name;
        facts["address"] = mailboxAddress(session, found->second.mailbox);
        facts["clerk"] = mailboxAddress(session, found->second.clerk_mailbox);
    }
    session.facts(facts);
    return Exit::ok;
}

template <class Command>
Exit carryOut(Session& session, Command command) {
    return sayAgency(session, session.ask<schema::DoneT>(std::move(command)).id);
}

Exit createAgency(Session& session, const Arguments& arguments) {
    schema::CreateAgencyT command;
    command.name = arguments.positional()[0];
    command.domain_label = arguments.text("label");
    command.basis = basisOf(session, arguments);
    command.kind = kindOf(session, arguments.text("kind", "unset"));
    command.quota = quotaOf(session, arguments);
    if (const auto parent = arguments.value("parent")) command.parent = agencyId(session, *parent);
    return carryOut(session, std::move(command));
}

Exit renameAgency(Session& session, const Arguments& arguments) {
    schema::RenameAgencyT command;
    command.agency = agencyId(session, arguments.positional()[0]);
    command.name = arguments.positional()[1];
    command.domain_label = arguments.text("label");
    command.keep_address = arguments.has("keep-address");
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit moveAgency(Session& session, const Arguments& arguments) {
    schema::MoveAgencyT command;
    command.agency = agencyId(session, arguments.positional()[0]);
    const auto under = required(session, arguments, "under");
    if (under != "none") command.parent = agencyId(session, under);
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit mergeAgencies(Session& session, const Arguments& arguments) {
    schema::MergeAgenciesT command;
    for (const auto& source : arguments.positional()) command.sources.push_back(agencyId(session, source));
    command.into = agencyId(session, required(session, arguments, "into"));
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

// "NAME;label=LABEL;kind=KIND;officials=A,B;units=C,D"
std::unique_ptr<schema::AgencyPartT> partOf(Session& session, std::string_view text) {
    auto part = std::make_unique<schema::AgencyPartT>();
    const auto each = [](std::string_view list, char between, auto take) {
        while (!list.empty()) {
            const auto end = std::min(list.find(between), list.size());
            take(list.substr(0, end));
            list.remove_prefix(std::min(end + 1, list.size()));
        }
    };
    bool first = true;
    each(text, ';', [&](std::string_view word) {
        const auto equals = word.find('=');
        const auto key = word.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
        if (std::exchange(first, false)) {
            part->name = word;
        } else if (key == "label") {
            part->domain_label = value;
        } else if (key == "kind") {
            part->kind = kindOf(session, std::string(value));
        } else if (key == "officials") {
            each(value, ',',
                 [&](std::string_view address) { part->officials.push_back(session.findOfficial(address).official); });
        } else if (key == "units") {
            each(value, ',',
                 [&](std::string_view name) { part->agencies.push_back(agencyId(session, std::string(name))); });
        } else {
            session.usage({"--part is NAME;label=LABEL;kind=KIND;officials=A,B;units=C,D",
                           "--part là TÊN;label=NHÃN;kind=LOẠI;officials=A,B;units=C,D"});
        }
    });
    return part;
}

Exit splitAgency(Session& session, const Arguments& arguments) {
    schema::SplitAgencyT command;
    command.agency = agencyId(session, arguments.positional()[0]);
    for (const auto& text : arguments.values("part")) command.parts.push_back(partOf(session, text));
    if (command.parts.empty()) session.usage({"--part is missing", "thiếu --part"});
    command.dissolve = arguments.has("dissolve");
    command.basis = basisOf(session, arguments);
    const auto done = session.ask<schema::DoneT>(std::move(command));
    Rows rows;
    const auto known = agencies(session);
    for (const auto id : done.ids) {
        const auto& agency = known.at(id);
        rows.push_back({{"id", id}, {"name", agency.name}, {"address", mailboxAddress(session, agency.mailbox)}});
    }
    session.rows(
        {{"id", {"ID", "SỐ"}, Column::Side::right}, {"address", {"ADDRESS", "ĐỊA CHỈ"}}, {"name", {"NAME", "TÊN"}}},
        rows);
    return Exit::ok;
}

Exit dissolveAgency(Session& session, const Arguments& arguments) {
    schema::DissolveAgencyT command;
    command.agency = agencyId(session, arguments.positional()[0]);
    if (const auto successor = arguments.value("successor")) command.successor = agencyId(session, *successor);
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

// In the order of the tree, or by number where dissolved ones are listed too.
Exit setPublicity(Session& session, const Arguments& arguments) {
    schema::SetPublicityT command;
    command.agency = agencyId(session, arguments.positional()[0]);
    command.publicity = publicityOf(session, arguments.positional()[1]);
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

Exit listAgencies(Session& session, const Arguments& arguments) {
    const bool all = arguments.has("all");
    const auto known = agencies(session);
    std::map<std::uint64_t, std::vector<std::uint64_t>> children;
    for (const auto& [id, agency] : known) {
        if (all || agency.state == schema::AgencyState::active) children[all ? 0 : agency.parent].push_back(id);
    }
    Rows rows;
    const auto add = [&](auto& self, std::uint64_t parent, std::size_t level) -> void {
        for (const auto id : children[parent]) {
            const auto& agency = known.at(id);
            rows.push_back({{"id", id},
                            {"name", agency.name},
                            {"shown", std::string(2 * level, ' ') + agency.name},
                            {"kind", nameOf(agency.kind)},
                            {"parent", nameIn(known, agency.parent)},
                            {"label", agency.domain_label},
                            {"address", mailboxAddress(session, agency.mailbox)},
                            {"clerk", mailboxAddress(session, agency.clerk_mailbox)},
                            {"decision", basisText(agency.decision, agency.decision_day)},
                            {"state", schema::EnumNameAgencyState(agency.state)},
                            {"created", localTime(agency.created)}});
            if (!all) self(self, id, level + 1);
        }
    };
    add(add, 0, 0);
    if (session.format == Format::json) {
        for (auto& row : rows) row.erase("shown");
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"kind", {"KIND", "LOẠI"}},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"shown", {"NAME", "TÊN"}}},
                 rows);
    return Exit::ok;
}

Exit showAgency(Session& session, const Arguments& arguments) {
    const auto id = agencyId(session, arguments.positional()[0]);
    const auto known = agencies(session);
    const auto& agency = known.at(id);
    boost::json::object facts{{"id", id},
                              {"name", agency.name},
                              {"kind", nameOf(agency.kind)},
                              {"parent", nameIn(known, agency.parent)},
                              {"state", schema::EnumNameAgencyState(agency.state)},
                              {"address", mailboxAddress(session, agency.mailbox)},
                              {"clerk", mailboxAddress(session, agency.clerk_mailbox)},
                              {"decision", basisText(agency.decision, agency.decision_day)},
                              {"revision", agency.revision}};
    if (agency.successor != 0) facts["successor"] = nameIn(known, agency.successor);
    boost::json::array units;
    for (const auto& [other, record] : known) {
        if (record.parent == id && record.state == schema::AgencyState::active) units.emplace_back(record.name);
    }
    std::uint64_t officials = 0;
    for (const auto& entry : listed(store::listOfficials(session.reader().environment()))) {
        const bool here = entry.official.agency == id && entry.official.state == schema::OfficialState::active;
        officials += here ? 1 : 0;
        if (here && entry.official.role == schema::Role::head) facts["head"] = entry.official.address;
    }
    facts["officials"] = officials;
    const auto history = historyRows(session, id);
    if (session.format == Format::json) {
        facts["units"] = std::move(units);
        facts["history"] = boost::json::array(history.begin(), history.end());
        session.facts(facts);
        return Exit::ok;
    }
    session.facts(facts);
    for (const auto& unit : units) session.out << "unit: " << printable(unit.as_string()) << '\n';
    session.out << '\n';
    printHistory(session, history);
    return Exit::ok;
}

constexpr std::array table{
    Verb{"agency create",
         "NAME [--parent AGENCY] [--kind KIND] [--label LABEL] [--quota SIZE] --decision NUMBER --dated DATE",
         "parent= kind= label= quota= decision= dated=",
         1,
         1,
         {"founds an agency, with its own mailbox and its clerk's; KIND: province, office, department, district, "
          "commune, unit, other; without a label the addresses are made of the name's initials (R3.4)",
          "lập cơ quan cùng hộp thư cơ quan và hộp thư văn thư; KIND: province, office, department, district, commune, "
          "unit, other; không có nhãn thì địa chỉ lấy các chữ đầu của tên (R3.4)"},
         "tram agency create 'Sở Nội vụ' --kind department --label sonoivu --decision 957/QĐ-UBND --dated 22/5/2013",
         createAgency},
    Verb{"agency rename",
         "AGENCY NAME [--label LABEL] [--keep-address] --decision NUMBER --dated DATE",
         "label= keep-address decision= dated=",
         2,
         2,
         {"renames an agency; its addresses follow, the old ones deliver for a year and then name the new ones (R8.1)",
          "đổi tên cơ quan; địa chỉ đổi theo, địa chỉ cũ còn nhận thư một năm rồi báo địa chỉ mới (R8.1)"},
         "tram agency rename 'Sở Kế hoạch' 'Sở Kế hoạch và Đầu tư' --label sokhdt --decision 12/QĐ-UBND --dated "
         "3/2/2026",
         renameAgency},
    Verb{"agency move",
         "AGENCY --under AGENCY|none --decision NUMBER --dated DATE",
         "under= decision= dated=",
         1,
         1,
         {"puts an agency under another one; with all below it",
          "chuyển cơ quan sang trực thuộc cơ quan khác; cùng các đơn vị bên dưới"},
         "tram agency move 'Trung tâm Tin học' --under 'Sở Khoa học và Công nghệ' --decision 40/QĐ-UBND --dated "
         "1/7/2026",
         moveAgency},
    Verb{"agency merge",
         "AGENCY… --into AGENCY --decision NUMBER --dated DATE",
         "into= decision= dated=",
         1,
         anyNumber,
         {"merges agencies into another; people, sub-units and addresses go there, the old mail stays readable for its "
          "office",
          "sáp nhập các cơ quan vào một cơ quan; người, đơn vị, địa chỉ chuyển theo, thư cũ vẫn đọc được"},
         "tram agency merge 'Sở Kế hoạch và Đầu tư' --into 'Sở Tài chính' --decision 30/NQ-HĐND --dated 10/12/2025",
         mergeAgencies},
    Verb{
        "agency split",
        "AGENCY --part 'NAME;label=LABEL;kind=KIND;officials=A,B;units=C,D'… [--dissolve] --decision NUMBER --dated "
        "DATE",
        "part= dissolve decision= dated=",
        1,
        1,
        {"founds agencies out of one; officials and sub-units as named; with --dissolve it ends, and what is not named "
         "goes to the first part",
         "tách cơ quan; cán bộ và đơn vị theo danh sách; --dissolve: cơ quan cũ giải thể, phần không nêu thuộc cơ quan "
         "đầu tiên"},
        "tram agency split 'Sở Công Thương' --part 'Chi cục Quản lý thị trường;label=ccqltt;officials=maitt' "
        "--decision 5/QĐ-UBND --dated 2/3/2026",
        splitAgency},
    Verb{"agency dissolve",
         "AGENCY [--successor AGENCY] --decision NUMBER --dated DATE",
         "successor= decision= dated=",
         1,
         1,
         {"dissolves an agency; without a successor it must be empty",
          "giải thể cơ quan; không có cơ quan tiếp nhận thì không được còn người hay đơn vị"},
         "tram agency dissolve 'Ban Quản lý dự án' --successor 'Sở Xây dựng' --decision 9/QĐ-UBND --dated 2/3/2026",
         dissolveAgency},
    Verb{"agency public",
         "AGENCY policy|shown|hidden",
         "",
         2,
         2,
         {"says whether the public directory shows an agency, or leaves it to the policy of the settings (R5.5)",
          "cho hiện hoặc ẩn cơ quan trong danh bạ công khai, hoặc theo quy định chung (R5.5)"},
         "tram agency public 'Sở Nội vụ' hidden",
         setPublicity},
    Verb{"agency list",
         "[--all]",
         "all",
         0,
         0,
         {"lists the agencies as a tree; --all: dissolved ones too, by number",
          "liệt kê các cơ quan theo cây; --all: cả cơ quan đã giải thể, theo số"},
         "tram agency list",
         listAgencies},
    Verb{"agency show",
         "AGENCY",
         "",
         1,
         1,
         {"shows an agency, its head, its sub-units and its history",
          "xem một cơ quan, thủ trưởng, đơn vị trực thuộc và lịch sử"},
         "tram agency show 'Sở Nội vụ'",
         showAgency},
};

}  // namespace

std::span<const Verb> agencyVerbs() {
    return table;
}

}  // namespace tram::cli
