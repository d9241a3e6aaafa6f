#include "province/group_policy.hpp"

namespace tram::province {

std::string_view name(GroupSenders senders) noexcept {
    return senders == GroupSenders::offices ? "offices" : "officials";
}

std::optional<GroupSenders> parseGroupSenders(std::string_view text) noexcept {
    for (const auto senders : {GroupSenders::officials, GroupSenders::offices}) {
        if (name(senders) == text) return senders;
    }
    return std::nullopt;
}

GroupSenders& GroupPolicy::of(GroupKind kind) {
    switch (kind) {
        case GroupKind::everyone:
            return everyone;
        case GroupKind::offices:
            return offices;
        case GroupKind::agencies:
            return agencies;
        case GroupKind::clerks:
            return clerks;
        case GroupKind::heads:
            return heads;
        case GroupKind::agency:
            break;
    }
    return agency;
}

GroupSenders GroupPolicy::of(GroupKind kind) const {
    auto copy = *this;
    return copy.of(kind);
}

bool maySend(const GroupPolicy& policy, GroupKind kind, const std::optional<Standing>& sender) {
    if (!sender) return false;
    if (policy.of(kind) == GroupSenders::officials) return true;
    return sender->role != Role::official || sender->duties.has(Duty::operatorOfService) ||
           sender->duties.has(Duty::directoryAdministrator);
}

}  // namespace tram::province
