#include "roles/directory_settings/directory_settings.hpp"

namespace tram::roles {

std::expected<province::GroupPolicy, std::string> groupPolicy(const Settings& settings) {
    using province::GroupKind;
    province::GroupPolicy policy;
    for (const auto kind : {GroupKind::everyone, GroupKind::offices, GroupKind::agencies, GroupKind::clerks,
                            GroupKind::heads, GroupKind::agency}) {
        const auto key = "groups." + std::string(province::name(kind));
        const auto senders = province::parseGroupSenders(settings.text(key, std::string(name(policy.of(kind)))));
        if (!senders) return std::unexpected(key + " is officials or offices");
        policy.of(kind) = *senders;
    }
    return policy;
}

std::expected<province::AddressBookPolicy, std::string> addressBookPolicy(const Settings& settings) {
    province::AddressBookPolicy policy;
    const auto who =
        province::parseTelephonesSeenBy(settings.text("directory.telephones", std::string(name(policy.telephones))));
    if (!who) return std::unexpected("directory.telephones is everyone, branch or nobody");
    policy.telephones = *who;
    return policy;
}

}  // namespace tram::roles
