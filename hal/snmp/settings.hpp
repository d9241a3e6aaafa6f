// What tram-snmp is set to, from DIR/tram.conf and the file of secrets (README.md lists the keys).
#pragma once

#include <expected>
#include <string>

#include "hal/snmp/agent.hpp"
#include "hal/snmp/hal_feed.hpp"
#include "hal/snmp/informer.hpp"
#include "roles/process/process.hpp"

namespace tram::snmp {

struct SnmpSettings {
    AgentSettings agent;
    FeedSettings feed;
    InformerSettings informer;
};

// What is wrong with them, for the log.
[[nodiscard]] std::expected<SnmpSettings, std::string> snmpSettings(const roles::Settings& settings,
                                                                    const std::filesystem::path& folder);

}  // namespace tram::snmp
