#include "hal/snmp/agent.hpp"

#include "hal/snmp/wire_value.hpp"
// After net-snmp-includes.h, which it needs.
#include <net-snmp/agent/agent_callbacks.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <sys/select.h>

#include <cstdlib>

#include "hal/snmp/tables/view.hpp"

namespace tram::snmp {

namespace {

void answer(netsnmp_request_info& request, const Value& value) {
    withWireValue(value, [&](u_char type, const void* data, std::size_t octets) {
        return snmp_set_var_typed_value(request.requestvb, type, data, octets);
    });
}

int answerAll(const ObjectMap& map, const netsnmp_handler_registration& registration, netsnmp_agent_request_info* info,
              netsnmp_request_info* requests) {
    const auto root = oidOfWire(registration.rootoid, registration.rootoid_len);
    for (auto* request = requests; request != nullptr; request = request->next) {
        if (request->processed != 0) continue;
        const auto name = oidOfWire(request->requestvb->name, request->requestvb->name_length);
        if (info->mode == MODE_GET) {
            if (const auto* value = map.find(name)) {
                answer(*request, *value);
            } else {
                netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
            }
        } else if (info->mode == MODE_GETNEXT) {
            // Without an answer net-snmp goes on to the next subtree.
            const auto* entry = map.next(name, request->inclusive != 0, root);
            if (entry == nullptr) continue;
            const auto found = wireOid(entry->first);
            snmp_set_var_objid(request->requestvb, found.data(), found.size());
            answer(*request, entry->second);
        }
    }
    return SNMP_ERR_NOERROR;
}

int handle(netsnmp_mib_handler* handler, netsnmp_handler_registration* registration, netsnmp_agent_request_info* info,
           netsnmp_request_info* requests) {
    const auto map = static_cast<const Agent*>(handler->myvoid)->published();
    return answerAll(*map, *registration, info, requests);
}

}  // namespace

// net-snmp tells of its session with snmpd.
int Agent::sessionChanged(int, int minor, void*, void* self) {
    static_cast<Agent*>(self)->connected_ = minor == SNMPD_CALLBACK_INDEX_START;
    return 0;
}

Agent::Agent(AgentSettings settings, const Clock& clock, std::mutex& library,
             std::function<void(const std::string&)> log)
    : settings_(std::move(settings)),
      clock_(clock),
      library_(library),
      log_(std::move(log)),
      map_(std::make_shared<const ObjectMap>()),
      uptimeStart_(clock.now()),
      lastRound_(clock.steady()) {}

void Agent::publish(std::shared_ptr<const ObjectMap> map) {
    const std::lock_guard lock(mutex_);
    map_ = std::move(map);
}

std::shared_ptr<const ObjectMap> Agent::published() const {
    const std::lock_guard lock(mutex_);
    return map_;
}

void Agent::start() {
    // No module files, no configuration of the machine's: all that is needed is here.
    ::setenv("MIBS", "", 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_PERSISTENT_DIR, settings_.folder.c_str());
    netsnmp_register_loghandler(NETSNMP_LOGHANDLER_STDERR, LOG_WARNING);

    // For snmpd's answers: one that hangs is given up after three seconds.
    netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_TIMEOUT, 1);
    netsnmp_ds_set_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_RETRIES, 2);

    netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE, 1);
    // A line every three seconds while snmpd is away helps nobody; run() tells of what changes.
    netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_NO_CONNECTION_WARNINGS, 1);
    netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, settings_.socket.c_str());
    init_agent("tram-snmp");
    // After init_agent(), which sets it to 15, and before init_snmp(), which makes the first attempt.
    netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL,
                       static_cast<int>(settings_.pingEvery.count()));
    for (const auto& root : subtrees()) {
        const auto name = wireOid(root);
        auto* registration =
            netsnmp_create_handler_registration("tram", handle, name.data(), name.size(), HANDLER_CAN_RONLY);
        registration->handler->myvoid = this;
        if (netsnmp_register_handler(registration) != MIB_REGISTERED_OK)
            throw std::runtime_error("net-snmp does not take the subtree " + toText(root));
    }
    for (const int change : {SNMPD_CALLBACK_INDEX_START, SNMPD_CALLBACK_INDEX_STOP})
        snmp_register_callback(SNMP_CALLBACK_APPLICATION, change, &Agent::sessionChanged, this);
    init_snmp("tram-snmp");
}

// As agent_check_and_process() does, but with a bounded wait and the lock.
void Agent::round() {
    int descriptors = 0;
    int block = 0;
    fd_set reading;
    FD_ZERO(&reading);
    timeval wait{0, 200'000};
    snmp_select_info(&descriptors, &reading, &wait, &block);
    const int ready = ::select(descriptors, &reading, nullptr, nullptr, &wait);
    const std::lock_guard lock(library_);
    if (ready > 0) {
        snmp_read(&reading);
    } else {
        snmp_timeout();
    }
    run_alarms();
    netsnmp_check_outstanding_agent_requests();
}

void Agent::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        round();
        const auto now = clock_.now();
        lastRound_.store(clock_.steady());
        if (connected_ != std::exchange(told_, connected_)) log_(connected_ ? "snmpd is there" : "snmpd is gone");
        if (connected_) uptimeStart_.store(now - std::chrono::milliseconds(10) * netsnmp_get_agent_uptime());
    }
    const std::lock_guard lock(library_);
    // snmp_shutdown() would free what they were registered with.
    for (const int change : {SNMPD_CALLBACK_INDEX_START, SNMPD_CALLBACK_INDEX_STOP})
        snmp_unregister_callback(SNMP_CALLBACK_APPLICATION, change, &Agent::sessionChanged, this, 1);
    snmp_shutdown("tram-snmp");
}

}  // namespace tram::snmp
