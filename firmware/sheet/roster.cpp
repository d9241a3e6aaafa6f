#include "sheet/roster.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/bytes.hpp"
#include "province/basis.hpp"
#include "text/search_key.hpp"

namespace tram::sheet {

namespace {

// A column by its English name, and headings that mean it, the first one as exports write it. Folded: lower case, no
// marks.
struct Column {
    std::string_view name;
    std::string_view heading;
    std::array<std::string_view, 4> folded;
};

constexpr std::array agencyColumns{
    Column{"name", "Tên cơ quan", {"name", "ten co quan", "ten don vi", "ten"}},
    Column{"kind", "Loại", {"kind", "loai", "loai hinh", "cap"}},
    Column{"parent", "Cơ quan cấp trên", {"parent", "co quan cap tren", "truc thuoc", "cap tren"}},
    Column{"label", "Nhãn tên miền", {"label", "nhan ten mien", "nhan", "ten viet tat"}},
    Column{"decision", "Số quyết định", {"decision", "so quyet dinh", "quyet dinh", "can cu"}},
    Column{"dated", "Ngày quyết định", {"dated", "ngay quyet dinh", "ngay", "ngay ky"}},
};

constexpr std::array officialColumns{
    Column{"name", "Họ và tên", {"name", "ho va ten", "ho ten", "ten"}},
    Column{"agency", "Cơ quan", {"agency", "co quan", "don vi", "co quan, don vi"}},
    Column{"role", "Vai trò", {"role", "vai tro", "chuc trach", "nhiem vu"}},
    Column{"suffix", "Hậu tố", {"suffix", "hau to", "ky tu them", "them"}},
    Column{"address", "Địa chỉ thư", {"address", "dia chi thu", "thu dien tu", "email"}},
    Column{"given", "Tên gọi là từ thứ", {"given", "ten goi la tu thu", "ten goi", "vi tri ten"}},
    Column{"title", "Chức vụ", {"title", "chuc vu", "chuc danh", "vi tri"}},
    Column{"telephone", "Điện thoại", {"telephone", "dien thoai", "so dien thoai", "phone"}},
    Column{"quota", "Dung lượng", {"quota", "dung luong", "han muc", "dung luong hop thu"}},
    Column{"decision", "Số quyết định", {"decision", "so quyet dinh", "quyet dinh", "can cu"}},
    Column{"dated", "Ngày quyết định", {"dated", "ngay quyet dinh", "ngay", "ngay ky"}},
};

struct RoleWord {
    std::string_view folded;
    province::Role role;
};
constexpr std::array roleWords{
    RoleWord{"", province::Role::official},
    RoleWord{"official", province::Role::official},
    RoleWord{"cong chuc", province::Role::official},
    RoleWord{"vien chuc", province::Role::official},
    RoleWord{"cong chuc, vien chuc", province::Role::official},
    RoleWord{"can bo", province::Role::official},
    RoleWord{"clerk", province::Role::clerk},
    RoleWord{"van thu", province::Role::clerk},
    RoleWord{"head", province::Role::head},
    RoleWord{"thu truong", province::Role::head},
    RoleWord{"nguoi dung dau", province::Role::head},
};

// As it is written, or as a spreadsheet counts days: from 30/12/1899.
std::optional<std::int32_t> dayOf(const std::string& cell) {
    std::int32_t serial = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), serial);
    constexpr std::int32_t unixEpoch = 25'569;
    if (error == std::errc{} && end == cell.data() + cell.size() && cell.size() == 5) return serial - unixEpoch;
    return province::parseDay(cell);
}

// A sheet's rows, their cells by the columns' names.
class Table {
public:
    Table(const Sheet& sheet, std::span<const Column> columns, std::vector<RosterFault>& faults) : faults_(faults) {
        if (sheet.rows.empty()) return;
        const auto& headings = sheet.rows.front().cells;
        for (std::size_t i = 0; i < headings.size(); ++i) {
            const auto folded = text::foldMarks(headings[i]);
            const auto known = std::ranges::find_if(columns, [&](const Column& column) {
                return std::ranges::find(column.folded, folded) != column.folded.end();
            });
            if (known != columns.end()) at_.emplace(known->name, i);
        }
    }
    // Whether there is such a column; a fault of the first row where there is none.
    bool demand(std::string_view column) {
        if (at_.contains(column)) return true;
        faults_.push_back({1, std::string(column), RosterFault::Kind::noColumn, {}});
        return false;
    }
    void begin(const Row& row) {
        row_ = &row;
        sound_ = true;
    }
    std::string cell(std::string_view column) const {
        const auto at = at_.find(column);
        return at == at_.end() || at->second >= row_->cells.size() ? std::string() : row_->cells[at->second];
    }
    std::string required(std::string_view column) {
        auto value = cell(column);
        if (value.empty()) fault(column, RosterFault::Kind::missing, {});
        return value;
    }
    std::optional<std::int32_t> day(std::string_view column) {
        const auto value = cell(column);
        if (value.empty()) return std::nullopt;
        const auto parsed = dayOf(value);
        if (!parsed) fault(column, RosterFault::Kind::badDate, value);
        return parsed;
    }
    void fault(std::string_view column, RosterFault::Kind kind, std::string value) {
        faults_.push_back({row_->number, std::string(column), kind, std::move(value)});
        sound_ = false;
    }
    [[nodiscard]] bool sound() const { return sound_; }

private:
    std::vector<RosterFault>& faults_;
    std::map<std::string_view, std::size_t> at_;
    const Row* row_ = nullptr;
    bool sound_ = true;
};

template <class Entry, class Take>
Roster<Entry> read(const Sheet& sheet, std::span<const Column> columns, std::span<const std::string_view> demanded,
                   Take take) {
    Roster<Entry> roster;
    Table table(sheet, columns, roster.faults);
    for (const auto column : demanded) {
        if (!table.demand(column)) return roster;
    }
    for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
        table.begin(sheet.rows[i]);
        Entry entry;
        entry.row = sheet.rows[i].number;
        entry.name = table.required("name");
        entry.decision = table.cell("decision");
        entry.day = table.day("dated");
        take(table, entry);
        if (table.sound()) roster.entries.push_back(std::move(entry));
    }
    return roster;
}

void readRole(Table& table, OfficialEntry& entry) {
    const auto value = table.cell("role");
    const auto known = std::ranges::find(roleWords, text::foldMarks(value), &RoleWord::folded);
    if (known == roleWords.end()) return table.fault("role", RosterFault::Kind::badRole, value);
    entry.role = known->role;
}

void readGiven(Table& table, OfficialEntry& entry) {
    const auto value = table.cell("given");
    if (value.empty()) return;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), entry.given);
    if (error != std::errc{} || end != value.data() + value.size())
        table.fault("given", RosterFault::Kind::badNumber, value);
}

std::vector<std::string> headingsOf(std::span<const Column> columns) {
    std::vector<std::string> headings;
    for (const auto& column : columns) headings.emplace_back(column.heading);
    return headings;
}

}  // namespace

std::string_view name(RosterFault::Kind kind) noexcept {
    switch (kind) {
        case RosterFault::Kind::missing:
            return "missing";
        case RosterFault::Kind::badRole:
            return "bad_role";
        case RosterFault::Kind::badNumber:
            return "bad_number";
        case RosterFault::Kind::badDate:
            return "bad_date";
        case RosterFault::Kind::noColumn:
            return "no_column";
    }
    return "unknown";
}

Roster<AgencyEntry> readAgencies(const Sheet& sheet) {
    constexpr std::array<std::string_view, 1> demanded{"name"};
    return read<AgencyEntry>(sheet, agencyColumns, demanded, [](Table& table, AgencyEntry& entry) {
        entry.kind = table.cell("kind");
        entry.parent = table.cell("parent");
        entry.label = table.cell("label");
    });
}

Roster<OfficialEntry> readOfficials(const Sheet& sheet) {
    constexpr std::array<std::string_view, 2> demanded{"name", "agency"};
    return read<OfficialEntry>(sheet, officialColumns, demanded, [](Table& table, OfficialEntry& entry) {
        entry.agency = table.required("agency");
        readRole(table, entry);
        entry.suffix = table.cell("suffix");
        entry.address = table.cell("address");
        readGiven(table, entry);
        entry.title = table.cell("title");
        entry.telephone = table.cell("telephone");
        entry.quota = table.cell("quota");
    });
}

std::vector<std::string> agencyHeadings() {
    return headingsOf(agencyColumns);
}

std::vector<std::string> officialHeadings() {
    return headingsOf(officialColumns);
}

}  // namespace tram::sheet
