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

std::expected<province::WorkingHours, std::string> workingHours(const Settings& settings) {
    province::WorkingHours result;
    if (settings.find("office.hours")) {
        auto hours = province::parseOfficeHours(settings.list("office.hours"));
        if (!hours) return std::unexpected("office.hours is like 07:00-11:30 13:30-17:00");
        result.hours = std::move(*hours);
    }
    for (const auto& [key, days] :
         {std::pair{"office.holidays", &result.holidays}, std::pair{"office.extra_days", &result.extraDays}}) {
        auto read = province::parseDays(settings.list(key));
        if (!read) return std::unexpected(std::string(key) + ": no day like 2027-01-01: " + read.error());
        *days = std::move(*read);
    }
    return result;
}

}  // namespace tram::roles
