// What becomes of letters to hotro@: read by tram-scan, made tickets and requests, and their senders told that they
// came and how they ended. R8.2, R9.8
//
// What there is to do stands in the store, so a step that was cut off is done, or not done again. Threads: one loop's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <map>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/ticket_letter.hpp"
#include "roles/report/stored_report.hpp"
#include "roles/store_link/store_link.hpp"
#include "store/reader.hpp"

namespace tram::roles {

struct SupportDeskParts {
    boost::asio::any_io_executor executor;
    StoreLink& link;
    const store::Reader& reader;
    const Clock& clock;
    Random& random;
    std::string domain;  // hotro@…
    std::filesystem::path scanSocket;
    std::function<void(const std::string&)> complain;
};

class SupportDesk {
public:
    explicit SupportDesk(SupportDeskParts parts);

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // There may be something to do.
    void wake();

private:
    // False: later.
    [[nodiscard]] boost::asio::awaitable<bool> seeOurs();
    [[nodiscard]] boost::asio::awaitable<bool> see(TicketId id);
    [[nodiscard]] boost::asio::awaitable<bool> sort(TicketId id, const store::schema::TicketRecordT& ticket);
    [[nodiscard]] boost::asio::awaitable<bool> answer(TicketId id, const store::schema::TicketRecordT& ticket);
    // Nothing where tram-scan has to be asked again.
    [[nodiscard]] boost::asio::awaitable<std::optional<store::schema::SortTicketT>> read(
        TicketId id, const store::schema::TicketRecordT& ticket);
    // To the one who asked; no command where he cannot be reached.
    [[nodiscard]] boost::asio::awaitable<std::expected<StoredReport, LinkError>> letterTo(dsn::TicketFacts facts);
    // The next unread letter from outside; none: there is no other.
    [[nodiscard]] TicketId nextOutsider(TicketId after) const;
    // Of a letter that could not be read: nothing, so that it is tried again; in the end that it is unreadable.
    [[nodiscard]] std::optional<store::schema::SortTicketT> afterFailure(TicketId id);
    [[nodiscard]] dsn::TicketFacts factsOf(TicketId id, const store::schema::TicketRecordT& ticket) const;

    SupportDeskParts parts_;
    boost::asio::steady_timer rest_;
    bool awake_ = true;
    std::map<TicketId, unsigned> failures_;  // how often its letter ended its reader
    bool complained_ = false;                // of tram-scan, since it was last heard
};

}  // namespace tram::roles
