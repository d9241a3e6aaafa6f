#include "sheet/change_form.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "sheet/column_table.hpp"
#include "text/search_key.hpp"

namespace tram::sheet {

namespace {

constexpr std::array formColumns{
    Column{"request", "Yêu cầu", {"request", "yeu cau", "noi dung yeu cau", "noi dung de nghi"}},
    columns::person,
    columns::address,
    columns::suffix,
    columns::given,
    Column{"agency", "Cơ quan", {"agency", "co quan", "don vi", "chuyen den"}},
    columns::role,
    columns::title,
    columns::telephone,
    Column{"reason", "Lý do", {"reason", "ly do", "li do", "ghi chu"}},
    columns::decision,
    columns::dated,
};

struct VerbWord {
    std::string_view word;
    AskedFor verb;
};
// The cell begins with one of them: "tạo mới hộp thư", "thu hồi tài khoản".
constexpr std::array verbWords{
    VerbWord{"make", AskedFor::make},        VerbWord{"create", AskedFor::make},
    VerbWord{"tạo", AskedFor::make},         VerbWord{"cấp", AskedFor::make},
    VerbWord{"thêm", AskedFor::make},        VerbWord{"lập", AskedFor::make},
    VerbWord{"mở", AskedFor::make},          VerbWord{"đăng ký", AskedFor::make},
    VerbWord{"change", AskedFor::change},    VerbWord{"move", AskedFor::change},
    VerbWord{"đổi", AskedFor::change},       VerbWord{"thay đổi", AskedFor::change},
    VerbWord{"sửa", AskedFor::change},       VerbWord{"chuyển", AskedFor::change},
    VerbWord{"điều động", AskedFor::change}, VerbWord{"điều chuyển", AskedFor::change},
    VerbWord{"cập nhật", AskedFor::change},  VerbWord{"close", AskedFor::close},
    VerbWord{"đóng", AskedFor::close},       VerbWord{"thu hồi", AskedFor::close},
    VerbWord{"hủy", AskedFor::close},        VerbWord{"xóa", AskedFor::close},
    VerbWord{"khóa", AskedFor::close},       VerbWord{"nghỉ", AskedFor::close},
    VerbWord{"thôi việc", AskedFor::close},  VerbWord{"ngừng", AskedFor::close},
};

// With its marks as they are, or without any: "dong" closes, "đồng ý" does not. The longest word decides.
std::optional<AskedFor> verbOf(std::string_view cell) {
    const auto marked = text::foldCase(cell);
    const bool plain = text::foldMarks(cell) == marked;
    std::size_t longest = 0;
    std::optional<AskedFor> verb;
    for (const auto& each : verbWords) {
        const auto word = plain ? text::foldMarks(each.word) : text::foldCase(each.word);
        if (word.size() <= longest || !marked.starts_with(word)) continue;
        if (marked.size() > word.size() && marked[word.size()] != ' ') continue;
        longest = word.size();
        verb = each.verb;
    }
    return verb;
}

// Octets of a line that a mail program may have broken: the next one goes on with it.
constexpr std::size_t wrapsFrom = 60;

// A form's fields are short: what is longer is no name, title or reason.
std::string field(ColumnTable& table, std::string_view column) {
    auto value = table.cell(column);
    if (value.size() <= limits::desk::field) return value;
    table.fault(column, RosterFault::Kind::tooLong, {});
    return {};
}

// Bullets, numbers and the like before a heading.
std::string_view withoutBullet(std::string_view line) {
    const auto isBullet = [](char c) {
        return c == ' ' || c == '\t' || c == '-' || c == '*' || c == '+' || c == '.' || c == ')' || c == '(' ||
               (c >= '0' && c <= '9');
    };
    while (!line.empty() && isBullet(line.front())) line.remove_prefix(1);
    return line;
}

}  // namespace

Roster<ChangeEntry> readChanges(const Sheet& sheet) {
    Roster<ChangeEntry> nobody;
    ColumnTable headings(sheet, formColumns, nobody.faults);
    if (!headings.has("address") && !headings.demand("name")) return nobody;
    const bool asks = headings.has("request");
    return readRoster<ChangeEntry>(sheet, formColumns, {}, [asks](ColumnTable& table, ChangeEntry& entry) {
        if (asks) {
            const auto cell = table.required("request");
            const auto verb = verbOf(cell);
            if (!verb && !cell.empty()) table.fault("request", RosterFault::Kind::badVerb, cell);
            entry.verb = verb.value_or(AskedFor::make);
        }
        entry.name = field(table, "name");
        entry.address = field(table, "address");
        const bool named = !entry.name.empty() || (entry.verb != AskedFor::make && !entry.address.empty());
        if (!named) table.fault("name", RosterFault::Kind::missing, {});
        entry.suffix = field(table, "suffix");
        entry.given = table.given();
        entry.agency = field(table, "agency");
        entry.role = table.role();
        entry.title = field(table, "title");
        entry.telephone = field(table, "telephone");
        entry.reason = field(table, "reason");
        entry.decision = field(table, "decision");
        // A decision has a number and a date. R8.1
        if (!entry.decision.empty() && table.cell("dated").empty())
            table.fault("dated", RosterFault::Kind::missing, {});
        if (entry.decision.empty() && entry.day) table.fault("decision", RosterFault::Kind::missing, {});
    });
}

std::optional<Sheet> sheetOfLetter(std::string_view text) {
    Sheet sheet;
    auto& headings = sheet.rows.emplace_back();
    headings.number = 0;
    for (const auto& column : formColumns) headings.cells.emplace_back(column.name);
    // The cell that a wrapped line goes on with.
    std::string* wrapped = nullptr;
    bool within = false;
    std::size_t number = 0;
    while (!text.empty() && sheet.rows.size() <= limits::sheet::rows) {
        const auto end = text.find('\n');
        const auto whole = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        if (whole.starts_with('>')) continue;
        const auto line = withoutBullet(whole);
        const auto colon = line.find(':');
        const auto* column = colon == std::string_view::npos || colon > limits::desk::field
                                 ? nullptr
                                 : columnNamed(formColumns, line.substr(0, colon));
        if (column == nullptr) {
            const auto more = cleanCell(whole);
            if (more.empty()) continue;
            // What is no line of the form ends it: a signature has a name and an address, too.
            within = within && wrapped != nullptr;
            if (within && wrapped->size() + more.size() < limits::sheet::cell) *wrapped += " " + more;
            if (whole.size() < wrapsFrom) wrapped = nullptr;
            continue;
        }
        const auto at = static_cast<std::size_t>(column - formColumns.data());
        const bool isRequest = at == 0;
        within = within || isRequest;
        if (!within) continue;
        // A heading that this person has already begins the next one's lines.
        if (isRequest || !sheet.rows.back().cells[at].empty()) {
            auto& fresh = sheet.rows.emplace_back();
            fresh.number = number;
            fresh.cells.resize(formColumns.size());
            // Several people of one request.
            if (!isRequest) fresh.cells[0] = sheet.rows[sheet.rows.size() - 2].cells[0];
        }
        auto& cell = sheet.rows.back().cells[at];
        cell = cleanCell(line.substr(colon + 1, limits::sheet::cell));
        wrapped = whole.size() >= wrapsFrom ? &cell : nullptr;
    }
    if (sheet.rows.size() == 1) return std::nullopt;
    return sheet;
}

std::vector<std::string> changeHeadings() {
    std::vector<std::string> headings;
    for (const auto& column : formColumns) headings.emplace_back(column.heading);
    return headings;
}

}  // namespace tram::sheet
