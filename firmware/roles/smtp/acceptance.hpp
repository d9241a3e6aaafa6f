// From the last octet of a message to the reply: trace fields and fix-ups, the judgement, the store.
//
// Threads: on the session's executor; long messages are looked through on the pool.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/handshake_pool.hpp"
#include "proto/smtp/received.hpp"
#include "proto/smtp/session_types.hpp"
#include "roles/smtp/store_questions.hpp"
#include "roles/spool/spool.hpp"

namespace tram::roles {

// What acceptance needs of the process.
struct AcceptanceParts {
    StoreLink& link;
    net::HandshakePool& judges;
    const Clock& clock;
    Random& random;
    std::string domain;  // of Message-IDs that are added
    std::chrono::minutes zoneOffset;
};

// What it needs of the session.
struct Envelope {
    smtp::ListenerKind kind = smtp::ListenerKind::relayIn;
    smtp::ReversePath reversePath;
    smtp::MailParameters parameters;
    std::vector<AcceptedRecipient> recipients;
    std::optional<SignedIn> submitter;
    // Without id, recipient and time.
    smtp::ReceivedFacts received;
};

// The reply to the end of the message: 250 only once it is in the store for everyone.
[[nodiscard]] boost::asio::awaitable<smtp::Reply> accept(AcceptanceParts parts, Envelope envelope, Spool& spool);

}  // namespace tram::roles
