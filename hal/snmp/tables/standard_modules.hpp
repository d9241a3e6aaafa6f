// What the modules of the IETF ask for, filled from the same snapshot. Pure.
//
// Columns of which nothing is known are not there, as MTA-MIB asks of groups and SMIv2 allows of any row.
#pragma once

#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

// applTable [RFC 2788] and the tables of the MTA [RFC 2789]: row 1 is the mail service as a whole, then a row for each
// process; the groups of the MTA are zones, each inwards and outwards, and the delivery into mailboxes.
void putNetworkServices(ObjectMap& map, const View& view);
void putMta(ObjectMap& map, const View& view);
// The first unit, in the order of ids. [RFC 1628]
void putUps(ObjectMap& map, const View& view);
// entPhysicalTable [RFC 6933], its sensors [RFC 3433] and states [RFC 4268].
void putEntities(ObjectMap& map, const View& view);

// The applIndex of the mail service.
constexpr std::uint32_t serviceIndex = 1;

// A time as sysUpTime was then; 0 of what was before the agent started. [RFC 2579 TimeStamp]
[[nodiscard]] Value timeStamp(const View& view, SystemTime time);

}  // namespace tram::snmp
