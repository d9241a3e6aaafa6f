// Results on their way to the store: kept until the store has them, whatever happens to it or to the link.
//
// Results that come while the store commits go with the next command, so that a thousand recipients cost few
// commits. Where the link breaks behind a command, the queue itself tells whether it was carried out.
// Threads: on the link's loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "roles/process/process.hpp"
#include "roles/relay/report_writer.hpp"

namespace tram::roles {

class ResultLedger {
public:
    // `told`: the store has them, or they are gone from the queue.
    ResultLedger(ReportWriter& reports, const store::Reader& reader, StoreLink& link, Poco::Logger& log,
                 std::function<void(QueueId)> told);

    // Of one message.
    void add(std::vector<Fate> fates);
    [[nodiscard]] bool isWaiting(QueueId id) const { return waiting_.contains(id); }
    // So many that no new message should be begun.
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool isEmpty() const { return waiting_.empty(); }

    // Never ends by itself.
    [[nodiscard]] boost::asio::awaitable<void> run();

private:
    struct Entry {
        std::vector<Fate> fates;
        enum class Reports : std::uint8_t { wanted, given_up } reports = Reports::wanted;
    };
    // Of an entry: how many results it had seen when the command was sent.
    using Attempts = std::unordered_map<QueueId, std::uint32_t>;

    [[nodiscard]] std::vector<Entry> takeBatch(std::size_t most);
    // false: it could not be told; try again.
    [[nodiscard]] boost::asio::awaitable<bool> tell(std::vector<Entry>& batch);
    void dropGone(std::vector<Entry>& batch, Attempts& attempts);
    [[nodiscard]] bool wasCarriedOut(const Attempts& attempts) const;
    void finish(std::vector<Entry>& batch);

    ReportWriter& reports_;
    const store::Reader& reader_;
    StoreLink& link_;
    Poco::Logger& log_;
    std::function<void(QueueId)> told_;
    std::deque<Entry> queue_;
    std::unordered_map<QueueId, std::uint32_t> waiting_;  // how many results of it
    boost::asio::steady_timer* sleeping_ = nullptr;
    std::size_t batchSize_;
};

}  // namespace tram::roles
