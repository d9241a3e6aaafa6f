// The listeners of tram-smtp as the settings have them.
//
//   zone.tsl.listen = 127.0.0.1:25            zone.tsl.trusted.networks = 127.0.0.0/8
//   submission.listen = 127.0.0.1:587         submission.zone = tsl
//   submissions.listen = 127.0.0.1:465
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "proto/smtp/session_types.hpp"
#include "roles/process/process.hpp"
#include "roles/smtp/networks.hpp"

namespace tram::roles {

struct Door {
    enum class Tls : std::uint8_t { byStartTls, fromTheStart };

    std::string name;  // "smtp.tsl", "submissions": as in run.json and systemd's socket names
    std::string zone;
    smtp::ListenerKind kind = smtp::ListenerKind::relayIn;
    Tls tls = Tls::byStartTls;
    std::vector<std::string> addresses;
    Networks trusted;
};

// All doors, those without an address too, since systemd may hand their sockets in. The error names the setting
// that cannot be read.
[[nodiscard]] std::expected<std::vector<Door>, std::string> readDoors(const Settings& settings);

// "+07:00" as minutes; nullopt where it is none.
[[nodiscard]] std::optional<std::chrono::minutes> parseZoneOffset(std::string_view text);

}  // namespace tram::roles
