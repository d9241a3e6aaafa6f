#include "sheet/column_table.hpp"

#include <algorithm>
#include <charconv>

#include "base/bytes.hpp"
#include "province/basis.hpp"
#include "text/search_key.hpp"

namespace tram::sheet {

namespace {

struct RoleWord {
    std::string_view folded;
    province::Role role;
};
constexpr std::array roleWords{
    RoleWord{"official", province::Role::official},  RoleWord{"cong chuc", province::Role::official},
    RoleWord{"vien chuc", province::Role::official}, RoleWord{"cong chuc, vien chuc", province::Role::official},
    RoleWord{"can bo", province::Role::official},    RoleWord{"clerk", province::Role::clerk},
    RoleWord{"van thu", province::Role::clerk},      RoleWord{"head", province::Role::head},
    RoleWord{"thu truong", province::Role::head},    RoleWord{"nguoi dung dau", province::Role::head},
};

// A spreadsheet counts days from 30/12/1899.
std::optional<std::int32_t> dayOf(const std::string& cell) {
    std::int32_t serial = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), serial);
    constexpr std::int32_t unixEpoch = 25'569;
    if (error == std::errc{} && end == cell.data() + cell.size() && cell.size() == 5) return serial - unixEpoch;
    return province::parseDay(cell);
}

}  // namespace

const Column* columnNamed(std::span<const Column> columns, std::string_view heading) {
    while (!heading.empty() && (heading.back() == ':' || heading.back() == ' ')) heading.remove_suffix(1);
    const auto folded = text::foldMarks(heading);
    const auto known = std::ranges::find_if(columns, [&](const Column& column) {
        return !folded.empty() && std::ranges::find(column.folded, folded) != column.folded.end();
    });
    return known == columns.end() ? nullptr : &*known;
}

ColumnTable::ColumnTable(const Sheet& sheet, std::span<const Column> columns, std::vector<RosterFault>& faults)
    : faults_(faults) {
    if (sheet.rows.empty()) return;
    const auto& headings = sheet.rows.front().cells;
    for (std::size_t i = 0; i < headings.size(); ++i) {
        if (const auto* known = columnNamed(columns, headings[i])) at_.emplace(known->name, i);
    }
}

bool ColumnTable::demand(std::string_view column) {
    if (has(column)) return true;
    faults_.push_back({1, std::string(column), RosterFault::Kind::noColumn, {}});
    return false;
}

void ColumnTable::begin(const Row& row) {
    row_ = &row;
    sound_ = true;
}

std::string ColumnTable::cell(std::string_view column) const {
    const auto at = at_.find(column);
    return at == at_.end() || at->second >= row_->cells.size() ? std::string() : row_->cells[at->second];
}

std::string ColumnTable::required(std::string_view column) {
    auto value = cell(column);
    if (value.empty()) fault(column, RosterFault::Kind::missing, {});
    return value;
}

std::optional<std::int32_t> ColumnTable::day(std::string_view column) {
    const auto value = cell(column);
    if (value.empty()) return std::nullopt;
    const auto parsed = dayOf(value);
    if (!parsed) fault(column, RosterFault::Kind::badDate, value);
    return parsed;
}

std::optional<province::Role> ColumnTable::role() {
    const auto value = cell("role");
    if (value.empty()) return std::nullopt;
    const auto known = std::ranges::find(roleWords, text::foldMarks(value), &RoleWord::folded);
    if (known != roleWords.end()) return known->role;
    fault("role", RosterFault::Kind::badRole, value);
    return std::nullopt;
}

std::uint8_t ColumnTable::given() {
    std::uint8_t word = 0;
    const auto value = cell("given");
    if (value.empty()) return word;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), word);
    if (error != std::errc{} || end != value.data() + value.size()) fault("given", RosterFault::Kind::badNumber, value);
    return word;
}

void ColumnTable::fault(std::string_view column, RosterFault::Kind kind, std::string value) {
    faults_.push_back({row_->number, std::string(column), kind, std::move(value)});
    sound_ = false;
}

}  // namespace tram::sheet
