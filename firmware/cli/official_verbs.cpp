// Officials: hired, moved, seconded, given roles and duties, gone and come back. R8.2, R8.3
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/directory_names.hpp"
#include "cli/history_rows.hpp"
#include "cli/verbs.hpp"
#include "province/administration.hpp"
#include "province/personal_name.hpp"
#include "province/roles.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

schema::Role roleOf(const Session& session, const std::string& text) {
    const auto role = province::parseRole(text);
    if (!role) session.usage({"the role is official, clerk or head", "vai trò là official, clerk hoặc head"});
    return static_cast<schema::Role>(*role);
}

// His address by the rule, with the suffix that he chose.
std::string addressOf(const Arguments& arguments, const province::PersonalName& name) {
    if (const auto address = arguments.value("address")) return *address;
    return province::personalLocalPart(name).text() + arguments.text("suffix");
}

Exit createOfficial(Session& session, const Arguments& arguments) {
    schema::CreateOfficialT command;
    command.name = arguments.positional()[0];
    command.given = givenOf(session, arguments);
    command.role = roleOf(session, arguments.text("role", "official"));
    const auto name = personalName(command.name, command.given);
    command.agency = agencyId(session, required(session, arguments, "agency"));
    command.address = addressOf(arguments, name);
    command.quota = quotaOf(session, arguments);
    command.job_title = arguments.text("title");
    command.telephone = arguments.text("telephone");
    command.basis = basisOf(session, arguments);
    const auto given = command.given;
    const auto answered = session.anyAnswerTo(store::encodeRequest(std::move(command)), Session::ordinaryWait);
    if (const auto* failed = answered.answer->body_as_Failed()) {
        auto text = describe(*failed, session.language);
        if (failed->code() == schema::ErrorCode::exists) text += freeFor(session, name.text, given);
        throw EndOfCommand{Exit::refused, text};
    }
    const auto* done = answered.answer->body_as_Done();
    if (done == nullptr) throw EndOfCommand{Exit::unreachable, "the store answered something else"};
    sayMade(session, done->id(), cli::addressOf(session, done->id()));
    return Exit::ok;
}

template <class Command>
Exit carryOut(Session& session, Command command) {
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    sayMade(session, id, cli::addressOf(session, id));
    return Exit::ok;
}

Exit moveOfficial(Session& session, const Arguments& arguments) {
    schema::MoveOfficialT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.agency = agencyId(session, required(session, arguments, "to"));
    command.role = roleOf(session, arguments.text("role", "official"));
    command.job_title = arguments.text("title");
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit secondOfficial(Session& session, const Arguments& arguments) {
    schema::SecondOfficialT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.agency = agencyId(session, required(session, arguments, "to"));
    if (!endOfDay(required(session, arguments, "until"), command.until))
        session.usage({"--until is a date, YYYY-MM-DD", "--until là ngày, YYYY-MM-DD"});
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit returnOfficial(Session& session, const Arguments& arguments) {
    schema::SecondOfficialT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit endService(Session& session, const Arguments& arguments) {
    schema::EndServiceT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.reason = required(session, arguments, "reason");
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit reinstate(Session& session, const Arguments& arguments) {
    schema::ReinstateT command;
    command.official = session.findFormerOfficial(arguments.positional()[0]).official;
    if (const auto agency = arguments.value("agency")) command.agency = agencyId(session, *agency);
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit editOfficial(Session& session, const Arguments& arguments) {
    const auto found = session.findOfficial(arguments.positional()[0]);
    const auto record = session.reader().official(OfficialId{found.official});
    if (!record) throw EndOfCommand{Exit::refused, found.address};
    schema::EditOfficialT command;
    command.official = found.official;
    command.name = arguments.text("name", record->name);
    command.given = arguments.has("given") || arguments.has("name") ? givenOf(session, arguments) : record->given;
    command.job_title = arguments.text("title", record->job_title);
    command.telephone = arguments.text("telephone", record->telephone);
    command.basis = basisOf(session, arguments);
    command.revision = record->revision;
    return carryOut(session, std::move(command));
}

Exit giveRole(Session& session, const Arguments& arguments) {
    schema::GiveRoleT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.role = roleOf(session, arguments.positional()[1]);
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit giveDuties(Session& session, const Arguments& arguments) {
    const auto duties = province::parseDuties(arguments.positional()[1]);
    if (!duties)
        session.usage(
            {"duties are operator, security-officer, directory-administrator, agency-administrator, "
             "inspector, auditor joined by commas, or none",
             "quyền quản trị là operator, security-officer, directory-administrator, agency-administrator, "
             "inspector, auditor nối bằng dấu phẩy, hoặc none"});
    schema::GiveDutiesT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.duties = duties->bits();
    if (const auto branch = arguments.value("branch")) command.administers = agencyId(session, *branch);
    command.basis = basisOf(session, arguments);
    return carryOut(session, std::move(command));
}

Exit setPublicity(Session& session, const Arguments& arguments) {
    schema::SetPublicityT command;
    command.official = session.findOfficial(arguments.positional()[0]).official;
    command.publicity = publicityOf(session, arguments.positional()[1]);
    return carryOut(session, std::move(command));
}

Exit listOfficials(Session& session, const Arguments& arguments) {
    const auto known = agencies(session);
    const auto wanted = arguments.value("agency");
    const auto agency = wanted ? agencyId(session, *wanted) : 0;
    const bool all = arguments.has("all");
    Rows rows;
    for (const auto& [id, official] : listed(store::listOfficials(session.reader().environment()))) {
        if (agency != 0 && official.agency != agency) continue;
        if (!all && official.state != schema::OfficialState::active) continue;
        boost::json::object row{{"id", id.value},
                                {"address", official.address},
                                {"name", official.name},
                                {"role", nameOf(official.role)},
                                {"agency", nameIn(known, official.agency)},
                                {"title", official.job_title},
                                {"duties", toText(province::Duties::fromBits(official.duties))},
                                {"state", schema::EnumNameOfficialState(official.state)},
                                {"enabled", official.enabled},
                                {"must_change_password", official.must_change_password},
                                {"created", localTime(official.created)}};
        if (official.seconded_to != 0) {
            row["seconded_to"] = nameIn(known, official.seconded_to);
            row["seconded_until"] = localTime(official.seconded_until);
        }
        rows.push_back(std::move(row));
    }
    session.rows({{"id", {"ID", "SỐ"}, Column::Side::right},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"role", {"ROLE", "VAI TRÒ"}},
                  {"name", {"NAME", "HỌ TÊN"}},
                  {"agency", {"AGENCY", "CƠ QUAN"}}},
                 rows);
    return Exit::ok;
}

Exit showOfficial(Session& session, const Arguments& arguments) {
    const auto found = session.findFormerOfficial(arguments.positional()[0]);
    const auto record = session.reader().official(OfficialId{found.official});
    if (!record) throw EndOfCommand{Exit::refused, found.address};
    const auto known = agencies(session);
    boost::json::object facts{{"id", found.official},
                              {"name", record->name},
                              {"address", record->address},
                              {"agency", nameIn(known, record->agency)},
                              {"role", nameOf(record->role)},
                              {"title", record->job_title},
                              {"telephone", record->telephone},
                              {"duties", toText(province::Duties::fromBits(record->duties))},
                              {"state", schema::EnumNameOfficialState(record->state)},
                              {"must_change_password", record->must_change_password},
                              {"revision", record->revision}};
    if (record->administers != 0) facts["branch"] = nameIn(known, record->administers);
    if (record->seconded_to != 0) {
        facts["seconded_to"] = nameIn(known, record->seconded_to);
        facts["seconded_until"] = localTime(record->seconded_until);
    }
    if (record->left != 0) {
        facts["left"] = localTime(record->left);
        facts["kept_until"] = localTime(record->kept_until);
    }
    const auto history = historyRows(session, found.official);
    if (session.format == Format::json) {
        facts["history"] = boost::json::array(history.begin(), history.end());
        session.facts(facts);
        return Exit::ok;
    }
    session.facts(facts);
    session.out << '\n';
    printHistory(session, history);
    return Exit::ok;
}

constexpr std::array table{
    Verb{"official create",
         "NAME --agency AGENCY [--role ROLE] [--suffix S | --address ADDRESS] [--given N] [--title TEXT] [--telephone "
         "NUMBER] [--quota SIZE] [--decision NUMBER --dated DATE]",
         "agency= role= suffix= address= given= title= telephone= quota= decision= dated=",
         1,
         1,
         {"hires an official, with his mailbox; ROLE: official, clerk, head; --suffix: one or two characters where the "
          "address by the rule is taken (R3.5); another address needs a decision (R3.3b); --given: which word of the "
          "name, from 1, is the given name",
          "tiếp nhận cán bộ, lập hộp thư cá nhân; ROLE: official (công chức), clerk (văn thư), head (thủ trưởng); "
          "--suffix: một hoặc hai ký tự khi địa chỉ theo quy tắc đã có người dùng (R3.5); địa chỉ khác cần quyết định "
          "(R3.3b); --given: tên gọi là từ thứ mấy"},
         "tram official create 'Nguyễn Văn Hùng' --agency 'Sở Nội vụ' --title 'Chuyên viên'",
         createOfficial},
    Verb{"official move",
         "ADDRESS --to AGENCY [--role ROLE] [--title TEXT] [--decision NUMBER --dated DATE]",
         "to= role= title= decision= dated=",
         1,
         1,
         {"moves an official to another agency; address and mail go with him, his rights on the old agency's mailboxes "
          "end",
          "điều động cán bộ sang cơ quan khác; giữ địa chỉ và thư, thôi quyền trên hộp thư cơ quan cũ"},
         "tram official move hungnv --to 'Sở Tài chính' --decision 77/QĐ-UBND --dated 1/6/2026",
         moveOfficial},
    Verb{"official second",
         "ADDRESS --to AGENCY --until DATE [--decision NUMBER --dated DATE]",
         "to= until= decision= dated=",
         1,
         1,
         {"seconds an official to another agency for a time", "biệt phái cán bộ đến cơ quan khác có thời hạn"},
         "tram official second hungnv --to 'Ban Tiếp công dân' --until 2027-06-30",
         secondOfficial},
    Verb{"official return",
         "ADDRESS [--decision NUMBER --dated DATE]",
         "decision= dated=",
         1,
         1,
         {"ends a secondment", "kết thúc biệt phái"},
         "tram official return hungnv",
         returnOfficial},
    Verb{"official leave",
         "ADDRESS --reason TEXT [--decision NUMBER --dated DATE]",
         "reason= decision= dated=",
         1,
         1,
         {"ends an official's service; sign-in, sessions, rights and delivery end at once, the mailbox is kept for a "
          "set time (R8.3)",
          "cho thôi công tác; đăng nhập, phiên, quyền và nhận thư dừng ngay, hộp thư được lưu có thời hạn (R8.3)"},
         "tram official leave hungnv --reason 'nghỉ hưu' --decision 5/QĐ-SNV --dated 1/9/2026",
         endService},
    Verb{"official reinstate",
         "ADDRESS [--agency AGENCY] [--decision NUMBER --dated DATE]",
         "agency= decision= dated=",
         1,
         1,
         {"takes somebody back who left, with all his mail; he needs a new password",
          "nhận lại người đã thôi công tác cùng toàn bộ thư; cần cấp lại mật khẩu"},
         "tram official reinstate hungnv --agency 'Sở Tài chính'",
         reinstate},
    Verb{"official edit",
         "ADDRESS [--name NAME] [--given N] [--title TEXT] [--telephone NUMBER] [--decision NUMBER --dated DATE]",
         "name= given= title= telephone= decision= dated=",
         1,
         1,
         {"changes name, title or telephone; the address stays", "sửa họ tên, chức vụ, điện thoại; địa chỉ giữ nguyên"},
         "tram official edit hungnv --title 'Trưởng phòng' --telephone '0208 385 0000'",
         editOfficial},
    Verb{"official role",
         "ADDRESS ROLE [--decision NUMBER --dated DATE]",
         "decision= dated=",
         2,
         2,
         {"makes an official his agency's clerk or head, or neither; ROLE: official, clerk, head",
          "giao chức trách trong cơ quan; ROLE: official (công chức), clerk (văn thư), head (thủ trưởng)"},
         "tram official role nhungdth clerk",
         giveRole},
    Verb{"official duties",
         "ADDRESS DUTIES [--branch AGENCY] [--decision NUMBER --dated DATE]",
         "branch= decision= dated=",
         2,
         2,
         {"says what somebody administers; DUTIES: operator, security-officer, directory-administrator, "
          "agency-administrator, inspector, auditor joined by commas, or none; --branch: of an agency administrator",
          "giao quyền quản trị; DUTIES: operator, security-officer, directory-administrator, agency-administrator, "
          "inspector, auditor nối bằng dấu phẩy, hoặc none; --branch: phạm vi của quản trị cơ quan"},
         "tram official duties hungnv directory-administrator,inspector",
         giveDuties},
    Verb{"official public",
         "ADDRESS policy|shown|hidden",
         "",
         2,
         2,
         {"says whether the public directory shows an official, or leaves it to the policy of the settings (R5.5)",
          "cho hiện hoặc ẩn cán bộ trong danh bạ công khai, hoặc theo quy định chung (R5.5)"},
         "tram official public hungnv shown",
         setPublicity},
    Verb{"official list",
         "[--agency AGENCY] [--all]",
         "agency= all",
         0,
         0,
         {"lists the officials; --all: those who left, too", "liệt kê cán bộ; --all: cả người đã thôi công tác"},
         "tram official list --agency 'Sở Nội vụ'",
         listOfficials},
    Verb{"official show",
         "ADDRESS",
         "",
         1,
         1,
         {"shows an official and his history", "xem một cán bộ và quá trình công tác"},
         "tram official show hungnv",
         showOfficial},
};

}  // namespace

std::span<const Verb> officialVerbs() {
    return table;
}

}  // namespace tram::cli
