#include <array>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/rows.hpp"
#include "hal/snmp/tables/standard_modules.hpp"

namespace tram::snmp {

namespace {

// Volumes are counted in units of 1,000 octets. [RFC 2789 "K-octets"]
constexpr double kiloOctet = 1000;

enum Column : std::uint32_t {
    receivedMessages = 2,
    rejectedMessages = 3,
    storedMessages = 4,
    transmittedMessages = 5,
    receivedVolume = 6,
    storedVolume = 7,
    transmittedVolume = 8,
    receivedRecipients = 9,
    transmittedRecipients = 11,
    oldestMessageStored = 12,
    inboundAssociations = 13,
    outboundAssociations = 14,
    accumulatedInbound = 15,
    failedOutbound = 20,
    mailProtocol = 24,
    groupName = 25,
    groupDescription = 28,
    hierarchy = 31,
};

// A group's number is for ever: those of the zones and directions are fixed, others come from the zone's name.
constexpr std::array<std::string_view, 4> zones{"tsl", "internet", "management", "host"};
constexpr std::uint32_t inwards = 1;
constexpr std::uint32_t outwards = 2;
constexpr std::uint32_t deliveryGroup = 1;
// "This breakdown of all the MTA does": any negative number, the same for all groups.
constexpr int breakdown = -1;

std::uint32_t numberOf(const std::string& zone, std::uint32_t direction) {
    const auto known = std::ranges::find(zones, zone);
    if (known != zones.end()) return 10 * (static_cast<std::uint32_t>(known - zones.begin()) + 1) + direction;
    // Even numbers from 100 on, and the odd ones after them.
    return 100 + stableNumbers(std::span(&zone, 1)).front() % 1'000'000 * 2 + direction - 1;
}

std::optional<Value> kiloCounter(const std::optional<double>& octets) {
    return made(octets, [](double number) { return counter32Value(number / kiloOctet); });
}
std::optional<Value> kiloGauge(const std::optional<double>& octets) {
    return made(octets, [](double number) { return gaugeValue(number / kiloOctet); });
}

class Group {
public:
    Group(ObjectMap& map, std::uint32_t number) : map_(map), number_(number) {}
    void put(Column column, std::optional<Value> value) {
        // mtaGroupTable
        map_.put(oidOf(mib2, {28, 2, 1, column, serviceIndex, number_}), std::move(value));
    }
    void name(const std::string& name, std::string_view says) {
        put(groupName, textValue(name, adminStringOctets));
        put(groupDescription, textValue(says, adminStringOctets));
        put(hierarchy, integerValue(breakdown));
    }
    void speaksSmtp() {
        // applTCPProtoID 25
        put(mailProtocol, oidValue(oidOf(mib2, {27, 4, 25})));
    }

private:
    ObjectMap& map_;
    std::uint32_t number_;
};

void putZoneInwards(ObjectMap& map, const View& view, const std::string& zone) {
    const auto figure = [&](std::string_view name) { return sumOf(view.snapshot, name, {{"zone", zone}}); };
    Group group(map, numberOf(zone, inwards));
    group.name(zone + " in", "mail received from this zone");
    group.speaksSmtp();
    group.put(receivedMessages, made(figure("smtp_received_messages_total"), counter32Value));
    group.put(rejectedMessages, made(figure("smtp_rejected_messages_total"), counter32Value));
    group.put(receivedVolume, kiloCounter(figure("smtp_received_octets_total")));
    group.put(receivedRecipients, made(figure("smtp_received_recipients_total"), counter32Value));
    group.put(inboundAssociations, made(figure("smtp_connections"), gaugeValue));
    group.put(accumulatedInbound, made(figure("smtp_connections_total"), counter32Value));
}

void putZoneOutwards(ObjectMap& map, const View& view, const std::string& zone) {
    const auto figure = [&](std::string_view name) { return sumOf(view.snapshot, name, {{"zone", zone}}); };
    Group group(map, numberOf(zone, outwards));
    group.name(zone + " out", "mail that waits for this zone, and what was sent to it");
    group.speaksSmtp();
    group.put(storedMessages, made(figure("queue_messages"), gaugeValue));
    group.put(storedVolume, kiloGauge(figure("queue_octets")));
    group.put(transmittedMessages, made(figure("relay_transmitted_messages_total"), counter32Value));
    group.put(transmittedVolume, kiloCounter(figure("relay_transmitted_octets_total")));
    group.put(transmittedRecipients, made(figure("relay_transmitted_recipients_total"), counter32Value));
    // TimeInterval: hundredths of a second, an INTEGER.
    group.put(oldestMessageStored, made(mostOf(view.snapshot, "queue_oldest_seconds", {{"zone", zone}}),
                                        [](double seconds) { return integerValue(seconds * 100); }));
    group.put(outboundAssociations, made(figure("relay_connections"), gaugeValue));
    group.put(failedOutbound, made(figure("relay_failed_attempts_total"), counter32Value));
}

std::optional<double> together(const std::optional<double>& a, const std::optional<double>& b) {
    return a && b ? std::optional(*a + *b) : a ? a : b;
}

}  // namespace

void putMta(ObjectMap& map, const View& view) {
    const auto& snapshot = view.snapshot;
    const auto figure = [&](std::string_view name) { return sumOf(snapshot, name); };
    const auto put = [&](std::uint32_t column, std::optional<Value> value) {
        // mtaTable
        map.put(oidOf(mib2, {28, 1, 1, column, serviceIndex}), std::move(value));
    };
    const auto delivered = figure("store_delivered_messages_total");
    put(1, made(figure("smtp_received_messages_total"), counter32Value));
    put(2, made(figure("queue_messages"), gaugeValue));
    put(3, made(together(figure("relay_transmitted_messages_total"), delivered), counter32Value));
    put(4, kiloCounter(figure("smtp_received_octets_total")));
    put(5, kiloGauge(figure("queue_octets")));
    put(6, kiloCounter(figure("relay_transmitted_octets_total")));
    put(7, made(figure("smtp_received_recipients_total"), counter32Value));
    put(9, made(figure("relay_transmitted_recipients_total"), counter32Value));
    put(12, made(figure("relay_loops_total"), counter32Value));

    for (const auto& zone : labelsOf(snapshot,
                                     {"smtp_received_messages_total", "smtp_rejected_messages_total",
                                      "smtp_connections", "smtp_connections_total"},
                                     "zone"))
        putZoneInwards(map, view, zone);
    for (const auto& zone :
         labelsOf(snapshot,
                  {"queue_messages", "queue_octets", "queue_oldest_seconds", "relay_transmitted_messages_total",
                   "relay_failed_attempts_total", "relay_connections"},
                  "zone"))
        putZoneOutwards(map, view, zone);
    if (delivered) {
        Group group(map, deliveryGroup);
        group.name("delivery", "mail put into mailboxes of the appliance");
        group.put(transmittedMessages, counter32Value(*delivered));
    }
}

}  // namespace tram::snmp
