// An entry of the store's queue as the engines want it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "proto/dsn/report.hpp"
#include "proto/smtp/client_types.hpp"
#include "proto/smtp/delivery_plan.hpp"
#include "roles/report/stored_report.hpp"
#include "store/schema/event_generated.h"

namespace tram::roles {

struct QueuedMessage {
    QueueId id;
    store::schema::QueueEntryT entry;

    [[nodiscard]] std::uint64_t size() const { return entry.size > entry.skip ? entry.size - entry.skip : 0; }
};

[[nodiscard]] inline SystemTime timeOf(std::int64_t microseconds) {
    return SystemTime{std::chrono::microseconds(microseconds)};
}

// Where an entry's mail goes. `destination` is the scheduler's key.
struct Way {
    std::string domain;  // A-labels, lower case, or an address literal
    smtp::Domain literal;
    const smtp::Route* route = nullptr;
    smtp::RequireTls requireTls = smtp::RequireTls::no;
    std::string destination;
};
// nullopt: the recipient's domain is none.
[[nodiscard]] std::optional<Way> wayOf(const store::schema::QueueEntryT& entry, const smtp::RouteTable& routes);

// The same for entries that can go in one transaction.
[[nodiscard]] std::string transactionKey(const store::schema::QueueEntryT& entry);

// REQUIRES: entries with one transactionKey. nullopt: an address in the store cannot be read.
[[nodiscard]] std::optional<smtp::client::Transaction> transactionOf(const std::vector<QueuedMessage>& messages);

[[nodiscard]] std::optional<dsn::OriginalRecipient> originalRecipientOf(const std::string& text);

}  // namespace tram::roles
