// Requests of agencies: mailboxes to be made, changed or closed; asked for, decided, carried out. R8.2
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/sheet_file.hpp"
#include "cli/ticket_lookup.hpp"
#include "cli/verbs.hpp"
#include "province/roles.hpp"
#include "province/ticket_number.hpp"
#include "roles/directory_entry/requested_change.hpp"
#include "sheet/change_form.hpp"
#include "sheet/csv.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;
using schema::ChangeVerb;

// A thousand officials are some seconds of the writer's time.
constexpr auto approvalWait = std::chrono::minutes(5);

Exit send(Session& session, const Arguments& arguments, schema::OpenTicketT command, const std::string& subject) {
    command.agency = agencyId(session, required(session, arguments, "agency"));
    command.subject = arguments.text("subject", subject);
    command.text = arguments.text("text");
    const auto id = session.ask<schema::DoneT>(std::move(command)).id;
    session.facts({{"number", province::ticketText(id)}});
    return Exit::ok;
}

Exit askFor(Session& session, const Arguments& arguments, ChangeVerb verb) {
    auto change = std::make_unique<schema::RequestedChangeT>();
    change->row = 1;
    change->verb = verb;
    const auto& who = arguments.positional()[0];
    const bool makes = verb == ChangeVerb::make;
    change->name = makes ? who : arguments.text("name");
    change->address = makes ? arguments.text("address") : who;
    change->suffix = arguments.text("suffix");
    change->given = givenOf(session, arguments);
    change->agency = makes ? "" : arguments.text("to");
    if (const auto text = arguments.value("role")) {
        const auto role = province::parseRole(*text);
        if (!role) session.usage({"the role is official, clerk or head", "vai trò là official, clerk hoặc head"});
        change->role = static_cast<schema::Role>(*role);
        change->has_role = true;
    }
    change->job_title = arguments.text("title");
    change->telephone = arguments.text("telephone");
    change->reason = arguments.text("reason");
    change->basis = basisOf(session, arguments);
    schema::OpenTicketT command;
    command.changes.push_back(std::move(change));
    const Text subject = makes                        ? Text{"A mailbox for ", "Đề nghị tạo hộp thư: "}
                         : verb == ChangeVerb::change ? Text{"A change for ", "Đề nghị thay đổi: "}
                                                      : Text{"A mailbox to close: ", "Đề nghị đóng hộp thư: "};
    return send(session, arguments, std::move(command), std::string(subject.in(session.language)) + who);
}

Exit askToMake(Session& session, const Arguments& arguments) {
    return askFor(session, arguments, ChangeVerb::make);
}
Exit askToChange(Session& session, const Arguments& arguments) {
    return askFor(session, arguments, ChangeVerb::change);
}
Exit askToClose(Session& session, const Arguments& arguments) {
    return askFor(session, arguments, ChangeVerb::close);
}

Exit askByForm(Session& session, const Arguments& arguments) {
    const auto& file = arguments.positional()[0];
    const auto roster = sheet::readChanges(readSheet(session, file));
    if (!roster.faults.empty()) {
        Rows rows;
        for (const auto& fault : roster.faults) {
            rows.push_back({{"row", fault.row},
                            {"column", fault.column},
                            {"problem", sheet::name(fault.kind)},
                            {"cell", fault.cell}});
        }
        session.rows({{"row", {"ROW", "DÒNG"}, Column::Side::right},
                      {"column", {"COLUMN", "CỘT"}},
                      {"problem", {"FAULT", "LỖI"}},
                      {"cell", {"CELL", "Ô"}}},
                     rows);
        throw EndOfCommand{Exit::refused, std::string(Text{"nothing was sent", "chưa gửi gì"}.in(session.language))};
    }
    if (roster.entries.empty()) session.usage({"the form is empty", "biểu mẫu trống"});
    schema::OpenTicketT command;
    for (const auto& entry : roster.entries) command.changes.push_back(roles::requestedChange(entry));
    return send(session, arguments, std::move(command),
                std::string(Text{"By form: ", "Theo biểu mẫu: "}.in(session.language)) +
                    std::filesystem::path(file).filename().string());
}

Exit printTemplate(Session& session, const Arguments&) {
    session.out << "\xef\xbb\xbf" << sheet::csvRow(sheet::changeHeadings());
    return Exit::ok;
}

Exit list(Session& session, const Arguments& arguments) {
    listTickets(session, Shown::requests, arguments.has("all"));
    return Exit::ok;
}

Exit show(Session& session, const Arguments& arguments) {
    showTicket(session, ticketOf(session, arguments.positional()[0]));
    return Exit::ok;
}

// "3,5,7"
std::vector<std::uint32_t> rowsOf(const Session& session, const std::string& text) {
    std::vector<std::uint32_t> rows;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto row = parseNumber(std::string_view(text).substr(begin, end - begin));
        if (!row || *row > UINT32_MAX)
            session.usage({"rows are numbers joined by commas", "các dòng là số, cách nhau bằng dấu phẩy"});
        rows.push_back(static_cast<std::uint32_t>(*row));
        begin = end + 1;
    }
    return rows;
}

std::string outcomeOf(Session& session, const schema::RequestedChangeT& change, const schema::ImportedRowT& row) {
    if (row.code != schema::ErrorCode::none) {
        schema::FailedT failed;
        failed.code = row.code;
        failed.field = row.field;
        failed.detail = row.detail;
        auto text = describe(failed, session.language);
        if (row.code != schema::ErrorCode::exists || change.verb != ChangeVerb::make) return text;
        return text + freeFor(session, change.name, change.given);
    }
    if (row.id == 0) return std::string(Text{"left out", "không thực hiện"}.in(session.language));
    return {};
}

Exit approve(Session& session, const Arguments& arguments) {
    const auto found = ticketOf(session, arguments.positional()[0]);
    schema::ApproveRequestT command;
    command.ticket = found.id.value;
    command.revision = found.ticket.revision;
    command.remark = arguments.text("remark");
    command.dry_run = arguments.has("dry-run");
    if (const auto without = arguments.value("without")) command.left_out = rowsOf(session, *without);
    for (const auto& text : arguments.values("suffix")) {
        const auto equals = text.find('=');
        const auto row = parseNumber(std::string_view(text).substr(0, equals));
        if (equals == std::string::npos || !row || *row > UINT32_MAX)
            session.usage({"--suffix is ROW=SUFFIX", "--suffix là DÒNG=HẬU TỐ"});
        auto suffix = std::make_unique<schema::ChosenSuffixT>();
        suffix->row = static_cast<std::uint32_t>(*row);
        suffix->suffix = text.substr(equals + 1);
        command.suffixes.push_back(std::move(suffix));
    }
    const bool dryRun = command.dry_run;
    const auto answer = session.ask<schema::ImportedT>(std::move(command), approvalWait);
    Rows rows;
    bool refused = false;
    for (std::size_t i = 0; i < answer.officials.size() && i < found.ticket.changes.size(); ++i) {
        const auto& change = *found.ticket.changes[i];
        const auto& row = *answer.officials[i];
        refused = refused || row.code != schema::ErrorCode::none;
        rows.push_back({{"row", change.row},
                        {"verb", schema::EnumNameChangeVerb(change.verb)},
                        {"what", nameOf(change.verb).in(session.language)},
                        {"name", change.name.empty() ? change.address : change.name},
                        {"address", row.address},
                        {"error", outcomeOf(session, change, row)}});
        if (answer.done && row.id != 0) rows.back()["id"] = row.id;
    }
    session.rows({{"row", {"ROW", "DÒNG"}, Column::Side::right},
                  {"what", {"WHAT", "VIỆC"}},
                  {"name", {"NAME", "HỌ TÊN"}},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"error", {"ERROR", "LỖI"}}},
                 rows);
    const Text outcome = answer.done ? Text{"carried out", "đã thực hiện"}
                         : refused   ? Text{"nothing was done: all or none", "chưa thực hiện gì: tất cả hoặc không"}
                                     : Text{"a dry run: nothing was done", "chạy thử: chưa thực hiện gì"};
    session.err << outcome.in(session.language) << '\n';
    return answer.done || (dryRun && !refused) ? Exit::ok : Exit::refused;
}

Exit reject(Session& session, const Arguments& arguments) {
    moveTicket(session, arguments.positional()[0], schema::TicketState::rejected,
               required(session, arguments, "reason"));
    return Exit::ok;
}

Exit closeByHand(Session& session, const Arguments& arguments) {
    moveTicket(session, arguments.positional()[0], schema::TicketState::done, required(session, arguments, "answer"));
    return Exit::ok;
}

constexpr std::array table{
    Verb{"request make",
         "NAME --agency AGENCY [--role ROLE] [--title TITLE] [--telephone NUMBER] [--suffix XX] [--given N] [--address "
         "ADDRESS] [--reason TEXT] [--decision NUMBER --dated DATE]",
         "agency= role= title= telephone= suffix= given= address= reason= decision= dated= subject= text=",
         1,
         1,
         {"asks in an agency's name for a mailbox for one of its officials (R8.2)",
          "đề nghị, nhân danh cơ quan, tạo hộp thư cho một cán bộ (R8.2)"},
         "tram --as tuanbm request make 'Trần Thị Mai' --agency 'Sở Nội vụ' --title 'Chuyên viên'",
         askToMake},
    Verb{"request change",
         "ADDRESS --agency AGENCY [--to AGENCY] [--role ROLE] [--name NAME] [--given N] [--title TITLE] [--telephone "
         "NUMBER] [--reason TEXT] [--decision NUMBER --dated DATE]",
         "agency= to= role= name= given= title= telephone= reason= decision= dated= subject= text=",
         1,
         1,
         {"asks for an official to be moved (--to), given another role, name, title or telephone",
          "đề nghị điều chuyển (--to), đổi vai trò, họ tên, chức vụ hoặc điện thoại của cán bộ"},
         "tram --as tuanbm request change maitt --agency 'Sở Nội vụ' --to 'Sở Tài chính' --reason 'điều động'",
         askToChange},
    Verb{"request close",
         "ADDRESS --agency AGENCY --reason TEXT [--decision NUMBER --dated DATE]",
         "agency= reason= decision= dated= subject= text=",
         1,
         1,
         {"asks for the mailbox of somebody who leaves to be closed", "đề nghị đóng hộp thư của người thôi công tác"},
         "tram --as tuanbm request close maitt --agency 'Sở Nội vụ' --reason 'nghỉ hưu'",
         askToClose},
    Verb{"request form",
         "FILE --agency AGENCY [--subject TEXT] [--text TEXT]",
         "agency= subject= text=",
         1,
         1,
         {"asks for all that a filled form (CSV, XLSX) lists; see `tram request template`",
          "gửi đề nghị theo biểu mẫu đã điền (CSV, XLSX); xem `tram request template`"},
         "tram --as tuanbm request form de-nghi.csv --agency 'Sở Nội vụ'",
         askByForm},
    Verb{"request template",
         "",
         "",
         0,
         0,
         {"prints an empty form as CSV, to be filled and handed in or mailed to hotro@",
          "in biểu mẫu trống (CSV) để điền rồi nộp hoặc gửi tới hotro@"},
         "tram request template > de-nghi.csv",
         printTemplate},
    Verb{"request list",
         "[--all]",
         "all",
         0,
         0,
         {"lists the requests that wait for a decision; --all: decided ones too",
          "liệt kê các đề nghị chờ quyết định; --all: cả đề nghị đã xong"},
         "tram request list",
         list},
    Verb{"request show",
         "NUMBER",
         "",
         1,
         1,
         {"shows a request: who asks for what, and what was done", "xem một đề nghị: ai đề nghị gì, đã xử lý ra sao"},
         "tram request show HT-12",
         show},
    Verb{"request approve",
         "NUMBER [--dry-run] [--without ROWS] [--suffix ROW=XX]… [--remark TEXT]",
         "dry-run without= suffix= remark=",
         1,
         1,
         {"carries a request out, all of it or none, and tells the agency; --dry-run: shows what it would come to; "
          "--without: rows that are left out; --suffix: the suffix of whose address is taken (R3.5)",
          "duyệt và thực hiện đề nghị, tất cả hoặc không, và trả lời cơ quan; --dry-run: chạy thử; --without: các dòng "
          "không thực hiện; --suffix: hậu tố cho người có địa chỉ đã bị dùng (R3.5)"},
         "tram --as vinhpq request approve HT-12 --without 4,7 --suffix 3=k --remark 'dòng 4, 7 thiếu quyết định'",
         approve},
    Verb{"request reject",
         "NUMBER --reason TEXT",
         "reason=",
         1,
         1,
         {"rejects a request; the agency is told why", "từ chối đề nghị; cơ quan được báo lý do"},
         "tram --as vinhpq request reject HT-12 --reason 'chưa có quyết định tuyển dụng'",
         reject},
    Verb{"request close-by-hand",
         "NUMBER --answer TEXT",
         "answer=",
         1,
         1,
         {"ends a request that was carried out by other commands; the agency is told the answer",
          "kết thúc đề nghị đã được thực hiện bằng lệnh khác; cơ quan được trả lời"},
         "tram --as vinhpq request close-by-hand HT-12 --answer 'đã lập phòng mới theo quyết định 15'",
         closeByHand},
};

}  // namespace

std::span<const Verb> requestVerbs() {
    return table;
}

}  // namespace tram::cli
