// What one official sees of another's entry in the address book. R3.6.1
//
// Everybody in the service sees the tree, its agencies and people, with title and address: that is what it is for.
// Telephone numbers are a province's own choice. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "province/roles.hpp"

namespace tram::province {

enum class TelephonesSeenBy : std::uint8_t {
    everyone,
    branch,  // those under the same agency at the top; heads' and clerks' numbers everybody
    nobody,
};

// "everyone", "branch", "nobody"
[[nodiscard]] std::string_view name(TelephonesSeenBy who) noexcept;
[[nodiscard]] std::optional<TelephonesSeenBy> parseTelephonesSeenBy(std::string_view text) noexcept;

struct AddressBookPolicy {
    TelephonesSeenBy telephones = TelephonesSeenBy::everyone;
};

// Whose number it is holds `role`; `sameBranch`: he and the viewer are under one agency at the top.
[[nodiscard]] bool seesTelephone(const AddressBookPolicy& policy, bool sameBranch, Role role) noexcept;

}  // namespace tram::province
