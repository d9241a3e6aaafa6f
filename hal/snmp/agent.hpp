// The AgentX sub-agent: answers snmpd's questions from the map that was published last, and nothing else, so that an
// answer takes microseconds whatever the appliance is busy with. [RFC 2741]
//
// snmpd may come, go and hang: the sub-agent reconnects within pingEvery of its return. net-snmp asks the master
// whether it lives and waits for the answer, some seconds with one that hangs: that is why the agent has a thread of
// its own. Threads: run() on one thread; publish() and uptimeStart() on any. One per process (net-snmp's state is
// global).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "hal/snmp/tables/object_map.hpp"

namespace tram::snmp {

struct AgentSettings {
    std::string socket;  // "unix:/var/agentx/master", "tcp:127.0.0.1:705"
    std::string folder;  // for what net-snmp keeps
    std::chrono::seconds pingEvery{3};
};

class Agent {
public:
    // `library` is held while net-snmp's shared lists may change (opening of sessions).
    Agent(AgentSettings settings, const Clock& clock, std::mutex& library, std::function<void(const std::string&)> log);

    // Prepares net-snmp and registers the subtrees. Call once, before other threads use net-snmp.
    void start();
    void run(const std::stop_token& stop);

    void publish(std::shared_ptr<const ObjectMap> map);
    [[nodiscard]] std::shared_ptr<const ObjectMap> published() const;
    // When snmpd's sysUpTime was 0; the agent's own start while it was never connected.
    [[nodiscard]] SystemTime uptimeStart() const { return uptimeStart_.load(); }
    // When run() last came round.
    [[nodiscard]] SteadyTime lastRound() const { return lastRound_.load(); }

private:
    static int sessionChanged(int major, int minor, void* argument, void* self);
    void round();

    AgentSettings settings_;
    const Clock& clock_;
    std::mutex& library_;
    std::function<void(const std::string&)> log_;
    mutable std::mutex mutex_;
    std::shared_ptr<const ObjectMap> map_;
    std::atomic<SystemTime> uptimeStart_;
    std::atomic<SteadyTime> lastRound_;
    bool connected_ = false;
    bool told_ = false;
};

}  // namespace tram::snmp
