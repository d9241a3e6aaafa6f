// Our values as net-snmp takes them.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <array>
#include <vector>

#include "hal/snmp/tables/oid.hpp"
#include "hal/snmp/tables/value.hpp"

namespace tram::snmp {

// net-snmp's parts are 64 bits wide.
[[nodiscard]] inline std::vector<oid> wireOid(std::span<const std::uint32_t> name) {
    return {name.begin(), name.end()};
}

[[nodiscard]] inline Oid oidOfWire(const oid* name, std::size_t length) {
    Oid result;
    for (std::size_t i = 0; i < length; ++i) result.push_back(static_cast<std::uint32_t>(name[i]));
    return result;
}

// Calls take(type, data, octets); what data points at lives as long as the call.
template <class Take>
auto withWireValue(const Value& value, Take take) {
    const auto asNumber = [&](u_char type) {
        const auto number = static_cast<u_long>(value.number);
        return take(type, static_cast<const void*>(&number), sizeof(number));
    };
    switch (value.syntax) {
        case Syntax::integer32: {
            const auto number = static_cast<long>(value.number);
            return take(u_char{ASN_INTEGER}, static_cast<const void*>(&number), sizeof(number));
        }
        case Syntax::gauge32:
            return asNumber(ASN_GAUGE);
        case Syntax::counter32:
            return asNumber(ASN_COUNTER);
        case Syntax::timeTicks:
            return asNumber(ASN_TIMETICKS);
        case Syntax::counter64: {
            const counter64 number{static_cast<u_long>(value.number >> 32U),
                                   static_cast<u_long>(value.number & 0xffff'ffffU)};
            return take(u_char{ASN_COUNTER64}, static_cast<const void*>(&number), sizeof(number));
        }
        case Syntax::objectIdentifier: {
            const auto name = wireOid(value.oid);
            return take(u_char{ASN_OBJECT_ID}, static_cast<const void*>(name.data()), name.size() * sizeof(oid));
        }
        case Syntax::octets:
            break;
    }
    return take(u_char{ASN_OCTET_STR}, static_cast<const void*>(value.octets.data()), value.octets.size());
}

}  // namespace tram::snmp
