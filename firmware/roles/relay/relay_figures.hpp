// What tram-relay counts of its connections and of what went over them, by the zone that mail leaves by.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <string>

#include "proto/smtp/delivery_plan.hpp"
#include "roles/health_report/counters.hpp"

namespace tram::roles {

struct RelayZoneFigures {
    RelayZoneFigures(Counters& counters, smtp::Zone zone) : RelayZoneFigures(counters, std::string(smtp::name(zone))) {}

    // A transaction after which so many recipients are another server's affair.
    void transmitted(std::size_t recipientsTaken, std::uint64_t octetsSent) {
        if (recipientsTaken == 0) return;
        messages.add();
        octets.add(octetsSent);
        recipients.add(recipientsTaken);
    }

    Gauge& connections;
    Counter& messages;
    Counter& octets;
    Counter& recipients;
    Counter& failedAttempts;  // no host to be found or reached, or none that would talk

private:
    RelayZoneFigures(Counters& counters, const std::string& zone)
        : connections(counters.gauge("relay_connections", {{"zone", zone}})),
          messages(counters.counter("relay_transmitted_messages_total", {{"zone", zone}})),
          octets(counters.counter("relay_transmitted_octets_total", {{"zone", zone}})),
          recipients(counters.counter("relay_transmitted_recipients_total", {{"zone", zone}})),
          failedAttempts(counters.counter("relay_failed_attempts_total", {{"zone", zone}})) {}
};

struct RelayFigures {
    explicit RelayFigures(Counters& counters)
        : internet(counters, smtp::Zone::internet),
          tsl(counters, smtp::Zone::tsl),
          loops(counters.counter("relay_loops_total")) {}

    [[nodiscard]] RelayZoneFigures& of(smtp::Zone zone) { return zone == smtp::Zone::tsl ? tsl : internet; }

    RelayZoneFigures internet;
    RelayZoneFigures tsl;
    Counter& loops;  // attempts whose way would have led back here
};

}  // namespace tram::roles
