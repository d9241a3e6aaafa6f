// What tram-smtp counts: at each door, and of sign-ins.
//
// Threads: any.
#pragma once

#include <cstdint>

#include "proto/sasl/sasl_server.hpp"
#include "proto/smtp/reply.hpp"
#include "roles/health_report/counters.hpp"
#include "roles/health_report/sign_in_figures.hpp"
#include "roles/smtp/door.hpp"

namespace tram::roles {

// Of a zone, or of "submission" at the doors where people sign in. Doors of one zone share them.
struct DoorFigures {
    DoorFigures(Counters& counters, const Door& door);

    // The reply to a whole message, whoever gave it.
    void messageAnswered(const smtp::Reply& reply, std::uint64_t octets, std::size_t recipients);

    Gauge& connections;
    Counter& connectionsInAll;
    Counter& receivedMessages;
    Counter& receivedOctets;  // as they came, without what we add
    Counter& receivedRecipients;
    Counter& rejectedMessages;  // for good or for now
    Counter& rejectedRecipients;
    Counter& loops;
};

// Counts what an answer to a client's proof says; those that say nothing of him are not counted.
void countSignIn(SignInFigures& figures, const sasl::Answer& answer);

}  // namespace tram::roles
