// The relay: what is in the store's queue, to whom it goes next, and what came of it.
//
// Threads: on one loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/handshake_pool.hpp"
#include "roles/relay/connection.hpp"
#include "roles/relay/destination_finder.hpp"
#include "roles/relay/queue_figures.hpp"
#include "roles/relay/relay_figures.hpp"
#include "roles/relay/result_ledger.hpp"

namespace tram::roles {

struct RelayParts {
    boost::asio::any_io_executor executor;
    const RelaySettings& settings;
    const store::Reader& reader;
    net::HandshakePool& handshakes;
    std::shared_ptr<net::TlsClientContext> anyServer;     // opportunistic
    std::shared_ptr<net::TlsClientContext> provenServer;  // by its certificate
    net::Resolver& resolver;
    const Clock& clock;
    Random& random;
    Poco::Logger& log;
    RelayFigures& figures;
    QueueFigures& queue;
};

class Relay {
public:
    explicit Relay(RelayParts parts, StoreLink& link);

    void start();
    // The store's word: queue entries that changed, or null: anything may have.
    void committed(const store::schema::Committed* event);
    // No new messages; ends when what is under way has ended and is told, or time is up.
    [[nodiscard]] boost::asio::awaitable<void> stop();

private:
    // What is known of an entry that the scheduler has.
    struct Known {
        std::string key;  // transactionKey
        std::string destination;
        SystemTime nextAttempt;
        std::uint64_t load = 0;
    };
    struct Group {
        smtp::MessageGroup number;
        std::size_t entries = 0;
    };
    struct Answer {
        smtp::client::RecipientResult result = {};
        std::string remote = {};
        std::string tls = {};
    };
    using Said = std::map<QueueId, Answer>;
    enum class Others : std::uint8_t { none, left };  // hosts that may be tried after this one
    using Messages = std::vector<QueuedMessage>;

    void take(QueueId id);
    void put(QueueId id, const store::schema::QueueEntryT& entry);
    void forget(QueueId id);
    [[nodiscard]] smtp::MessageGroup joinGroup(const std::string& key);
    void leaveGroup(const std::string& key);
    void told(QueueId id);
    [[nodiscard]] boost::asio::awaitable<void> loadAll(std::uint64_t load);

    void wake();
    [[nodiscard]] boost::asio::awaitable<void> pump();
    void act(std::vector<smtp::SchedulerAction> actions);
    [[nodiscard]] bool mayBegin() const;
    void giveUp(const std::vector<QueueId>& ids);
    void tellDelay(const std::vector<QueueId>& ids);
    // By message, so that each gets one report.
    [[nodiscard]] std::vector<Messages> byMessage(const std::vector<QueueId>& ids);

    // ---- attempts
    [[nodiscard]] boost::asio::awaitable<void> runAttempt(smtp::StartAttempt attempt);
    [[nodiscard]] boost::asio::awaitable<smtp::AttemptEnd> deliver(smtp::AttemptId attempt, Messages messages);
    // Over one host; what stays undelivered and may find another host willing is left in `messages`, with what
    // was said of it.
    [[nodiscard]] boost::asio::awaitable<smtp::AttemptEnd> deliverTo(smtp::AttemptId attempt, const Host& host,
                                                                     Others others, const Way& way, Messages& messages,
                                                                     Said& said);
    // `messages`, and what else waits for this destination. REQUIRES: the connection is ready.
    [[nodiscard]] boost::asio::awaitable<smtp::AttemptEnd> converse(smtp::AttemptId attempt, Connection& connection,
                                                                    Others others, Messages& messages, Said& said,
                                                                    RelayZoneFigures& figures);
    [[nodiscard]] boost::asio::awaitable<std::vector<smtp::client::RecipientResult>> sendOver(Connection& connection,
                                                                                              const Messages& messages);
    // Of two hosts the one that may change its mind counts.
    static void remember(Said& said, const Messages& messages, const Answer& answer);
    // The messages that are due and still there.
    [[nodiscard]] Messages readMessages(const std::vector<QueueId>& ids);
    void settle(const Messages& messages, const std::vector<Answer>& answers);
    void settleAll(const Messages& messages, const Answer& answer);
    [[nodiscard]] std::optional<Fate> fateOf(const QueuedMessage& message,
                                             const smtp::client::RecipientResult& result) const;

    RelayParts parts_;
    StoreLink& link_;
    smtp::DeliveryScheduler scheduler_;
    DestinationFinder finder_;
    ReportWriter reports_;
    ResultLedger ledger_;
    boost::asio::steady_timer timer_;
    std::map<QueueId, Known> known_;
    std::unordered_map<std::string, Group> groups_;
    std::map<std::uint64_t, net::Waker> wakers_;
    std::uint64_t nextGroup_ = 1;
    std::uint64_t nextWaker_ = 1;
    std::uint64_t load_ = 0;
    std::size_t running_ = 0;
    bool woken_ = false;
    bool stopping_ = false;
};

}  // namespace tram::roles
