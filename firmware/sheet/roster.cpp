#include "sheet/roster.hpp"

#include "sheet/column_table.hpp"

namespace tram::sheet {

namespace {

constexpr std::array agencyColumns{
    Column{"name", "Tên cơ quan", {"name", "ten co quan", "ten don vi", "ten"}},
    Column{"kind", "Loại", {"kind", "loai", "loai hinh", "cap"}},
    Column{"parent", "Cơ quan cấp trên", {"parent", "co quan cap tren", "truc thuoc", "cap tren"}},
    Column{"label", "Nhãn tên miền", {"label", "nhan ten mien", "nhan", "ten viet tat"}},
    columns::decision,
    columns::dated,
};

constexpr std::array officialColumns{
    columns::person,
    Column{"agency", "Cơ quan", {"agency", "co quan", "don vi", "co quan, don vi"}},
    columns::role,
    columns::suffix,
    columns::address,
    columns::given,
    columns::title,
    columns::telephone,
    Column{"quota", "Dung lượng", {"quota", "dung luong", "han muc", "dung luong hop thu"}},
    columns::decision,
    columns::dated,
};

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
        case RosterFault::Kind::badVerb:
            return "bad_verb";
        case RosterFault::Kind::tooLong:
            return "too_long";
        case RosterFault::Kind::noColumn:
            return "no_column";
    }
    return "unknown";
}

Roster<AgencyEntry> readAgencies(const Sheet& sheet) {
    constexpr std::array<std::string_view, 1> demanded{"name"};
    return readRoster<AgencyEntry>(sheet, agencyColumns, demanded, [](ColumnTable& table, AgencyEntry& entry) {
        entry.name = table.required("name");
        entry.kind = table.cell("kind");
        entry.parent = table.cell("parent");
        entry.label = table.cell("label");
    });
}

Roster<OfficialEntry> readOfficials(const Sheet& sheet) {
    constexpr std::array<std::string_view, 2> demanded{"name", "agency"};
    return readRoster<OfficialEntry>(sheet, officialColumns, demanded, [](ColumnTable& table, OfficialEntry& entry) {
        entry.name = table.required("name");
        entry.agency = table.required("agency");
        entry.role = table.role().value_or(province::Role::official);
        entry.suffix = table.cell("suffix");
        entry.address = table.cell("address");
        entry.given = table.given();
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
