// A sheet whose columns are found by their headings, and what its cells say: for rosters and forms.
//
// Pure; exposed to whatever people send.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "province/roles.hpp"
#include "sheet/roster.hpp"
#include "sheet/sheet.hpp"

namespace tram::sheet {

// A column by its English name, and headings that mean it, the first one as exports write it. Folded: lower case, no
// marks.
struct Column {
    std::string_view name;
    std::string_view heading;
    std::array<std::string_view, 5> folded;
};

// Those that several kinds of sheets have.
namespace columns {
inline constexpr Column person{"name", "Họ và tên", {"name", "ho va ten", "ho ten", "ten"}};
inline constexpr Column role{"role", "Vai trò", {"role", "vai tro", "chuc trach", "nhiem vu"}};
inline constexpr Column suffix{"suffix", "Hậu tố", {"suffix", "hau to", "ky tu them", "them"}};
inline constexpr Column address{
    "address", "Địa chỉ thư", {"address", "dia chi thu", "thu dien tu", "email", "hop thu"}};
inline constexpr Column given{"given", "Tên gọi là từ thứ", {"given", "ten goi la tu thu", "ten goi", "vi tri ten"}};
inline constexpr Column title{"title", "Chức vụ", {"title", "chuc vu", "chuc danh", "vi tri"}};
inline constexpr Column telephone{"telephone", "Điện thoại", {"telephone", "dien thoai", "so dien thoai", "phone"}};
inline constexpr Column decision{"decision", "Số quyết định", {"decision", "so quyet dinh", "quyet dinh", "can cu"}};
inline constexpr Column dated{"dated", "Ngày quyết định", {"dated", "ngay quyet dinh", "ngay", "ngay ky"}};
}  // namespace columns

// The column that a heading means; null where it is none of them. Case, marks and a colon behind it do not count.
[[nodiscard]] const Column* columnNamed(std::span<const Column> columns, std::string_view heading);

// A sheet's rows, their cells by the columns' names. What is wrong with a cell becomes a fault of its row.
class ColumnTable {
public:
    ColumnTable(const Sheet& sheet, std::span<const Column> columns, std::vector<RosterFault>& faults);

    // Whether there is such a column.
    [[nodiscard]] bool has(std::string_view column) const { return at_.contains(column); }
    // The same; a fault of the first row where there is none.
    bool demand(std::string_view column);
    void begin(const Row& row);
    // "" where it is empty, or there is no such column.
    [[nodiscard]] std::string cell(std::string_view column) const;
    std::string required(std::string_view column);
    // As it is written, or as a spreadsheet counts days.
    std::optional<std::int32_t> day(std::string_view column);
    // Of the column "role"; nothing where the cell is empty.
    std::optional<province::Role> role();
    // Of the column "given": which word of the name is the given name, 0: not said.
    std::uint8_t given();
    void fault(std::string_view column, RosterFault::Kind kind, std::string value);
    [[nodiscard]] bool sound() const { return sound_; }

private:
    std::vector<RosterFault>& faults_;
    std::map<std::string_view, std::size_t> at_;
    const Row* row_ = nullptr;
    bool sound_ = true;
};

// The rows behind the headings, each an entry unless it has a fault. Without one of the demanded columns there are
// none.
template <class Entry, class Take>
Roster<Entry> readRoster(const Sheet& sheet, std::span<const Column> columns,
                         std::span<const std::string_view> demanded, Take take) {
    Roster<Entry> roster;
    ColumnTable table(sheet, columns, roster.faults);
    for (const auto column : demanded) {
        if (!table.demand(column)) return roster;
    }
    for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
        table.begin(sheet.rows[i]);
        Entry entry;
        entry.row = sheet.rows[i].number;
        entry.decision = table.cell("decision");
        entry.day = table.day("dated");
        take(table, entry);
        if (table.sound()) roster.entries.push_back(std::move(entry));
    }
    return roster;
}

}  // namespace tram::sheet
