// Which entries of the Directory the public sees. R5.5, R16.1
//
// Agencies are public by their nature, persons by their office or because somebody decided so. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "province/roles.hpp"

namespace tram::province {

// Of one entry; numbers are kept in records.
enum class Publicity : std::uint8_t { byPolicy = 0, shown = 1, hidden = 2 };

inline constexpr std::array allPublicities{Publicity::byPolicy, Publicity::shown, Publicity::hidden};

// "policy", "shown", "hidden"
[[nodiscard]] std::string_view name(Publicity publicity) noexcept;
[[nodiscard]] std::optional<Publicity> parsePublicity(std::string_view text) noexcept;

// Configuration of the appliance: whose entries are shown where nothing is said of the entry itself.
struct PublicityPolicy {
    bool agencies = true;
    bool heads = true;
    bool clerks = false;
    bool officials = false;

    friend bool operator==(const PublicityPolicy&, const PublicityPolicy&) = default;
};

// Words: "agencies", "head", "clerk", "official"; "none" by itself is nobody. Nothing where a word is unknown.
[[nodiscard]] std::optional<PublicityPolicy> parsePublicityPolicy(const std::vector<std::string>& words);

[[nodiscard]] bool isShown(const PublicityPolicy& policy, Publicity entry, Role role) noexcept;
[[nodiscard]] bool isAgencyShown(const PublicityPolicy& policy, Publicity entry) noexcept;

}  // namespace tram::province
