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

bool isUndelivered(const client::RecipientResult& result) {
    return result.outcome == client::Outcome::temporary || result.outcome == client::Outcome::permanent;
}

smtp::AttemptEnd endOf(const client::RecipientResult& result) {
    if (isThrottling(result)) return smtp::AttemptEnd::throttled;
    // Whoever refuses us for good has spoken SMTP.
    return result.origin == client::Origin::remote ? smtp::AttemptEnd::worked : smtp::AttemptEnd::connectionFailed;
}

// A server that breaks off when it is asked for TLS, or right behind the handshake, may talk in the clear.
bool failedOverTls(const client::ConnectionFailure& failure, const Connection& connection) {
    if (failure.stage == client::FailureStage::startTls) return true;
    return failure.stage == client::FailureStage::hello && !connection.tls().empty() &&
           failure.result.origin == client::Origin::connection;
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
        settleAll(messages, {client::localResult(client::Outcome::permanent, {5, 1, 3},
                                                 "the recipient's domain is no domain name")});
        co_return smtp::AttemptEnd::worked;
    }
    const auto hosts = co_await finder_.find(*way);
    auto& figures = parts_.figures.of(way->route->zone);
    if (!hosts) {
        if (hosts.error().status.subject == 4 && hosts.error().status.detail == 6) parts_.figures.loops.add();
        if (!hosts.error().isPermanent()) figures.failedAttempts.add();
        settleAll(messages, {resultOf(hosts.error())});
        // The next message to a domain that does not exist fails as fast.
        co_return hosts.error().isPermanent() ? smtp::AttemptEnd::worked : smtp::AttemptEnd::connectionFailed;
    }
    Said said;
    auto end = smtp::AttemptEnd::connectionFailed;
    const auto noHostAfter = parts_.clock.steady() + limits::relay::attempt;
    const auto mayGoOn = [&] { return !messages.empty() && !stopping_ && parts_.clock.steady() <= noHostAfter; };
    for (std::size_t i = 0; i < hosts->size() && mayGoOn(); ++i) {
        const auto others = i + 1 < hosts->size() ? Others::left : Others::none;
        end = co_await deliverTo(attempt, (*hosts)[i], others, *way, messages, said);
    }
    Messages answered;
    std::vector<Answer> answers;
    for (auto& message : messages) {
        const auto found = said.find(message.id);
        if (found == said.end()) {
            // Not tried: the process is about to end.
            scheduler_.settle(message.id, parts_.clock.now());
            continue;
        }
        answers.push_back(std::move(found->second));
        answered.push_back(std::move(message));
    }
    settle(answered, answers);
    // What we break off ourselves is nobody's failure.
    if (end != smtp::AttemptEnd::worked && !stopping_) figures.failedAttempts.add();
    co_return end;
}

asio::awaitable<smtp::AttemptEnd> Relay::deliverTo(smtp::AttemptId attempt, const Host& host, Others others,
                                                   const Way& way, Messages& messages, Said& said) {
    ConnectionOptions options;
    options.hostname = parts_.settings.hostname;
    options.source = parts_.settings.sourceOf(way.route->zone);
    const bool proven = way.requireTls == smtp::RequireTls::yes || way.route->tls == client::TlsPolicy::required;
    options.context = proven ? parts_.provenServer : parts_.anyServer;
    // A server without TLS is refused a message that requires it by the engine, for good. [RFC8689 4.2.1]
    options.tls = way.route->tls;
    options.destination = host.name + ":" + std::to_string(host.endpoints.front().port()) + "/" + way.destination;

    for (;;) {
        auto opened = co_await Connection::open(host, options, parts_.handshakes);
        if (!opened) {
            remember(said, messages, {std::move(opened.error()), host.name});
            co_return smtp::AttemptEnd::connectionFailed;
        }
        auto& connection = **opened;
        auto& figures = parts_.figures.of(way.route->zone);
        const Counted connected(figures.connections);
        const auto number = nextWaker_++;
        wakers_[number] = connection.waker();
        auto usable = co_await connection.untilReady();
        if (usable.ready) {
            const auto end = co_await converse(attempt, connection, others, messages, said, figures);
            wakers_.erase(number);
            co_return end;
        }
        wakers_.erase(number);
        if (!usable.failure) {
            remember(said, messages,
                     {client::connectionResult({4, 4, 2}, "the server takes no messages"), connection.remote()});
            co_return smtp::AttemptEnd::throttled;
        }
        const bool inTheClear = options.tls == client::TlsPolicy::never;
        if (failedOverTls(*usable.failure, connection) && !proven && !inTheClear && !stopping_) {
            options.tls = client::TlsPolicy::never;
            continue;
        }
        const auto end = endOf(usable.failure->result);
        remember(said, messages, {std::move(usable.failure->result), connection.remote()});
        co_return end;
    }
}

asio::awaitable<smtp::AttemptEnd> Relay::converse(smtp::AttemptId attempt, Connection& connection, Others others,
                                                  Messages& messages, Said& said, RelayZoneFigures& figures) {
    for (bool isFirst = true; !stopping_; isFirst = false) {
        const auto results = co_await sendOver(connection, messages);
        const auto taken = std::ranges::count(results, client::Outcome::relayed, &client::RecipientResult::outcome);
        figures.transmitted(static_cast<std::size_t>(taken), messages.front().size());
        Messages left;
        Messages done;
        std::vector<Answer> answers;
        for (std::size_t i = 0; i < messages.size(); ++i) {
            Answer answer{results[i], connection.remote(), connection.tls()};
            auto& result = answer.result;
            const bool mayTryAgain = isUndelivered(result) && result.certainty == client::Certainty::certain;
            if (isFirst && others == Others::left && mayTryAgain && result.otherHosts == client::OtherHosts::mayHelp) {
                remember(said, {messages[i]}, answer);
                left.push_back(std::move(messages[i]));
                continue;
            }
            // A server may have closed a connection that we kept; that says nothing about the message.
            if (!isFirst && mayTryAgain && result.origin == client::Origin::connection)
                result.outcome = client::Outcome::postponed;
            answers.push_back(std::move(answer));
            done.push_back(std::move(messages[i]));
        }
        settle(done, answers);
        messages = std::move(left);

        const auto usable = co_await connection.untilReady();
        // What broke the transaction has been told with its results.
        if (usable.failure) co_return isFirst ? endOf(usable.failure->result) : smtp::AttemptEnd::throttled;
        if (!usable.ready) co_return smtp::AttemptEnd::worked;
        if (!messages.empty()) break;
        while (mayBegin() && messages.empty()) {
            const auto more = scheduler_.continueAttempt(attempt, parts_.clock.now());
            if (!more) break;
            messages = readMessages(*more);
        }
        if (messages.empty()) break;
    }
    co_await connection.quit();
    co_return smtp::AttemptEnd::worked;
}

asio::awaitable<std::vector<client::RecipientResult>> Relay::sendOver(Connection& connection,
                                                                      const Messages& messages) {
    auto transaction = transactionOf(messages);
    if (!transaction) {
        co_return std::vector(messages.size(),
                              client::localResult(client::Outcome::permanent, {5, 1, 3}, "the address cannot be read"));
    }
    const BlobId blob{messages.front().entry.blob};
    const auto skip = messages.front().entry.skip;
    co_return co_await connection.send(std::move(*transaction),
                                       [this, blob, skip](std::uint64_t offset, std::uint64_t length, Bytes& out) {
                                           return parts_.reader.read(blob, skip + offset, length, out).has_value();
                                       });
}

void Relay::remember(Said& said, const Messages& messages, const Answer& answer) {
    for (const auto& message : messages) {
        const auto [place, isNew] = said.try_emplace(message.id, answer);
        const bool keep = place->second.result.outcome == client::Outcome::temporary &&
                          answer.result.outcome == client::Outcome::permanent;
        if (!isNew && !keep) place->second = answer;
    }
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

void Relay::settleAll(const Messages& messages, const Answer& answer) {
    settle(messages, std::vector(messages.size(), answer));
}

void Relay::settle(const Messages& messages, const std::vector<Answer>& answers) {
    std::vector<Fate> fates;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto& result = answers[i].result;
        // We broke it off ourselves: no attempt at all.
        const bool cutOff = stopping_ && result.origin == client::Origin::connection;
        auto fate = cutOff ? std::nullopt : fateOf(messages[i], result);
        if (!fate) {
            scheduler_.settle(messages[i].id, parts_.clock.now());
            continue;
        }
        fate->remote = answers[i].remote;
        fate->tls = answers[i].tls;
        fates.push_back(std::move(*fate));
    }
    ledger_.add(std::move(fates));
}

}  // namespace tram::roles
