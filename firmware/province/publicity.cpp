#include "province/publicity.hpp"

namespace tram::province {

std::string_view name(Publicity publicity) noexcept {
    switch (publicity) {
        case Publicity::shown:
            return "shown";
        case Publicity::hidden:
            return "hidden";
        case Publicity::byPolicy:
            break;
    }
    return "policy";
}

std::optional<Publicity> parsePublicity(std::string_view text) noexcept {
    for (const auto publicity : allPublicities) {
        if (name(publicity) == text) return publicity;
    }
    return std::nullopt;
}

std::optional<PublicityPolicy> parsePublicityPolicy(const std::vector<std::string>& words) {
    PublicityPolicy policy{false, false, false, false};
    for (const auto& word : words) {
        if (word == "none" && words.size() == 1) break;
        if (word == "agencies") {
            policy.agencies = true;
        } else if (word == name(Role::head)) {
            policy.heads = true;
        } else if (word == name(Role::clerk)) {
            policy.clerks = true;
        } else if (word == name(Role::official)) {
            policy.officials = true;
        } else {
            return std::nullopt;
        }
    }
    return policy;
}

bool isShown(const PublicityPolicy& policy, Publicity entry, Role role) noexcept {
    if (entry != Publicity::byPolicy) return entry == Publicity::shown;
    switch (role) {
        case Role::head:
            return policy.heads;
        case Role::clerk:
            return policy.clerks;
        case Role::official:
            break;
    }
    return policy.officials;
}

bool isAgencyShown(const PublicityPolicy& policy, Publicity entry) noexcept {
    return entry == Publicity::byPolicy ? policy.agencies : entry == Publicity::shown;
}

}  // namespace tram::province
