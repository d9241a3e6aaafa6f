// Agencies, officials, mailboxes and rights.
#include <algorithm>
#include <map>
#include <ostream>

#include "cli/directory_names.hpp"
#include "cli/verbs.hpp"
#include "province/local_part.hpp"
#include "province/personal_name.hpp"
#include "province/roles.hpp"
#include "store/directory_listing.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

template <class List>
auto listed(List list) {
    if (!list) throw EndOfCommand{Exit::refused, list.error().detail};
    return std::move(*list);
}

std::map<std::uint64_t, std::string> agencyNames(Session& session) {
    std::map<std::uint64_t, std::string> names;
    for (auto& entry : listed(store::listAgencies(session.reader().environment())))
        names.emplace(entry.id.value, std::move(entry.agency.name));
    return names;
}

// By number, or by its name, which must be the name of one only.
std::uint64_t agencyId(Session& session, const std::string& wanted) {
    const auto number = parseNumber(wanted);
    std::vector<std::uint64_t> found;
    for (const auto& [id, name] : agencyNames(session)) {
        if (name == wanted || number == id) found.push_back(id);
    }
    if (found.size() == 1) return found.front();
    const auto text = found.empty() ? Text{"there is no agency ", "không có cơ quan "}
                                    : Text{"several agencies are called ", "nhiều cơ quan có tên "};
    throw EndOfCommand{Exit::refused, std::string(text.in(session.language)) + wanted};
}

std::uint64_t quotaOf(const Session& session, const Arguments& arguments) {
    const auto text = arguments.value("quota");
    if (!text) return 0;
    const auto octets = parseOctets(*text);
    if (!octets || *octets == 0) session.usage({"--quota is a size, such as 2G", "--quota là dung lượng, ví dụ 2G"});
    return *octets;
}

std::string addressOf(Session& session, std::uint64_t official) {
    const auto record = session.reader().official(OfficialId{official});
    return record ? record->address : std::string();
}

// Free addresses for a name whose own one is taken. R3.5
std::string proposals(Session& session, const province::PersonalName& name) {
    const auto free = province::proposeFree(
        province::personalLocalPart(name),
        [&](std::string_view localPart) {
            schema::FindAddressT query;
            query.address = localPart;
            return session.anyAnswerTo(store::encodeRequest(std::move(query)), Session::ordinaryWait)
                       .answer->body_as_SignIn() != nullptr;
        },
        3);
    std::string text;
    for (const auto& localPart : free) text += (text.empty() ? "" : ", ") + localPart;
    return text;
}

void sayMade(Session& session, std::uint64_t id, const std::string& address) {
    boost::json::object made{{"id", id}};
    if (!address.empty()) made["address"] = address;
    session.facts(made);
}

}  // namespace

Exit createAgency(Session& session, const Arguments& arguments) {
    schema::CreateAgencyT command;
    command.name = arguments.positional()[0];
    command.domain_label = arguments.text("label");
    command.decision = arguments.text("decision");
    const auto kind = agencyKind(arguments.text("kind", "unset"));
    if (!kind)
        session.usage({"--kind is province, office, department, district, commune, unit or other",
                       "--kind là province, office, department, district, commune, unit hoặc other"});
    command.kind = *kind;
    if (const auto parent = arguments.value("parent")) command.parent = agencyId(session, *parent);
    sayMade(session, session.ask<schema::DoneT>(std::move(command)).id, {});
    return Exit::ok;
}

Exit listAgencies(Session& session, const Arguments&) {
    const auto names = agencyNames(session);
    Rows rows;
    for (const auto& [id, agency] : listed(store::listAgencies(session.reader().environment()))) {
        const auto parent = names.find(agency.parent);
        rows.push_back({{"id", id.value},
                        {"name", agency.name},
                        {"kind", nameOf(agency.kind)},
                        {"parent", parent == names.end() ? "" : parent->second},
                        {"label", agency.domain_label},
                        {"decision", agency.decision},
                        {"created", localTime(agency.created)}});
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"kind", {"KIND", "LOẠI"}},
                  {"name", {"NAME", "TÊN"}},
                  {"parent", {"PARENT", "CẤP TRÊN"}}},
                 rows);
    return Exit::ok;
}

Exit createOfficial(Session& session, const Arguments& arguments) {
    const auto agency = arguments.value("agency");
    if (!agency) session.usage({"--agency is missing", "thiếu --agency"});
    const auto role = province::parseRole(arguments.text("role", "official"));
    if (!role) session.usage({"--role is official, clerk or head", "--role là official, clerk hoặc head"});
    std::optional<std::size_t> given;
    if (const auto text = arguments.value("given")) {
        const auto word = parseNumber(*text);
        if (!word || *word == 0)
            session.usage({"--given is the number of a word, from 1", "--given là thứ tự của từ, từ 1"});
        given = static_cast<std::size_t>(*word - 1);
    }
    const auto name = province::parsePersonalName(arguments.positional()[0], given);
    if (!name)
        throw EndOfCommand{Exit::refused, arguments.positional()[0] + ": " + std::string(province::name(name.error()))};

    schema::CreateOfficialT command;
    command.name = arguments.positional()[0];
    command.agency = agencyId(session, *agency);
    command.role = static_cast<schema::Role>(*role);
    command.address = arguments.text("address", province::personalLocalPart(*name).text());
    command.quota = quotaOf(session, arguments);
    const auto answered = session.anyAnswerTo(store::encodeRequest(std::move(command)), Session::ordinaryWait);
    if (const auto* failed = answered.answer->body_as_Failed()) {
        auto text = describe(*failed, session.language);
        if (failed->code() == schema::ErrorCode::exists)
            text += std::string(Text{"; free: ", "; còn trống: "}.in(session.language)) + proposals(session, *name);
        throw EndOfCommand{Exit::refused, text};
    }
    const auto* done = answered.answer->body_as_Done();
    if (done == nullptr) throw EndOfCommand{Exit::unreachable, "the store answered something else"};
    sayMade(session, done->id(), addressOf(session, done->id()));
    return Exit::ok;
}

Exit listOfficials(Session& session, const Arguments& arguments) {
    const auto names = agencyNames(session);
    const auto wanted = arguments.value("agency");
    const auto agency = wanted ? agencyId(session, *wanted) : 0;
    Rows rows;
    for (const auto& [id, official] : listed(store::listOfficials(session.reader().environment()))) {
        if (agency != 0 && official.agency != agency) continue;
        const auto of = names.find(official.agency);
        rows.push_back({{"id", id.value},
                        {"address", official.address},
                        {"name", official.name},
                        {"role", nameOf(official.role)},
                        {"agency", of == names.end() ? "" : of->second},
                        {"enabled", official.enabled},
                        {"must_change_password", official.must_change_password},
                        {"created", localTime(official.created)}});
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"role", {"ROLE", "VAI TRÒ"}},
                  {"name", {"NAME", "HỌ TÊN"}},
                  {"agency", {"AGENCY", "CƠ QUAN"}}},
                 rows);
    return Exit::ok;
}

Exit createMailbox(Session& session, const Arguments& arguments) {
    const auto agency = arguments.value("agency");
    if (!agency) session.usage({"--agency is missing", "thiếu --agency"});
    const auto kind = mailboxKind(arguments.text("kind"));
    if (!kind) session.usage({"--kind is agency or clerk", "--kind là agency hoặc clerk"});
    schema::CreateMailboxT command;
    command.kind = *kind;
    command.agency = agencyId(session, *agency);
    command.address = arguments.text("address");
    command.quota = quotaOf(session, arguments);
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    const auto record = session.reader().mailbox(MailboxId{id});
    sayMade(session, id, record ? record->address : std::string());
    return Exit::ok;
}

Exit listMailboxes(Session& session, const Arguments&) {
    Rows rows;
    for (const auto& [id, mailbox, usage] : listed(store::listMailboxes(session.reader().environment()))) {
        rows.push_back({{"id", id.value},
                        {"address", mailbox.address},
                        {"kind", nameOf(mailbox.kind)},
                        {"messages", usage.messages()},
                        {"octets", usage.bytes()},
                        {"quota", mailbox.quota},
                        {"enabled", mailbox.enabled},
                        {"created", localTime(mailbox.created)}});
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"kind", {"KIND", "LOẠI"}},
                  {"messages", {"MESSAGES", "SỐ THƯ"}, Column::Side::right},
                  {"octets", {"OCTETS", "OCTET"}, Column::Side::right},
                  {"quota", {"QUOTA", "HẠN MỨC"}, Column::Side::right}},
                 rows);
    return Exit::ok;
}

Exit showMailbox(Session& session, const Arguments& arguments) {
    const auto found = session.find(arguments.positional()[0]);
    const MailboxId id{found.mailbox};
    const auto mailbox = session.reader().mailbox(id);
    if (!mailbox) throw EndOfCommand{Exit::refused, found.address};
    const auto usage = session.reader().usage(id).value_or(schema::Usage{});
    boost::json::object facts{{"id", id.value},
                              {"address", mailbox->address},
                              {"kind", nameOf(mailbox->kind)},
                              {"enabled", mailbox->enabled},
                              {"messages", usage.messages()},
                              {"octets", usage.bytes()},
                              {"quota", mailbox->quota},
                              {"created", localTime(mailbox->created)}};
    if (!found.name.empty()) facts["owner"] = found.name;
    boost::json::array folders;
    Rows folderRows;
    for (const auto& view : session.reader().folders(id)) {
        folderRows.push_back({{"name", view.folder.name},
                              {"messages", view.state.messages()},
                              {"unseen", view.state.unseen()},
                              {"octets", view.state.bytes()}});
        folders.push_back(folderRows.back());
    }
    boost::json::array grants;
    Rows grantRows;
    for (const auto& entry : listed(store::listGrants(session.reader().environment()))) {
        if (entry.mailbox != id) continue;
        grantRows.push_back(
            {{"official", addressOf(session, entry.official.value)},
             {"rights", province::toText(province::Rights::fromBits(static_cast<std::uint8_t>(entry.grant.rights)))},
             {"decision", entry.grant.decision},
             {"since", localTime(entry.grant.created)}});
        grants.push_back(grantRows.back());
    }
    if (session.format == Format::json) {
        facts["folders"] = std::move(folders);
        facts["grants"] = std::move(grants);
        session.facts(facts);
        return Exit::ok;
    }
    session.facts(facts);
    session.out << '\n';
    session.rows({{"messages", {"MESSAGES", "SỐ THƯ"}, Column::Side::right},
                  {"unseen", {"UNSEEN", "CHƯA ĐỌC"}, Column::Side::right},
                  {"octets", {"OCTETS", "OCTET"}, Column::Side::right},
                  {"name", {"FOLDER", "THƯ MỤC"}}},
                 folderRows);
    if (grantRows.empty()) return Exit::ok;
    session.out << '\n';
    session.rows({{"official", {"OFFICIAL", "CÁN BỘ"}},
                  {"rights", {"RIGHTS", "QUYỀN"}},
                  {"since", {"SINCE", "TỪ"}},
                  {"decision", {"DECISION", "VĂN BẢN"}}},
                 grantRows);
    return Exit::ok;
}

Exit grantRights(Session& session, const Arguments& arguments) {
    const auto& given = arguments.positional();
    const auto rights = given[2] == "none" ? std::optional(province::Rights{}) : province::parseRights(given[2]);
    if (!rights)
        session.usage({"rights are read, answer, send-as, manage, all or none",
                       "quyền là read, answer, send-as, manage, all hoặc none"});
    schema::GrantRightsT command;
    command.mailbox = session.find(given[0]).mailbox;
    command.official = session.findOfficial(given[1]).official;
    command.rights = static_cast<schema::Right>(rights->bits());
    command.decision = arguments.text("decision");
    session.ask<schema::DoneT>(std::move(command));
    return Exit::ok;
}

}  // namespace tram::cli
