// One SMTP session: brings bytes between the stream and the engine, and the engine's questions to the store.
//
// Threads: a session lives on one loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/admission.hpp"
#include "net/handshake_pool.hpp"
#include "net/sessions.hpp"
#include "net/stream.hpp"
#include "roles/service/service.hpp"
#include "roles/smtp/door.hpp"
#include "roles/spool/spool.hpp"
#include "roles/store_link/store_link.hpp"

namespace tram::roles {

// What the sessions of the process share; outlives them.
struct SmtpParts {
    std::string hostname;
    std::string domain;
    std::chrono::minutes zoneOffset;
    std::filesystem::path spoolFolder;
    net::HandshakePool& judges;
    SpoolBudget& budget;
    const Clock& clock;
    Random& random;  // may be used from any thread
    // How many sessions one stranger may have at a time, over all doors.
    net::Admission& strangers;
    Service& service;
};

[[nodiscard]] boost::asio::awaitable<void> serveSmtp(SmtpParts& parts, const Door& door, net::Stream stream);

}  // namespace tram::roles
