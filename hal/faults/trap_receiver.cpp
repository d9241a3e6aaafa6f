#include "hal/faults/trap_receiver.hpp"

// Before net-snmp's other headers.
#include <net-snmp/net-snmp-config.h>
//
#include <net-snmp/net-snmp-includes.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "net/unique_fd.hpp"

namespace tram::hal::faults {

namespace {

constexpr auto* program = "/usr/sbin/snmptrapd";
constexpr auto* trapName = "1.3.6.1.6.3.1.1.4.1.0";
const snmp::InformUser user{"monitor", "SHA-256", "a secret to sign by", "AES", "a secret to seal by"};

// net-snmp, which tram-snmp's agent starts otherwise: nothing of the machine's configuration.
void startLibrary() {
    [[maybe_unused]] static const bool isStarted = [] {
        ::setenv("MIBS", "", 1);
        for (const int option : {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD,
                                 NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE})
            netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, option, 1);
        init_snmp("tram-traps");
        return true;
    }();
}

// Free a moment ago.
std::uint16_t freePort() {
    const net::UniqueFd probe(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(probe.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port is free");
    return ntohs(address.sin_port);
}

// 'STRING: "a \"b\""' or 'Hex-STRING: 4B 68': the octets; all else as it stands behind its type.
std::string valueOf(std::string_view printed) {
    if (printed == "\"\"") return {};
    const auto colon = printed.find(": ");
    const auto type = printed.substr(0, colon);
    auto text = colon == std::string_view::npos ? printed : printed.substr(colon + 2);
    if (type == "Hex-STRING") {
        std::string octets;
        std::istringstream pairs{std::string(text)};
        for (std::string pair; pairs >> pair;) octets += static_cast<char>(std::stoi(pair, nullptr, 16));
        return octets;
    }
    if (type != "STRING") return std::string(text);
    std::string octets;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) ++i;
        octets += text[i];
    }
    return octets;
}

}  // namespace

bool TrapReceiver::isInstalled() {
    return std::filesystem::exists(program);
}

TrapReceiver::TrapReceiver() : port_(freePort()) {
    startLibrary();
    const auto user_ = user.name + " SHA-256 \"" + user.authSecret + "\" AES \"" + user.privSecret + "\"\n";
    tree_.put("snmptrapd.conf", "createUser " + user_ + "authUser log " + user.name + " priv\n");
    tree_.put("snmp.conf", "hexOutputLength 0");
    const std::vector<std::string> words{program,
                                         "-f",
                                         "-n",
                                         "-On",
                                         "-Lf",
                                         (folder_ / "log").native(),
                                         "-F",
                                         "trap\t%v\n",
                                         "-c",
                                         (folder_ / "snmptrapd.conf").native(),
                                         "-p",
                                         (folder_ / "pid").native(),
                                         "udp:127.0.0.1:" + std::to_string(port_)};
    const std::vector<std::string> environment{"SNMPCONFPATH=" + folder_.native(),
                                               "SNMP_PERSISTENT_DIR=" + folder_.native(), "MIBS="};
    const auto pointers = [](const std::vector<std::string>& texts) {
        std::vector<char*> result;
        for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
        result.push_back(nullptr);
        return result;
    };
    if (::posix_spawn(&process_, program, nullptr, nullptr, pointers(words).data(), pointers(environment).data()) != 0)
        throw std::runtime_error("snmptrapd does not start");
}

TrapReceiver::~TrapReceiver() {
    thread_ = {};
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

void TrapReceiver::greet(Snapshot snapshot) {
    thread_ = {};
    std::error_code none;
    const auto log = folder_ / "log";
    begin_ = std::filesystem::exists(log, none) ? std::filesystem::file_size(log) : 0;
    const auto memory = folder_ / "receivers";
    std::filesystem::remove_all(memory);
    std::filesystem::create_directory(memory);
    auto peer = snmp::parsePeer("127.0.0.1:" + std::to_string(port_));
    informer_ = std::make_unique<snmp::Informer>(snmp::InformerSettings{{std::move(*peer)}, user, memory, {}}, clock_,
                                                 library_, [](const std::string&) {});
    thread_ = std::jthread([this](const std::stop_token& stop) { informer_->run(stop); });
    tell({}, std::move(snapshot));
}

void TrapReceiver::tell(std::vector<AlarmEvent> events, Snapshot snapshot) {
    informer_->tell({std::move(events), std::make_shared<const Snapshot>(std::move(snapshot))});
}

std::vector<ReceivedTrap> TrapReceiver::wait(std::size_t count, std::chrono::seconds patience) const {
    const auto deadline = clock_.steady() + patience;
    for (;;) {
        auto traps = received();
        if (traps.size() >= count || clock_.steady() > deadline) return traps;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

std::vector<ReceivedTrap> TrapReceiver::received() const {
    std::vector<ReceivedTrap> traps;
    std::ifstream log(folder_ / "log", std::ios::binary);
    log.seekg(static_cast<std::streamoff>(begin_));
    for (std::string line; std::getline(log, line);) {
        if (log.eof() || !line.starts_with("trap\t")) continue;  // half a line comes whole the next time
        auto& trap = traps.emplace_back();
        std::istringstream parts(line.substr(line.find('\t') + 1));
        for (std::string part; std::getline(parts, part, '\t');) {
            const auto equals = part.find(" = ");
            if (!part.starts_with('.') || equals == std::string::npos) continue;
            trap.objects.emplace(part.substr(1, equals - 1), valueOf(part.substr(equals + 3)));
        }
        const auto name = trap.objects.find(trapName);
        if (name != trap.objects.end() && name->second.starts_with('.')) trap.name = name->second.substr(1);
    }
    return traps;
}

}  // namespace tram::hal::faults
