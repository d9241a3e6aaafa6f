// Who may not sign in without a second factor. R9.4, R12.3
//
// Whoever may undo others' passwords, or see what went through the appliance, is worth more to a thief than one
// mailbox. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "province/administration.hpp"

namespace tram::province {

// Configuration of the appliance.
struct SecondFactorPolicy {
    bool everyone = false;
    bool heads = false;
    bool clerks = false;
    Duties duties = Duties(Duty::operatorOfService) | Duty::securityOfficer | Duty::directoryAdministrator;

    friend bool operator==(const SecondFactorPolicy&, const SecondFactorPolicy&) = default;
};

// Words: the names of duties, "head", "clerk", "everyone"; "none" by itself is nobody. Nothing where a word is unknown.
[[nodiscard]] std::optional<SecondFactorPolicy> parseSecondFactorPolicy(const std::vector<std::string>& words);

[[nodiscard]] bool needsSecondFactor(const SecondFactorPolicy& policy, const Standing& standing);

}  // namespace tram::province
