#include "hal/snmp/tables/oid.hpp"

#include <algorithm>
#include <set>

namespace tram::snmp {

Oid oidOf(std::span<const std::uint32_t> root, std::initializer_list<std::uint32_t> rest) {
    return oidOf(root, std::span(rest.begin(), rest.size()));
}

Oid oidOf(std::span<const std::uint32_t> root, std::span<const std::uint32_t> rest) {
    Oid oid(root.begin(), root.end());
    oid.insert(oid.end(), rest.begin(), rest.end());
    return oid;
}

void appendText(Oid& index, std::string_view text) {
    index.push_back(static_cast<std::uint32_t>(text.size()));
    for (const char c : text) index.push_back(static_cast<unsigned char>(c));
}

bool isBelow(std::span<const std::uint32_t> oid, std::span<const std::uint32_t> root) {
    return oid.size() >= root.size() && std::ranges::equal(oid.first(root.size()), root);
}

std::string toText(std::span<const std::uint32_t> oid) {
    std::string text;
    for (const auto part : oid) text += (text.empty() ? "" : ".") + std::to_string(part);
    return text;
}

std::vector<std::uint32_t> stableNumbers(std::span<const std::string> sortedNames) {
    std::vector<std::uint32_t> numbers;
    std::set<std::uint32_t> taken{0};
    for (const auto& name : sortedNames) {
        // FNV-1a, which spreads short names well.
        std::uint32_t hash = 2'166'136'261U;
        for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
        hash &= 0x7fff'ffffU;
        while (!taken.insert(hash).second) hash = (hash + 1) & 0x7fff'ffffU;
        numbers.push_back(hash);
    }
    return numbers;
}

}  // namespace tram::snmp
