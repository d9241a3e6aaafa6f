// What became of recipients as a report to the sender, ready to be stored.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "proto/dsn/report.hpp"
#include "roles/relay/queued_message.hpp"
#include "roles/relay/relay_settings.hpp"
#include "roles/report/stored_report.hpp"
#include "roles/store_link/store_link.hpp"
#include "store/reader.hpp"

namespace tram::roles {

// What happened to one recipient.
struct Fate {
    QueuedMessage message;
    store::schema::AttemptOutcome outcome = store::schema::AttemptOutcome::deferred;
    dsn::Event event = dsn::Event::delayed;
    enum class Told : std::uint8_t { no, yes } told = Told::no;  // whether the sender is to hear of it, if he wants to
    dsn::Status status;
    dsn::DiagnosticSource source = dsn::DiagnosticSource::none;
    std::string text;    // the server's words, or ours
    std::string remote;  // "mail.example.vn [192.0.2.1]"
    std::string tls;
    SystemTime nextAttempt;
};

class ReportWriter {
public:
    ReportWriter(const RelaySettings& settings, const store::Reader& reader, StoreLink& link, const Clock& clock,
                 Random& random)
        : settings_(settings), reader_(reader), link_(link), clock_(clock), random_(random) {}

    // One report of all that is due; null command: nothing is, or the sender is nobody. REQUIRES: fates of one
    // message. The error: the store could not be asked where the sender is.
    [[nodiscard]] boost::asio::awaitable<std::expected<StoredReport, LinkError>> write(const std::vector<Fate>& fates);

private:
    [[nodiscard]] std::vector<dsn::RecipientFacts> due(const std::vector<Fate>& fates) const;
    [[nodiscard]] Bytes original(const QueuedMessage& message,
                                 const std::vector<dsn::RecipientFacts>& recipients) const;

    const RelaySettings& settings_;
    const store::Reader& reader_;
    StoreLink& link_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace tram::roles
