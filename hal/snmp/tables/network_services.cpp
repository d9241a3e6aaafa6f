#include <array>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/rows.hpp"
#include "hal/snmp/tables/standard_modules.hpp"

namespace tram::snmp {

namespace {

// Numbers are given for ever; a process that is not listed gets one from its name.
struct Known {
    std::string_view process;
    std::uint32_t index;
    std::string_view says;
};
constexpr std::array processes{
    Known{"tram-store", 11, "keeps mail, directory and queue"},
    Known{"tram-smtp", 12, "receives mail"},
    Known{"tram-relay", 13, "sends mail"},
    Known{"tram-access", 14, "gives mail to its readers"},
    Known{"tram-web", 15, "administration and webmail"},
    Known{"tram-index", 16, "full-text index"},
    Known{"tram-keeper", 17, "backup"},
    Known{"tram-office", 18, "what happens by itself"},
    Known{"tram-scan", 19, "opens archives and documents"},
    Known{"tram-hal", 20, "watches the hardware"},
    Known{"tram-alert", 21, "tells of alarms"},
    Known{"tram-snmp", 22, "SNMP"},
};

enum class OperStatus : int { up = 1, down = 2, quiescing = 6 };

enum Column : std::uint32_t {
    name = 2,
    directoryName = 3,
    version = 4,
    uptime = 5,
    operStatus = 6,
    lastChange = 7,
    inboundAssociations = 8,
    outboundAssociations = 9,
    accumulatedInbound = 10,
    accumulatedOutbound = 11,
    failedOutbound = 15,
    description = 16,
};

class Application {
public:
    Application(ObjectMap& map, std::uint32_t index) : map_(map), index_(index) {}
    void put(Column column, std::optional<Value> value) {
        // applTable
        map_.put(oidOf(mib2, {27, 1, 1, column, index_}), std::move(value));
    }

private:
    ObjectMap& map_;
    std::uint32_t index_;
};

Value status(OperStatus status) {
    return integerValue(static_cast<int>(status));
}

std::optional<double> ofReport(const Row& row, std::string_view figure) {
    if (row.report == nullptr) return std::nullopt;
    std::optional<double> sum;
    for (const auto& each : row.report->figures) {
        if (each.name == figure) sum = sum.value_or(0) + each.value;
    }
    return sum;
}

std::string versionOf(const hal::Snapshot& snapshot) {
    const auto found = std::ranges::find(snapshot.components, hal::Kind::chassis,
                                         [](const auto& state) { return state.component.kind; });
    return found == snapshot.components.end() ? std::string() : found->component.firmware;
}

void putProcess(ObjectMap& map, const Row& row, std::uint32_t index, std::string_view says) {
    const auto& view = row.view;
    const bool up = isUp(row);
    const bool draining = view.snapshot.stage == "draining" || view.snapshot.stage == "stopping";
    Application application(map, index);
    application.put(name, textValue(row.key, adminStringOctets));
    application.put(directoryName, textValue(""));
    application.put(version, textValue(versionOf(view.snapshot), adminStringOctets));
    if (row.report != nullptr) application.put(uptime, timeStamp(view, row.report->started));
    application.put(operStatus, status(!up ? OperStatus::down : draining ? OperStatus::quiescing : OperStatus::up));
    const auto changed = !up && row.state != nullptr ? row.state->since
                         : row.report != nullptr     ? std::optional(row.report->started)
                                                     : std::nullopt;
    if (changed) application.put(lastChange, timeStamp(view, *changed));
    const auto inbound = ofReport(row, "smtp_connections");
    application.put(inboundAssociations, made(inbound ? inbound : ofReport(row, "sessions"), gaugeValue));
    application.put(outboundAssociations, made(ofReport(row, "relay_connections"), gaugeValue));
    application.put(accumulatedInbound, made(ofReport(row, "smtp_connections_total"), counter32Value));
    application.put(failedOutbound, made(ofReport(row, "relay_failed_attempts_total"), counter32Value));
    application.put(description, textValue(says, adminStringOctets));
}

}  // namespace

Value timeStamp(const View& view, SystemTime time) {
    return ticksValue(time - view.uptimeStart);
}

void putNetworkServices(ObjectMap& map, const View& view) {
    const auto rows = processRows(view);
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.key);
    const auto numbers = stableNumbers(names);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto known = std::ranges::find(processes, rows[i].key, &Known::process);
        if (known == processes.end()) {
            putProcess(map, rows[i], numbers[i], "");
        } else {
            putProcess(map, rows[i], known->index, known->says);
        }
    }
    const auto& snapshot = view.snapshot;
    const auto writable = sumOf(snapshot, "store_writable");
    Application service(map, serviceIndex);
    service.put(name, textValue("Tr\u1ea1m: " + snapshot.hostname, adminStringOctets));
    service.put(directoryName, textValue(""));
    service.put(version, textValue(versionOf(snapshot), adminStringOctets));
    service.put(uptime, timeStamp(view, snapshot.started));
    const bool stops = snapshot.stage == "draining" || snapshot.stage == "stopping";
    service.put(operStatus, status(!view.known || writable.value_or(0) <= 0 ? OperStatus::down
                                   : stops                                  ? OperStatus::quiescing
                                                                            : OperStatus::up));
    service.put(lastChange, timeStamp(view, snapshot.started));
    service.put(inboundAssociations, made(sumOf(snapshot, "smtp_connections"), gaugeValue));
    service.put(outboundAssociations, made(sumOf(snapshot, "relay_connections"), gaugeValue));
    service.put(accumulatedInbound, made(sumOf(snapshot, "smtp_connections_total"), counter32Value));
    service.put(failedOutbound, made(sumOf(snapshot, "relay_failed_attempts_total"), counter32Value));
    service.put(description, textValue("the mail service as a whole; its MTA is in MTA-MIB", adminStringOctets));
}

}  // namespace tram::snmp
