// Agencies and officials from spreadsheets, all of them or none. R8.2
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/import_plan.hpp"
#include "cli/sheet_file.hpp"
#include "cli/verbs.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

// The writer has seconds of work with a whole province.
constexpr auto importWait = std::chrono::minutes(10);

std::string describeRow(Session& session, const schema::ImportedRowT& row, const schema::CreateOfficialT* official) {
    schema::FailedT failed;
    failed.code = row.code;
    failed.field = row.field;
    failed.detail = row.detail;
    const auto text = describe(failed, session.language);
    if (row.code != schema::ErrorCode::exists || official == nullptr) return text;
    return text + freeFor(session, official->name, official->given);
}

void addFaults(Rows& rows, std::string_view table, const std::vector<ImportFault>& faults) {
    for (const auto& fault : faults) {
        rows.push_back({{"table", table},
                        {"row", fault.row},
                        {"name", fault.name},
                        {"address", ""},
                        {"error", fault.column + ": " + fault.text}});
    }
}

Exit importDirectory(Session& session, const Arguments& arguments) {
    const auto agencyFile = arguments.value("agencies");
    const auto officialFile = arguments.value("officials");
    if (!agencyFile && !officialFile)
        session.usage({"--agencies or --officials is missing", "thiếu --agencies hoặc --officials"});
    const auto agencies =
        agencyFile ? sheet::readAgencies(readSheet(session, *agencyFile)) : sheet::Roster<sheet::AgencyEntry>{};
    const auto officials =
        officialFile ? sheet::readOfficials(readSheet(session, *officialFile)) : sheet::Roster<sheet::OfficialEntry>{};
    auto plan =
        planImport(session, agencies, officials, arguments.has("free-suffixes") ? Suffixes::free : Suffixes::asGiven);
    const bool faulty = !plan.agencyFaults.empty() || !plan.officialFaults.empty();
    const bool dryRun = arguments.has("dry-run");
    plan.command.dry_run = dryRun || faulty;
    const auto answer = session.ask<schema::ImportedT>(plan.command, importWait);

    Rows rows;
    addFaults(rows, "agencies", plan.agencyFaults);
    addFaults(rows, "officials", plan.officialFaults);
    bool refused = faulty;
    const auto add = [&](std::string_view table, std::size_t number, const std::string& name,
                         const schema::ImportedRowT& row, const schema::CreateOfficialT* official) {
        const bool failed = row.code != schema::ErrorCode::none;
        refused = refused || failed;
        rows.push_back({{"table", table},
                        {"row", number},
                        {"name", name},
                        {"address", row.address},
                        {"error", failed ? describeRow(session, row, official) : ""}});
        if (answer.done) rows.back()["id"] = row.id;
    };
    for (std::size_t i = 0; i < answer.agencies.size() && i < plan.agencyRows.size(); ++i)
        add("agencies", plan.agencyRows[i], plan.command.agencies[i]->agency->name, *answer.agencies[i], nullptr);
    for (std::size_t i = 0; i < answer.officials.size() && i < plan.officialRows.size(); ++i) {
        const auto& official = *plan.command.officials[i]->official;
        add("officials", plan.officialRows[i], official.name, *answer.officials[i], &official);
    }
    const auto errors =
        std::ranges::count_if(rows, [](const auto& row) { return !row.at("error").as_string().empty(); });
    const auto all = rows.size();
    if (arguments.has("errors"))
        std::erase_if(rows, [](const auto& row) { return row.at("error").as_string().empty(); });
    session.rows({{"table", {"TABLE", "BẢNG"}},
                  {"row", {"ROW", "DÒNG"}, Column::Side::right},
                  {"name", {"NAME", "TÊN"}},
                  {"address", {"ADDRESS", "ĐỊA CHỈ"}},
                  {"error", {"ERROR", "LỖI"}}},
                 rows);
    const Text outcome = answer.done ? Text{"imported", "đã nhập"}
                         : refused   ? Text{"nothing was imported: all or none", "chưa nhập gì: tất cả hoặc không"}
                                     : Text{"a dry run: nothing was imported", "chạy thử: chưa nhập gì"};
    session.err << all << Text{" rows, ", " dòng, "}.in(session.language) << errors
                << Text{" with errors; ", " có lỗi; "}.in(session.language) << outcome.in(session.language) << '\n';
    return refused ? Exit::refused : Exit::ok;
}

constexpr std::array table{
    Verb{
        "import",
        "[--agencies FILE] [--officials FILE] [--dry-run] [--free-suffixes] [--errors]",
        "agencies= officials= dry-run free-suffixes errors",
        0,
        0,
        {"founds agencies and hires officials from spreadsheets (CSV, XLSX), all of them or none; the first row has "
         "the "
         "headings (see `tram export`); --dry-run: shows what each row would come to; --free-suffixes: gives whoever's "
         "address is taken a free suffix (R3.5); --errors: shows only rows with errors",
         "lập cơ quan và tiếp nhận cán bộ từ bảng tính (CSV, XLSX), tất cả hoặc không; dòng đầu là tiêu đề cột (xem "
         "`tram export`); --dry-run: chạy thử, cho biết kết quả từng dòng; --free-suffixes: tự thêm hậu tố khi địa chỉ "
         "đã "
         "có người dùng (R3.5); --errors: chỉ hiện dòng có lỗi"},
        "tram import --officials canbo.xlsx --dry-run",
        importDirectory},
};

}  // namespace

std::span<const Verb> importVerbs() {
    return table;
}

}  // namespace tram::cli
