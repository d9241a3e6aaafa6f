// How the verbs of requests and tickets read and show them. R8.2, R9.8
#pragma once

#include "cli/session.hpp"
#include "store/directory_listing.hpp"

namespace tram::cli {

// "HT-12" or "12"; ends the command where there is no such ticket.
[[nodiscard]] store::ListedTicket ticketOf(Session& session, const std::string& number);

[[nodiscard]] Text nameOf(store::schema::ChangeVerb verb);

enum class Shown { requests, tickets };
// The open ones of that kind, or all of them.
void listTickets(Session& session, Shown shown, bool all);
// All that is known of one: what was written, what is asked for, what was done.
void showTicket(Session& session, const store::ListedTicket& listed);

// Moves it on, as it was when it was looked at.
void moveTicket(Session& session, const std::string& number, store::schema::TicketState state, std::string remark);

}  // namespace tram::cli
