#include "hal/snmp/settings.hpp"

#include <fstream>

namespace tram::snmp {

namespace {

// Receivers that are told; a province has two or three.
constexpr std::size_t mostReceivers = 16;

// "auth SECRET" and "priv SECRET", a line each; spaces within a secret belong to it.
std::expected<void, std::string> readSecrets(const std::filesystem::path& file, InformUser& user) {
    std::ifstream stream(file);
    if (!stream) return std::unexpected("snmp.receivers.secrets: " + file.string() + " cannot be read");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("auth ")) user.authSecret = line.substr(5);
        if (line.starts_with("priv ")) user.privSecret = line.substr(5);
    }
    return {};
}

}  // namespace

std::expected<SnmpSettings, std::string> snmpSettings(const roles::Settings& settings,
                                                      const std::filesystem::path& folder) {
    SnmpSettings result;
    const std::filesystem::path own(settings.text("snmp.folder", roles::stateFolder(folder, "snmp").string()));
    result.agent = {settings.text("snmp.agentx", "unix:/var/agentx/master"), own.string()};
    result.feed.socket = settings.text("hal.socket", (folder / "sockets" / "hal.sock").string());
    auto& informer = result.informer;
    informer.folder = own;
    for (const auto& text : settings.list("snmp.receivers")) {
        auto peer = parsePeer(text);
        if (!peer) return std::unexpected("snmp.receivers: " + text + ": " + peer.error());
        informer.peers.push_back(std::move(*peer));
    }
    if (informer.peers.empty()) return result;
    if (informer.peers.size() > mostReceivers) return std::unexpected("snmp.receivers: more than 16");
    auto& user = informer.user;
    user.name = settings.text("snmp.user", "tram");
    user.auth = settings.text("snmp.auth", "SHA-256");
    user.priv = settings.text("snmp.priv", "AES");
    if (auto read = readSecrets(settings.text("snmp.receivers.secrets", (own / "receivers.secrets").string()), user);
        !read)
        return std::unexpected(read.error());
    if (const auto wrong = wrongWith(user); !wrong.empty()) return std::unexpected("snmp: " + wrong);
    return result;
}

}  // namespace tram::snmp
