#include "hal/snmp/tables/object_map.hpp"

#include <algorithm>

namespace tram::snmp {

void ObjectMap::put(Oid oid, Value value) {
    if (oid.size() <= oidParts) values_.try_emplace(std::move(oid), std::move(value));
}

void ObjectMap::put(Oid oid, std::optional<Value> value) {
    if (value) put(std::move(oid), std::move(*value));
}

const Value* ObjectMap::find(const Oid& oid) const {
    const auto found = values_.find(oid);
    return found == values_.end() ? nullptr : &found->second;
}

const ObjectMap::Entry* ObjectMap::next(const Oid& oid, bool inclusive, std::span<const std::uint32_t> root) const {
    // A name before the subtree is answered with the subtree's first.
    const bool before = std::ranges::lexicographical_compare(oid, root);
    const auto found = before      ? values_.lower_bound(Oid(root.begin(), root.end()))
                       : inclusive ? values_.lower_bound(oid)
                                   : values_.upper_bound(oid);
    return found == values_.end() || !isBelow(found->first, root) ? nullptr : &*found;
}

}  // namespace tram::snmp
