// The private enterprise number under which the appliance names its own objects and fields: in SNMP and in syslog's
// structured data. The one place that has it.
//
// 32473 is the number for documentation [RFC5612]; a maker puts his own here (IANA, "Private Enterprise Numbers").
#pragma once

namespace tram::hal {

constexpr unsigned enterpriseNumber = 32473;

}  // namespace tram::hal
