// The service: processes, queues, sessions, certificates.
#include <array>
#include <cmath>

#include "hal/snmp/tables/own_tables.hpp"
#include "hal/snmp/tables/rows.hpp"

namespace tram::snmp {

namespace {

constexpr std::array processColumns{
    Column{1, "Name", Type::name, "", "The process's name: tram-store."},
    Column{2, "Up", Type::truth, "",
           "Whether it runs and answers. If not it is restarted by itself; look into its log should it not stay up.",
           [](const Row& row) -> std::optional<Value> { return truthValue(isUp(row)); }},
    Column{3, "Started", Type::time, "", "When it started: its counters count from then.",
           [](const Row& row) { return row.report != nullptr ? timeValue(row.report->started) : std::nullopt; }},
    Column{4, "Reported", Type::time, "", "When it last said how it is.",
           [](const Row& row) { return row.report != nullptr ? timeValue(row.report->time) : std::nullopt; }},
    Column{5, "Health", Type::health, "", "How it is; tramAlarmTable says why.",
           [](const Row& row) -> std::optional<Value> {
               if (row.state != nullptr) return healthValue(row.state->health);
               return row.view.known ? std::nullopt : std::optional(healthValue(hal::Health::unknown));
           }},
};

std::vector<Row> queueRows(const View& view) {
    return namedRows(view, labelsOf(view.snapshot, {"queue_messages", "queue_octets", "queue_oldest_seconds"}, "zone"));
}

constexpr std::array queueColumns{
    Column{1, "Zone", Type::name, "", "The zone that the mail of this queue leaves by."},
    Column{2, "Messages", Type::gauge, "messages", "How many messages wait.", keyedGauge<"queue_messages", "zone">},
    Column{3, "Volume", Type::gauge, "kilobytes", "What they amount to, in thousands of octets.",
           [](const Row& row) {
               return made(sumOf(row.view.snapshot, "queue_octets", {{"zone", row.key}}),
                           [](double octets) { return gaugeValue(octets / kilobyte); });
           }},
    Column{4, "Oldest", Type::gauge, "seconds",
           "How long the oldest of them waits: a better sign than their number. Over an hour see `tram queue list`, "
           "which names the destinations and what they say.",
           [](const Row& row) {
               return made(mostOf(row.view.snapshot, "queue_oldest_seconds", {{"zone", row.key}}), gaugeValue);
           }},
    Column{5, "Sent", Type::counter, "messages", "Messages sent since the relay started.",
           keyedCounter<"relay_transmitted_messages_total", "zone">},
    Column{
        6, "Failures", Type::counter, "attempts",
        "Attempts to reach another server that failed since the relay started. All at once: look at the zone's links.",
        keyedCounter<"relay_failed_attempts_total", "zone">},
};

std::vector<Row> sessionRows(const View& view) {
    return namedRows(view, labelsOf(view.snapshot, {"sessions", "sign_ins_total"}, "protocol"));
}

template <Named result>
std::optional<Value> signIns(const Row& row) {
    return made(sumOf(row.view.snapshot, "sign_ins_total", {{"protocol", row.key}, {"result", result.view()}}),
                counter64Value);
}

constexpr std::array sessionColumns{
    Column{1, "Protocol", Type::name, "", "The protocol: imap, pop3, submission, web."},
    Column{2, "Open", Type::gauge, "sessions", "Sessions that are open now.", keyedGauge<"sessions", "protocol">},
    Column{3, "SignIns", Type::counter, "sign-ins", "People who signed in since the process started.", signIns<"ok">},
    Column{4, "Refused", Type::counter, "sign-ins",
           "Sign-ins that were refused. Growing fast: somebody guesses passwords; `tram trace` shows from where.",
           signIns<"refused">},
};

std::vector<Row> certificateRows(const View& view) {
    return namedRows(view, labelsOf(view.snapshot, {"certificate_expiry_timestamp_seconds"}, "name"));
}

constexpr std::array certificateColumns{
    Column{1, "Name", Type::name, "", "The certificate's name."},
    Column{2, "DaysLeft", Type::integer, "days",
           "How many days it is still valid; below 0 it has ended and clients refuse to talk. Below 30 have a new one "
           "issued and install it.",
           [](const Row& row) -> std::optional<Value> {
               const auto now = std::chrono::duration<double>(row.view.snapshot.time.time_since_epoch()).count();
               return made(mostOf(row.view.snapshot, "certificate_expiry_timestamp_seconds", {{"name", row.key}}),
                           [&](double end) { return integerValue(std::floor((end - now) / 86'400)); });
           }},
    Column{3, "Expiry", Type::time, "", "When it ends.",
           [](const Row& row) -> std::optional<Value> {
               const auto end = mostOf(row.view.snapshot, "certificate_expiry_timestamp_seconds", {{"name", row.key}});
               return end ? timeValue(ofTimestamp(*end)) : std::nullopt;
           }},
};

constexpr std::array tables{
    Table{40, "Process", "The processes of the appliance.", "A process.", "tramProcessName", processColumns,
          processRows},
    Table{
        41, "Queue",
        "Mail that waits to be sent, for each zone. Zones never back each other up: one that is cut off makes its own "
        "queue grow and no other.",
        "A zone's queue.", "tramQueueZone", queueColumns, queueRows},
    Table{42, "Session", "Who is connected.", "A protocol.", "tramSessionProtocol", sessionColumns, sessionRows},
    Table{43, "Certificate", "The certificates that the appliance shows.", "A certificate.", "tramCertificateName",
          certificateColumns, certificateRows},
};

}  // namespace

std::span<const Table> serviceTables() {
    return tables;
}

}  // namespace tram::snmp
