#include "province/second_factor_policy.hpp"

namespace tram::province {

std::optional<SecondFactorPolicy> parseSecondFactorPolicy(const std::vector<std::string>& words) {
    SecondFactorPolicy policy;
    policy.duties = {};
    for (const auto& word : words) {
        if (word == "none" && words.size() == 1) break;
        if (word == "everyone") {
            policy.everyone = true;
        } else if (word == name(Role::head)) {
            policy.heads = true;
        } else if (word == name(Role::clerk)) {
            policy.clerks = true;
        } else if (const auto duties = parseDuties(word); duties && !duties->empty()) {
            policy.duties = policy.duties | *duties;
        } else {
            return std::nullopt;
        }
    }
    return policy;
}

bool needsSecondFactor(const SecondFactorPolicy& policy, const Standing& standing) {
    if (policy.everyone || (policy.heads && standing.role == Role::head) ||
        (policy.clerks && standing.role == Role::clerk)) {
        return true;
    }
    for (const auto duty : allDuties) {
        if (policy.duties.has(duty) && standing.duties.has(duty)) return true;
    }
    return false;
}

}  // namespace tram::province
