#include "roles/smtp/door.hpp"

#include <algorithm>

namespace tram::roles {
namespace {

// "tsl.listen" -> "tsl"; the zones of the settings, tsl and internet always.
std::vector<std::string> zonesOf(const Settings& settings) {
    std::vector<std::string> zones{"tsl", "internet"};
    for (const auto& [key, value] : settings.below("zone.")) {
        const auto dot = key.find('.');
        if (key.substr(dot + 1) != "listen" && key.substr(dot + 1) != "trusted.networks") continue;
        const auto zone = key.substr(0, dot);
        if (std::ranges::find(zones, zone) == zones.end()) zones.push_back(zone);
    }
    return zones;
}

std::expected<Networks, std::string> trustedIn(const Settings& settings, const std::string& zone) {
    const auto key = "zone." + zone + ".trusted.networks";
    auto networks = Networks::parse(settings.list(key));
    if (!networks) return std::unexpected(key + ": " + networks.error());
    return networks;
}

}  // namespace

std::expected<std::vector<Door>, std::string> readDoors(const Settings& settings) {
    std::vector<Door> doors;
    for (const auto& zone : zonesOf(settings)) {
        auto trusted = trustedIn(settings, zone);
        if (!trusted) return std::unexpected(trusted.error());
        Door door;
        door.name = "smtp." + zone;
        door.zone = zone;
        door.addresses = settings.list("zone." + zone + ".listen");
        door.trusted = std::move(*trusted);
        doors.push_back(std::move(door));
    }
    for (const auto* name : {"submission", "submissions"}) {
        Door door;
        door.name = name;
        door.zone = settings.text("submission.zone", "tsl");
        door.kind = smtp::ListenerKind::submission;
        door.tls = door.name == "submissions" ? Door::Tls::fromTheStart : Door::Tls::byStartTls;
        door.addresses = settings.list(door.name + ".listen");
        auto trusted = trustedIn(settings, door.zone);
        if (!trusted) return std::unexpected(trusted.error());
        door.trusted = std::move(*trusted);
        doors.push_back(std::move(door));
    }
    return doors;
}

std::optional<std::chrono::minutes> parseZoneOffset(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = digit(1) * 10 + digit(2);
    const int minutes = digit(4) * 10 + digit(5);
    if (hours > 14 || minutes > 59) return std::nullopt;
    const std::chrono::minutes offset{hours * 60 + minutes};
    return text[0] == '-' ? -offset : offset;
}

}  // namespace tram::roles
