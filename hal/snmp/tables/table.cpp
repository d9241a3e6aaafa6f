#include "hal/snmp/tables/table.hpp"

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/own_tables.hpp"

namespace tram::snmp {

Syntax syntaxOf(Type type) {
    switch (type) {
        case Type::text:
        case Type::name:
        case Type::time:
            return Syntax::octets;
        case Type::health:
        case Type::role:
        case Type::peer:
        case Type::truth:
        case Type::integer:
            return Syntax::integer32;
        case Type::gauge:
            return Syntax::gauge32;
        case Type::counter:
            return Syntax::counter64;
    }
    return Syntax::octets;
}

Oid Table::root() const {
    return oidOf(tramRoot, {objectsBranch, number});
}

Oid Table::columnOid(std::uint32_t column) const {
    // A table has its entry in between. [RFC 2578 7.8]
    return isScalars() ? oidOf(root(), {column}) : oidOf(root(), {1, column});
}

std::span<const Table> ownTables() {
    static const std::vector<Table> tables = [] {
        std::vector<Table> all;
        for (const auto part : {stateObjects(), alarmTables(), hardwareTables(), serviceTables()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return tables;
}

void putOwnTables(ObjectMap& map, const View& view) {
    for (const auto& table : ownTables()) {
        for (const auto& row : table.rows(view)) {
            for (const auto& column : table.columns) {
                if (column.of != nullptr) map.put(oidOf(table.columnOid(column.number), row.index), column.of(row));
            }
        }
    }
}

}  // namespace tram::snmp
