#include "province/address_book_policy.hpp"

#include <algorithm>
#include <array>

namespace tram::province {

namespace {

constexpr std::array choices{TelephonesSeenBy::everyone, TelephonesSeenBy::branch, TelephonesSeenBy::nobody};

}  // namespace

std::string_view name(TelephonesSeenBy who) noexcept {
    switch (who) {
        case TelephonesSeenBy::everyone:
            return "everyone";
        case TelephonesSeenBy::branch:
            return "branch";
        case TelephonesSeenBy::nobody:
            return "nobody";
    }
    return "unknown";
}

std::optional<TelephonesSeenBy> parseTelephonesSeenBy(std::string_view text) noexcept {
    const auto* found = std::ranges::find(choices, text, [](TelephonesSeenBy who) { return name(who); });
    return found == choices.end() ? std::nullopt : std::optional(*found);
}

bool seesTelephone(const AddressBookPolicy& policy, bool sameBranch, Role role) noexcept {
    switch (policy.telephones) {
        case TelephonesSeenBy::everyone:
            return true;
        case TelephonesSeenBy::branch:
            return sameBranch || role != Role::official;
        case TelephonesSeenBy::nobody:
            break;
    }
    return false;
}

}  // namespace tram::province
