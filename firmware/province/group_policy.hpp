// Who may write to a ready-made group. R3.6.2
//
// A letter to everybody is an act of an office, not of a person; a stranger writes to no group. Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "province/administration.hpp"
#include "province/group_address.hpp"

namespace tram::province {

enum class GroupSenders : std::uint8_t {
    officials,  // who signed in
    offices,    // of these: heads, clerks, operators and directory administrators
};

// "officials", "offices"
[[nodiscard]] std::string_view name(GroupSenders senders) noexcept;
[[nodiscard]] std::optional<GroupSenders> parseGroupSenders(std::string_view text) noexcept;

// By kind; configuration of the appliance.
struct GroupPolicy {
    GroupSenders everyone = GroupSenders::offices;
    GroupSenders offices = GroupSenders::officials;
    GroupSenders agencies = GroupSenders::officials;
    GroupSenders clerks = GroupSenders::officials;
    GroupSenders heads = GroupSenders::officials;
    GroupSenders agency = GroupSenders::officials;

    [[nodiscard]] GroupSenders& of(GroupKind kind);
    [[nodiscard]] GroupSenders of(GroupKind kind) const;
};

// Without a sender nobody signed in.
[[nodiscard]] bool maySend(const GroupPolicy& policy, GroupKind kind, const std::optional<Standing>& sender);

}  // namespace tram::province
