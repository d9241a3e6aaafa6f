// Kinds and roles as the command line and JSON lines write them. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "store/schema/command_generated.h"

namespace tram::cli {

inline constexpr std::array agencyKinds{
    std::pair<std::string_view, store::schema::AgencyKind>{"unset", store::schema::AgencyKind::unset},
    std::pair<std::string_view, store::schema::AgencyKind>{"province", store::schema::AgencyKind::province},
    std::pair<std::string_view, store::schema::AgencyKind>{"office", store::schema::AgencyKind::office},
    std::pair<std::string_view, store::schema::AgencyKind>{"department", store::schema::AgencyKind::department},
    std::pair<std::string_view, store::schema::AgencyKind>{"district", store::schema::AgencyKind::district},
    std::pair<std::string_view, store::schema::AgencyKind>{"commune", store::schema::AgencyKind::commune},
    std::pair<std::string_view, store::schema::AgencyKind>{"unit", store::schema::AgencyKind::unit},
    std::pair<std::string_view, store::schema::AgencyKind>{"other", store::schema::AgencyKind::other},
};

[[nodiscard]] inline std::optional<store::schema::AgencyKind> agencyKind(std::string_view name) {
    const auto found =
        std::ranges::find(agencyKinds, name, &std::pair<std::string_view, store::schema::AgencyKind>::first);
    if (found == agencyKinds.end()) return std::nullopt;
    return found->second;
}

[[nodiscard]] inline std::string_view nameOf(store::schema::AgencyKind kind) {
    const auto found =
        std::ranges::find(agencyKinds, kind, &std::pair<std::string_view, store::schema::AgencyKind>::second);
    return found == agencyKinds.end() ? "?" : found->first;
}

// Those that can be created by themselves: a personal mailbox comes with its official.
[[nodiscard]] inline std::optional<store::schema::MailboxKind> mailboxKind(std::string_view name) {
    if (name == "agency") return store::schema::MailboxKind::agency;
    if (name == "clerk") return store::schema::MailboxKind::clerk;
    return std::nullopt;
}

[[nodiscard]] inline std::string_view nameOf(store::schema::MailboxKind kind) {
    return store::schema::EnumNameMailboxKind(kind);
}
[[nodiscard]] inline std::string_view nameOf(store::schema::Role role) {
    return store::schema::EnumNameRole(role);
}

}  // namespace tram::cli
