// The Directory's policies as the settings have them, for every process that follows them.
//
// Threads: any. The error names the setting and what it may be.
#pragma once

#include <expected>
#include <string>

#include "province/address_book_policy.hpp"
#include "province/group_policy.hpp"
#include "province/working_hours.hpp"
#include "roles/process/process.hpp"

namespace tram::roles {

// "groups.everyone = officials": who may write to which ready-made group. R3.6.2
[[nodiscard]] std::expected<province::GroupPolicy, std::string> groupPolicy(const Settings& settings);
// "directory.telephones = everyone | branch | nobody": who sees them in the address book. R3.6.1
[[nodiscard]] std::expected<province::AddressBookPolicy, std::string> addressBookPolicy(const Settings& settings);

// "office.hours = 07:00-11:30 13:30-17:00", "office.holidays" and "office.extra_days" as lists of days. R7.1
[[nodiscard]] std::expected<province::WorkingHours, std::string> workingHours(const Settings& settings);

}  // namespace tram::roles
