// The report that a sender asked for with NOTIFY=SUCCESS, for the recipients whose mailboxes are here: stored in
// the same commit as the message. [RFC3461 5.2.2]
//
// Threads: on the link's executor.
#pragma once

#include <expected>
#include <memory>

#include "roles/report/stored_report.hpp"
#include "roles/smtp/acceptance.hpp"

namespace tram::roles {

// `message` is the message as it will be stored, without the octets that only local copies have.
[[nodiscard]] boost::asio::awaitable<std::expected<StoredReport, LinkError>> successReport(AcceptanceParts parts,
                                                                                           const Envelope& envelope,
                                                                                           ByteView message,
                                                                                           SystemTime now);

}  // namespace tram::roles
