// The settings of the process, as values; see README.md for their names.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "net/resolver.hpp"
#include "roles/alert/webhook_document.hpp"
#include "roles/process/process.hpp"

namespace tram::roles {

struct AlertSettings {
    std::string hostname;
    std::string domain;
    std::vector<std::string> listen;
    enum class Tls : bool { off, on } tls = Tls::off;
    std::filesystem::path halSocket;
    std::filesystem::path folder;  // of the spools
    std::vector<HostAndPort> syslog;
    std::vector<std::filesystem::path> syslogAuthorities;
    std::optional<WebhookUrl> webhook;
    std::vector<std::filesystem::path> webhookAuthorities;
    std::vector<std::string> mail;
    net::ResolverOptions dns;

    // Whether any of the hosts must be looked up.
    [[nodiscard]] bool needsDns() const;
};

// The error says which setting makes no sense.
[[nodiscard]] std::expected<AlertSettings, std::string> readAlertSettings(const Settings& settings,
                                                                          const std::filesystem::path& folder);

}  // namespace tram::roles
