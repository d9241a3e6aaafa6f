// What is due by the clock: secondments that are over, mailboxes whose use of their quota calls for a warning, accesses
// for evidence whose time is over. R3.7, R4.3, R8.2
//
// It looks at the Directory now and then; what it then asks for the store judges anew, so nothing is done twice.
// Threads: one loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "roles/health_report/counters.hpp"
#include "roles/store_link/store_link.hpp"
#include "store/directory_listing.hpp"
#include "store/reader.hpp"

namespace tram::roles {

struct ClockworkParts {
    boost::asio::any_io_executor executor;
    StoreLink& link;
    const store::Reader& reader;
    const Clock& clock;
    Random& random;
    std::string domain;  // of the warnings' author
    std::chrono::seconds interval;
    Gauge& lastRun;  // when it had last looked at everything, in seconds since 1970; 0 before
};

class Clockwork {
public:
    explicit Clockwork(ClockworkParts parts) : parts_(std::move(parts)) {}

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run();

private:
    [[nodiscard]] boost::asio::awaitable<void> endSecondments();
    [[nodiscard]] boost::asio::awaitable<void> lookAtMailboxes();
    [[nodiscard]] boost::asio::awaitable<void> closeAccess(const store::ListedMailbox& mailbox);
    [[nodiscard]] boost::asio::awaitable<void> warn(const store::ListedMailbox& mailbox, unsigned level);

    ClockworkParts parts_;
};

}  // namespace tram::roles
