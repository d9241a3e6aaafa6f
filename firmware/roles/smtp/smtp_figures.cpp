#include "roles/smtp/smtp_figures.hpp"

#include <string>
#include <variant>

namespace tram::roles {

namespace {

hal::Labels labelsOf(const Door& door) {
    return {{"zone", door.kind == smtp::ListenerKind::submission ? "submission" : door.zone}};
}

// [RFC3463 3.5]
constexpr smtp::EnhancedCode loopDetected{5, 4, 6};

}  // namespace

DoorFigures::DoorFigures(Counters& counters, const Door& door)
    : connections(counters.gauge("smtp_connections", labelsOf(door))),
      connectionsInAll(counters.counter("smtp_connections_total", labelsOf(door))),
      receivedMessages(counters.counter("smtp_received_messages_total", labelsOf(door))),
      receivedOctets(counters.counter("smtp_received_octets_total", labelsOf(door))),
      receivedRecipients(counters.counter("smtp_received_recipients_total", labelsOf(door))),
      rejectedMessages(counters.counter("smtp_rejected_messages_total", labelsOf(door))),
      rejectedRecipients(counters.counter("smtp_rejected_recipients_total", labelsOf(door))),
      loops(counters.counter("smtp_loops_total", labelsOf(door))) {}

void DoorFigures::messageAnswered(const smtp::Reply& reply, std::uint64_t octets, std::size_t recipients) {
    if (reply.code / 100 != 2) {
        rejectedMessages.add();
        if (reply.enhanced == loopDetected) loops.add();
        return;
    }
    receivedMessages.add();
    receivedOctets.add(octets);
    receivedRecipients.add(recipients);
}

void countSignIn(SignInFigures& figures, const sasl::Answer& answer) {
    const auto* verdict = std::get_if<sasl::Verdict>(&answer);
    if (const auto* scram = std::get_if<sasl::ScramVerdict>(&answer)) verdict = &scram->verdict;
    if (verdict == nullptr || *verdict == sasl::Verdict::unavailable) return;
    (*verdict == sasl::Verdict::accepted ? figures.ok : figures.refused).add();
}

}  // namespace tram::roles
