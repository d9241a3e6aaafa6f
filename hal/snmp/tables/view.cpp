#include "hal/snmp/tables/view.hpp"

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/standard_modules.hpp"

namespace tram::snmp {

std::vector<Oid> subtrees() {
    return {oidOf(mib2, {27, 1}), oidOf(mib2, {28, 1}), oidOf(mib2, {28, 2}), oidOf(mib2, {33}),
            oidOf(mib2, {47}),    oidOf(mib2, {99}),    oidOf(mib2, {131}),   oidOf(tramRoot, {objectsBranch})};
}

ObjectMap objectsOf(const View& view) {
    ObjectMap map;
    putOwnTables(map, view);
    putNetworkServices(map, view);
    putMta(map, view);
    putUps(map, view);
    putEntities(map, view);
    return map;
}

hal::Snapshot asUnknown(hal::Snapshot snapshot) {
    snapshot.overall = hal::Health::unknown;
    for (auto& state : snapshot.components) state.health = hal::Health::unknown;
    return snapshot;
}

}  // namespace tram::snmp
