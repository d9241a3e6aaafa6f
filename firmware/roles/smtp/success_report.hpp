// The report that a sender asked for with NOTIFY=SUCCESS, for the recipients whose mailboxes are here: stored in
// the same commit as the message. [RFC3461 5.2.2]
//
// Threads: on the link's executor.
#pragma once

#include <expected>
#include <memory>

#include "roles/smtp/acceptance.hpp"

namespace tram::roles {

// A report as the store takes it; the offset of its bytes is the caller's to set.
struct OwedReport {
    std::unique_ptr<store::schema::AcceptMessageT> command;  // null: none is due
    Bytes bytes;
};

// `message` is the message as it will be stored, without the octets that only local copies have.
[[nodiscard]] boost::asio::awaitable<std::expected<OwedReport, LinkError>> successReport(AcceptanceParts parts,
                                                                                         const Envelope& envelope,
                                                                                         ByteView message,
                                                                                         SystemTime now);

}  // namespace tram::roles
