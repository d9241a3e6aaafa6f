#include "province/roles.hpp"

namespace tram::province {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::string_view name(Role role) noexcept {
    switch (role) {
        case Role::official:
            return "official";
        case Role::clerk:
            return "clerk";
        case Role::head:
            return "head";
    }
    return "unknown";
}

std::string_view vietnameseName(Role role) noexcept {
    switch (role) {
        case Role::official:
            return "công chức, viên chức";
        case Role::clerk:
            return "văn thư";
        case Role::head:
            return "thủ trưởng";
    }
    return "không rõ";
}

std::optional<Role> parseRole(std::string_view text) noexcept {
    for (const auto role : allRoles) {
        if (name(role) == text) return role;
    }
    return std::nullopt;
}

std::string_view name(Right right) noexcept {
    switch (right) {
        case Right::read:
            return "read";
        case Right::answer:
            return "answer";
        case Right::sendAs:
            return "send-as";
        case Right::manage:
            return "manage";
    }
    return "unknown";
}

std::string toText(Rights rights) {
    std::string text;
    for (const auto right : allRights) {
        if (!rights.has(right)) continue;
        if (!text.empty()) text += ',';
        text += name(right);
    }
    return text;
}

std::optional<Rights> parseRights(std::string_view text) {
    Rights rights;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const auto word = trimmed(text.substr(0, comma));
        more = comma != std::string_view::npos;
        if (more) text.remove_prefix(comma + 1);

        Rights named;
        if (word == "all") named = Rights::all();
        for (const auto right : allRights) {
            if (word == name(right)) named = right;
        }
        if (named.empty()) return std::nullopt;
        rights = rights | named;
    }
    return rights;
}

Rights rightsOnAgencyMailbox(Role role) noexcept {
    switch (role) {
        case Role::head:
            return Rights::all();
        case Role::clerk:
        case Role::official:
            break;  // by the head's written delegation only
    }
    return {};
}

Rights rightsOnClerkMailbox(Role role) noexcept {
    switch (role) {
        case Role::clerk:
            return Right::read | Right::answer | Right::sendAs;
        case Role::head:
            return Right::read | Right::manage;
        case Role::official:
            break;
    }
    return {};
}

}  // namespace tram::province
