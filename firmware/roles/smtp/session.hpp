// One SMTP session: brings bytes between the stream and the engine, and the engine's questions to the store.
//
// Threads: a session lives on one loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/admission.hpp"
#include "net/handshake_pool.hpp"
#include "net/stream.hpp"
#include "roles/service/service.hpp"
#include "roles/session_registry/session_registry.hpp"
#include "roles/smtp/door.hpp"
#include "roles/smtp/recipient_memory.hpp"
#include "roles/smtp/smtp_figures.hpp"
#include "roles/spool/spool.hpp"

namespace tram::roles {

// What the sessions of the process share; outlives them.
struct SmtpParts {
    Service& service;
    net::HandshakePool& judges;  // looks through long messages
    SpoolBudget& budget;
    const Clock& clock;
    Random& random;  // may be used from any thread
    // How many sessions one stranger may have at a time, over all doors.
    net::Admission& strangers;
    std::vector<RecipientMemory>& memories;   // one a loop
    std::deque<SessionRegistry>& registries;  // one a loop
    std::string hostname;
    std::string accountPage;
    std::string domain;
    std::filesystem::path spoolFolder;
    std::chrono::minutes zoneOffset;
    SignInFigures signIns;
};

// `door` and its figures outlive the session.
[[nodiscard]] boost::asio::awaitable<void> serveSmtp(SmtpParts& parts, const Door& door, DoorFigures& figures,
                                                     net::Stream stream);

}  // namespace tram::roles
