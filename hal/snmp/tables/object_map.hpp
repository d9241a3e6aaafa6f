// All that the agent serves at a time, in SNMP's order: built once for each snapshot, then only read. Pure.
#pragma once

#include <map>
#include <optional>

#include "hal/snmp/tables/oid.hpp"
#include "hal/snmp/tables/value.hpp"

namespace tram::snmp {

class ObjectMap {
public:
    using Entry = std::map<Oid, Value>::value_type;

    // The first value of a name stays. What is longer than SNMP takes is passed over.
    void put(Oid oid, Value value);
    void put(Oid oid, std::optional<Value> value);

    // Null where there is none.
    [[nodiscard]] const Value* find(const Oid& oid) const;
    // The first after `oid`, or at it where `inclusive`; null where nothing below `root` follows.
    [[nodiscard]] const Entry* next(const Oid& oid, bool inclusive, std::span<const std::uint32_t> root) const;

    [[nodiscard]] const std::map<Oid, Value>& all() const { return values_; }

private:
    std::map<Oid, Value> values_;
};

}  // namespace tram::snmp
