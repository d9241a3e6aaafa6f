// The ready-made groups of recipients: all clerks, all offices, heads, everybody, everyone of one agency. R3.6.2
//
// They are addresses only. Who is in one is looked up in the tree of agencies when a message comes, so a group is
// never stale and needs no keeping. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tram::province {

// Numbers are kept in records: append, never renumber.
enum class GroupKind : std::uint8_t {
    everyone = 1,  // tatca: every person
    offices = 2,   // tatca.vanphong: the mailboxes of all agencies but sub-units
    agencies = 3,  // tatca.coquan: the mailboxes of all agencies, sub-units too
    clerks = 4,    // tatca.vanthu: every vanthu.<label>
    heads = 5,     // tatca.thutruong: the heads' personal mailboxes
    agency = 6,    // tatca.<label>: everyone of that agency and of its sub-units
};

inline constexpr std::array provinceGroups{GroupKind::everyone, GroupKind::offices, GroupKind::agencies,
                                           GroupKind::clerks, GroupKind::heads};

// "everyone", "offices" …
[[nodiscard]] std::string_view name(GroupKind kind) noexcept;
// What a reader sees: "Tất cả văn thư"; of an agency's group its name follows.
[[nodiscard]] std::string_view vietnameseName(GroupKind kind) noexcept;
[[nodiscard]] std::string_view englishName(GroupKind kind) noexcept;

struct GroupAddress {
    GroupKind kind = GroupKind::everyone;
    std::string_view label;  // of GroupKind::agency; views into what was parsed
};

// Of a local part in lower case; nothing where it is no group's. Whether there is an agency of that label is not
// asked.
[[nodiscard]] std::optional<GroupAddress> parseGroupAddress(std::string_view localPart) noexcept;
[[nodiscard]] std::string groupLocalPart(GroupKind kind, std::string_view label = {});
// Whether a local part is one that only groups have: "tatca" and all that begins with "tatca.".
[[nodiscard]] bool isGroupLocalPart(std::string_view localPart) noexcept;

}  // namespace tram::province
