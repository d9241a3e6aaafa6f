// net-snmp's snmptrapd as a monitoring system: what tram-snmp's informer tells goes to it authenticated and encrypted,
// and is read back as it logged it.
//
// Threads: one; snmptrapd is a process, the informer has a thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "hal/access/sysfs_fixture.hpp"
#include "hal/snmp/informer.hpp"

namespace tram::hal::faults {

struct ReceivedTrap {
    std::string name;                            // snmpTrapOID: "1.3.6.1.4.1…"
    std::map<std::string, std::string> objects;  // by identifier; octets as they came, all else as it is printed
};

class TrapReceiver {
public:
    [[nodiscard]] static bool isInstalled();

    // Starts it, on a port of its own. Throws where it cannot be started.
    TrapReceiver();
    ~TrapReceiver();
    TrapReceiver(const TrapReceiver&) = delete;
    TrapReceiver& operator=(const TrapReceiver&) = delete;

    // tram-snmp as it starts: whoever receives is greeted, with how things stand now.
    void greet(Snapshot snapshot);
    void tell(std::vector<AlarmEvent> events, Snapshot snapshot);
    // What came since greet(), the greeting first: as soon as there are that many, or all that came in the time.
    [[nodiscard]] std::vector<ReceivedTrap> wait(std::size_t count, std::chrono::seconds patience) const;

private:
    [[nodiscard]] std::vector<ReceivedTrap> received() const;

    const fixture::SysfsTree tree_;  // only a folder
    const std::filesystem::path& folder_ = tree_.root;
    std::uint16_t port_ = 0;
    pid_t process_ = 0;
    RealClock clock_;
    std::mutex library_;
    std::unique_ptr<snmp::Informer> informer_;
    std::jthread thread_;
    std::uintmax_t begin_ = 0;  // of this run's words in the log
};

}  // namespace tram::hal::faults
