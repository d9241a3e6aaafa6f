// Object identifiers, and how rows of tables are named by them. [RFC 2578 7.7] Pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tram::snmp {

using Oid = std::vector<std::uint32_t>;

// The longest that SNMP takes. [RFC 2578 3.5]
constexpr std::size_t oidParts = 128;

[[nodiscard]] Oid oidOf(std::span<const std::uint32_t> root, std::initializer_list<std::uint32_t> rest);
[[nodiscard]] Oid oidOf(std::span<const std::uint32_t> root, std::span<const std::uint32_t> rest);
// A text of variable length: its length, then its octets.
void appendText(Oid& index, std::string_view text);
[[nodiscard]] bool isBelow(std::span<const std::uint32_t> oid, std::span<const std::uint32_t> root);
// "1.3.6.1"
[[nodiscard]] std::string toText(std::span<const std::uint32_t> oid);

// A number from 1 to 2^31-1 for each of the names, the same in every release and after every reboot: where a table of
// a standard wants a number and ours has a name. In the order of the names; two of the same number (one chance in a
// million for a hundred) are told apart by the order of their names.
[[nodiscard]] std::vector<std::uint32_t> stableNumbers(std::span<const std::string> sortedNames);

}  // namespace tram::snmp
