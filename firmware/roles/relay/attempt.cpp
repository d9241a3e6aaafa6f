// The part of the relay that is about one attempt: from its start to the scheduler's end of it.
#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "proto/smtp/client_result.hpp"
#include "roles/relay/relay.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace client = smtp::client;
namespace schema = store::schema;

namespace {

dsn::Status statusOf(smtp::EnhancedCode code) {
    return {code.statusClass, code.subject, code.detail};
}

client::RecipientResult resultOf(const smtp::RoutingFailure& failure) {
    return client::localResult(failure.isPermanent() ? client::Outcome::permanent : client::Outcome::temporary,
                               failure.status, failure.text);
}

bool isThrottling(const client::RecipientResult& result) {
    return result.origin == client::Origin::remote && result.outcome == client::Outcome::temporary;
}

smtp::AttemptEnd endOf(const client::RecipientResult& result) {
    if (isThrottling(result)) return smtp::AttemptEnd::throttled;
    // Whoever refuses us for good has spoken SMTP.
    return result.origin == client::Origin::remote ? smtp::AttemptEnd::worked : smtp::AttemptEnd::connectionFailed;
}

}  // namespace

asio::awaitable<void> Relay::runAttempt(smtp::StartAttempt attempt) {
    auto messages = readMessages(attempt.recipients);
    auto end = smtp::AttemptEnd::worked;
    if (!messages.empty()) end = co_await deliver(attempt.attempt, std::move(messages));
    scheduler_.attemptEnded(attempt.attempt, end, parts_.clock.now());
    --running_;
    wake();
}

Relay::Messages Relay::readMessages(const std::vector<QueueId>& ids) {
    Messages messages;
    for (const auto id : ids) {
        auto entry = parts_.reader.queueEntry(id);
        if (ledger_.isWaiting(id)) {
            // A notice of delay is under way to the store: a moment later it is known whether it was told.
            scheduler_.settle(id, parts_.clock.now() + std::chrono::milliseconds(20));
        } else if (!entry) {
            forget(id);
        } else if (entry->state == schema::QueueState::held) {
            put(id, *entry);
            scheduler_.settle(id, timeOf(entry->next_attempt));
        } else {
            messages.push_back({id, std::move(*entry)});
        }
    }
    return messages;
}

asio::awaitable<smtp::AttemptEnd> Relay::deliver(smtp::AttemptId attempt, Messages messages) {
    const auto way = wayOf(messages.front().entry, parts_.settings.routes);
    if (!way) {
        const auto result =
            client::localResult(client::Outcome::permanent, {5, 1, 3}, "the recipient's domain is no domain name");
        settle(messages, std::vector(messages.size(), result), {}, {});
        co_return smtp::AttemptEnd::worked;
    }
    const auto hosts = co_await finder_.find(*way);
    if (!hosts) {
        const auto result = resultOf(hosts.error());
        settle(messages, std::vector(messages.size(), result), {}, {});
        // The next message to a domain that does not exist fails as fast.
        co_return hosts.error().isPermanent() ? smtp::AttemptEnd::worked : smtp::AttemptEnd::connectionFailed;
    }
    Failure last;
    auto end = smtp::AttemptEnd::connectionFailed;
    for (const auto& host : *hosts) {
        if (stopping_ || messages.empty()) break;
        end = co_await deliverTo(attempt, host, *way, messages, last);
    }
    if (stopping_ && last.result.text.empty()) {
        // Not tried at all.
        for (const auto& message : messages) scheduler_.settle(message.id, parts_.clock.now());
        co_return smtp::AttemptEnd::worked;
    }
    settle(messages, std::vector(messages.size(), last.result), last.remote, {});
    co_return end;
}

asio::awaitable<smtp::AttemptEnd> Relay::deliverTo(smtp::AttemptId attempt, const Host& host, const Way& way,
                                                   Messages& messages, Failure& last) {
    ConnectionOptions options;
    options.hostname = parts_.settings.hostname;
    options.source = parts_.settings.sourceOf(way.route->zone);
    const bool proven = way.requireTls == smtp::RequireTls::yes || way.route->tls == client::TlsPolicy::required;
    options.context = proven ? parts_.provenServer : parts_.anyServer;
    // A server without TLS is refused a message that requires it by the engine, for good. [RFC8689 4.2.1]
    options.tls = way.route->tls;
    options.destination = host.name +
                          (host.endpoints.empty() ? "" : ":" + std::to_string(host.endpoints.front().port())) + "/" +
                          way.destination;

    std::unique_ptr<Connection> connection;
    for (bool inTheClear = false;; inTheClear = true) {
        if (inTheClear) options.tls = client::TlsPolicy::never;
        auto opened = co_await Connection::open(host, options, parts_.handshakes);
        if (!opened) {
            last = {std::move(opened.error()), host.name};
            co_return smtp::AttemptEnd::connectionFailed;
        }
        connection = std::move(*opened);
        const auto number = nextWaker_++;
        wakers_[number] = connection->waker();
        const auto remote = connection->remote();
        auto usable = co_await connection->untilReady();
        bool spoke = false;
        if (usable.ready && stopping_) {
            co_await connection->quit();
            usable = {};
        }
        while (usable.ready) {
            auto transaction = transactionOf(messages);
            std::vector<client::RecipientResult> results;
            if (transaction) {
                const BlobId blob{messages.front().entry.blob};
                const auto skip = messages.front().entry.skip;
                results = co_await connection->send(
                    std::move(*transaction),
                    [this, blob, skip](std::uint64_t offset, std::uint64_t length, Bytes& out) {
                        return parts_.reader.read(blob, skip + offset, length, out).has_value();
                    });
            } else {
                results.assign(messages.size(), client::localResult(client::Outcome::permanent, {5, 1, 3},
                                                                    "the address cannot be read"));
            }
            spoke = true;
            settle(messages, results, remote, connection->tls());
            messages.clear();
            usable = co_await connection->untilReady();
            if (!usable.ready) break;
            std::optional<std::vector<QueueId>> more;
            while (mayBegin() && messages.empty() && (more = scheduler_.continueAttempt(attempt, parts_.clock.now())))
                messages = readMessages(*more);
            if (messages.empty()) {
                co_await connection->quit();
                break;
            }
        }
        wakers_.erase(number);
        if (!usable.failure) {
            if (spoke || messages.empty()) co_return smtp::AttemptEnd::worked;
            last = {client::connectionResult({4, 4, 2}, "the server takes no messages"), remote};
            co_return smtp::AttemptEnd::throttled;
        }
        // What broke a transaction has been told with its results.
        if (spoke) {
            co_return endOf(usable.failure->result);
        }
        last = {usable.failure->result, remote};
        if (!(connection->handshakeFailed() && !proven && !inTheClear && !stopping_)) break;
    }
    const auto end = endOf(last.result);
    // For good, and no other host would say otherwise.
    if (last.result.outcome == client::Outcome::permanent && last.result.otherHosts == client::OtherHosts::useless) {
        settle(messages, std::vector(messages.size(), last.result), last.remote, {});
        messages.clear();
    }
    co_return end;
}

std::optional<Fate> Relay::fateOf(const QueuedMessage& message, const client::RecipientResult& result) const {
    Fate fate;
    fate.message = message;
    fate.status = statusOf(result.status);
    fate.text = result.text;
    fate.source =
        result.origin == client::Origin::remote ? dsn::DiagnosticSource::remote : dsn::DiagnosticSource::local;
    switch (result.outcome) {
        case client::Outcome::postponed:
            return std::nullopt;
        case client::Outcome::relayed:
            fate.outcome = schema::AttemptOutcome::relayed;
            fate.event =
                result.reportDuty == client::ReportDuty::ours ? dsn::Event::relayedPastDsn : dsn::Event::relayedToDsn;
            fate.told = Fate::Told::yes;
            return fate;
        case client::Outcome::permanent:
            break;
        case client::Outcome::temporary: {
            const auto next = smtp::nextAttempt(parts_.settings.retry, message.entry.attempts + 1, parts_.clock.now(),
                                                timeOf(message.entry.expires), parts_.random);
            if (next) {
                fate.outcome = schema::AttemptOutcome::deferred;
                fate.event = dsn::Event::delayed;
                fate.nextAttempt = *next;
                return fate;
            }
            fate.status = {5, 4, 7};
            break;
        }
    }
    fate.outcome = schema::AttemptOutcome::failed;
    fate.event = dsn::Event::failed;
    fate.told = Fate::Told::yes;
    return fate;
}

void Relay::settle(const Messages& messages, const std::vector<client::RecipientResult>& results,
                   const std::string& remote, const std::string& tls) {
    std::vector<Fate> fates;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto& result = results[i];
        // We broke it off ourselves, and it is not known to have arrived: no attempt at all.
        const bool cutOff = stopping_ && result.origin == client::Origin::connection;
        auto fate = cutOff ? std::nullopt : fateOf(messages[i], result);
        if (!fate) {
            scheduler_.settle(messages[i].id, parts_.clock.now());
            continue;
        }
        fate->remote = remote;
        fate->tls = tls;
        fates.push_back(std::move(*fate));
    }
    ledger_.add(std::move(fates));
}

}  // namespace tram::roles
