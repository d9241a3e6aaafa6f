// The settings of the process, as values; see README.md for their names.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "net/connector.hpp"
#include "net/resolver.hpp"
#include "proto/smtp/delivery_plan.hpp"
#include "proto/smtp/delivery_scheduler.hpp"
#include "proto/smtp/mx_selection.hpp"
#include "proto/smtp/retry_schedule.hpp"
#include "roles/process/process.hpp"

namespace tram::roles {

struct RelaySettings {
    std::string hostname;  // said in EHLO, and the reports' reporting MTA
    std::string domain;    // of the reports' author
    smtp::RouteTable routes{{}};
    std::uint16_t port = 25;
    smtp::OwnIdentity own;
    smtp::RetrySchedule retry;
    smtp::SchedulerOptions scheduler;
    net::ResolverOptions dns;
    net::ConnectOptions internetSource;
    net::ConnectOptions tslSource;
    std::vector<std::filesystem::path> authorities;
    std::filesystem::path storeFolder;
    std::filesystem::path storeSocket;

    [[nodiscard]] const net::ConnectOptions& sourceOf(smtp::Zone zone) const {
        return zone == smtp::Zone::tsl ? tslSource : internetSource;
    }
};

// The error says which setting makes no sense.
[[nodiscard]] std::expected<RelaySettings, std::string> readRelaySettings(const Settings& settings,
                                                                          const std::filesystem::path& folder);

}  // namespace tram::roles
