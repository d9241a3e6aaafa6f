// An event of an alarm as the JSON that a webhook gets, and the address that it goes to. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "hal/model/alarm_book.hpp"

namespace tram::roles {

// {"what":"raised","sequence":7,"time":…,"hostname":…,"code":…,"severity":…,"component":…,"serial":…,
//  "label":{"vi":…,"en":…},"since":…,"text":{"vi":…,"en":…},"todo":{"vi":…,"en":…},"acknowledged":false}
[[nodiscard]] std::string webhookDocument(const hal::AlarmEvent& event, std::string_view hostname);

struct WebhookUrl {
    enum class Scheme : bool { http, https } scheme = Scheme::https;
    std::string host;  // without brackets
    std::uint16_t port = 443;
    std::string target = "/";  // path and query

    // As the Host field has it: with brackets, and with the port where it is not the scheme's.
    [[nodiscard]] std::string authority() const;
    friend bool operator==(const WebhookUrl&, const WebhookUrl&) = default;
};

// https, or http where the host is this machine: alarms do not travel in the clear. The error says what is wrong.
[[nodiscard]] std::expected<WebhookUrl, std::string> parseWebhookUrl(std::string_view text);

// "log.example:6514" or "[2001:db8::1]:6514"; the port may be left out.
struct HostAndPort {
    std::string host;  // without brackets
    std::uint16_t port = 0;

    friend bool operator==(const HostAndPort&, const HostAndPort&) = default;
};
[[nodiscard]] std::expected<HostAndPort, std::string> parseHostAndPort(std::string_view text, std::uint16_t otherwise);

}  // namespace tram::roles
