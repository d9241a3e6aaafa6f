#include "province/group_address.hpp"

namespace tram::province {
namespace {

constexpr std::string_view everybody = "tatca";

struct Row {
    GroupKind kind;
    std::string_view word;  // behind "tatca."
    std::string_view name;
    std::string_view english;
    std::string_view vietnamese;
};

constexpr std::array<Row, 6> rows{{
    {GroupKind::everyone, "", "everyone", "Everyone", "Tất cả cán bộ, công chức, viên chức"},
    {GroupKind::offices, "vanphong", "offices", "All offices", "Văn phòng tất cả các cơ quan, đơn vị"},
    {GroupKind::agencies, "coquan", "agencies", "All agencies", "Tất cả các cơ quan, đơn vị"},
    {GroupKind::clerks, "vanthu", "clerks", "All clerks", "Văn thư tất cả các cơ quan, đơn vị"},
    {GroupKind::heads, "thutruong", "heads", "All heads of agencies", "Thủ trưởng các cơ quan, đơn vị"},
    {GroupKind::agency, "", "agency", "Everyone of", "Tất cả"},
}};

const Row& rowOf(GroupKind kind) {
    for (const auto& row : rows) {
        if (row.kind == kind) return row;
    }
    return rows.front();
}

}  // namespace

std::string_view name(GroupKind kind) noexcept {
    return rowOf(kind).name;
}

std::string_view vietnameseName(GroupKind kind) noexcept {
    return rowOf(kind).vietnamese;
}

std::string_view englishName(GroupKind kind) noexcept {
    return rowOf(kind).english;
}

std::optional<GroupAddress> parseGroupAddress(std::string_view localPart) noexcept {
    if (!localPart.starts_with(everybody)) return std::nullopt;
    auto rest = localPart.substr(everybody.size());
    if (rest.empty()) return GroupAddress{GroupKind::everyone, {}};
    if (rest.front() != '.' || rest.size() == 1) return std::nullopt;
    rest.remove_prefix(1);
    for (const auto& row : rows) {
        if (!row.word.empty() && row.word == rest) return GroupAddress{row.kind, {}};
    }
    return GroupAddress{GroupKind::agency, rest};
}

std::string groupLocalPart(GroupKind kind, std::string_view label) {
    std::string part(everybody);
    const auto word = kind == GroupKind::agency ? label : rowOf(kind).word;
    if (!word.empty()) part.append(".").append(word);
    return part;
}

bool isGroupLocalPart(std::string_view localPart) noexcept {
    return localPart.starts_with(everybody) &&
           (localPart.size() == everybody.size() || localPart[everybody.size()] == '.');
}

}  // namespace tram::province
