#include "roles/alert/alert_settings.hpp"

#include <algorithm>

#include "net/listener.hpp"
#include "roles/alert/outward.hpp"

namespace tram::roles {

namespace {

// Collectors and letters; a line of them in the settings is an operator's mistake otherwise.
constexpr std::size_t mostCollectors = 8;
constexpr std::size_t mostOperators = 16;
constexpr std::uint16_t syslogPort = 6514;  // [RFC5425 4.1]

std::vector<std::filesystem::path> authorities(const Settings& settings, const std::string& key) {
    const auto file = settings.find(key) ? settings.find(key) : settings.find("tls.ca");
    return file ? std::vector<std::filesystem::path>{*file} : std::vector<std::filesystem::path>{};
}

std::expected<net::ResolverOptions, std::string> readDns(const Settings& settings) {
    net::ResolverOptions dns;
    for (const auto& text : settings.list("dns.servers")) {
        const auto endpoint = net::parseEndpoint(text.find(':') == std::string::npos ? text + ":53" : text);
        if (!endpoint) return std::unexpected("dns.servers: " + text);
        dns.forwarders.push_back(*endpoint);
    }
    if (const auto hints = settings.find("dns.root_hints")) dns.rootHints = *hints;
    if (const auto anchors = settings.find("dns.trust_anchors")) dns.trustAnchors = *anchors;
    return dns;
}

}  // namespace

bool AlertSettings::needsDns() const {
    return (webhook && needsResolver(webhook->host)) ||
           std::ranges::any_of(syslog, [](const HostAndPort& place) { return needsResolver(place.host); });
}

std::expected<AlertSettings, std::string> readAlertSettings(const Settings& settings,
                                                            const std::filesystem::path& folder) {
    AlertSettings result;
    result.hostname = hostnameOf(settings);
    result.domain = settings.text("domain", "localhost");
    result.listen = settings.list("alert.listen");
    const auto tls = settings.text("alert.tls", "off");
    if (tls != "on" && tls != "off") return std::unexpected("alert.tls is on or off: " + tls);
    result.tls = tls == "on" ? AlertSettings::Tls::on : AlertSettings::Tls::off;
    result.halSocket = settings.text("hal.socket", (folder / "sockets" / "hal.sock").string());
    result.folder = settings.text("alert.folder", roles::stateFolder(folder, "alert").string());
    for (const auto& text : settings.list("alert.syslog")) {
        auto place = parseHostAndPort(text, syslogPort);
        if (!place) return std::unexpected("alert.syslog: " + text + ": " + place.error());
        if (!std::ranges::contains(result.syslog, *place)) result.syslog.push_back(std::move(*place));
    }
    if (result.syslog.size() > mostCollectors) return std::unexpected("alert.syslog: too many collectors");
    result.syslogAuthorities = authorities(settings, "alert.syslog.ca");
    if (const auto text = settings.find("alert.webhook"); text && !text->empty()) {
        auto url = parseWebhookUrl(*text);
        if (!url) return std::unexpected("alert.webhook: " + url.error());
        result.webhook = std::move(*url);
    }
    result.webhookAuthorities = authorities(settings, "alert.webhook.ca");
    result.mail = settings.list("alert.mail");
    for (const auto& address : result.mail) {
        if (address.find('@') == std::string::npos) return std::unexpected("alert.mail: no address: " + address);
    }
    if (result.mail.size() > mostOperators) return std::unexpected("alert.mail: too many addresses");
    auto dns = readDns(settings);
    if (!dns) return std::unexpected(dns.error());
    result.dns = std::move(*dns);
    return result;
}

}  // namespace tram::roles
