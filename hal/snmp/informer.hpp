// Tells the receivers of notifications what happens, each for itself: a receiver that does not answer holds up neither
// the others nor the agent.
//
// What a receiver has is kept in a file for each (tables/outbox.hpp), so that nothing is lost over a restart as long as
// tram-hal keeps the events. Threads: run() on one; tell() on any.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "hal/snmp/inform_session.hpp"
#include "hal/snmp/tables/outbox.hpp"
#include "net/unique_fd.hpp"

namespace tram::snmp {

// What was heard of tram-hal at one time: the events since the last time, and how things stand after them.
struct Heard {
    std::vector<hal::AlarmEvent> events;
    std::shared_ptr<const hal::Snapshot> snapshot;
};

struct InformerSettings {
    std::vector<InformPeer> peers;
    InformUser user;
    std::filesystem::path folder;  // for what is known of receivers
    OutboxRules rules;
};

class Informer {
public:
    Informer(InformerSettings settings, const Clock& clock, std::mutex& library,
             std::function<void(const std::string&)> log);
    ~Informer();

    // The event after which somebody still lacks some; nothing where no receiver was ever in contact.
    [[nodiscard]] std::optional<std::uint64_t> oldestAcknowledged() const;

    void run(const std::stop_token& stop);
    void tell(Heard heard);
    // Ends a wait of run().
    void wake();
    [[nodiscard]] SteadyTime lastRound() const { return lastRound_.load(); }

private:
    struct Receiver;

    void take();
    void drive(Receiver& receiver);
    void settle(Receiver& receiver);
    void waitForAnything();
    void keep(Receiver& receiver);

    InformerSettings settings_;
    const Clock& clock_;
    std::mutex& library_;
    std::function<void(const std::string&)> log_;
    SteadyTime started_;
    std::vector<std::unique_ptr<Receiver>> receivers_;
    std::shared_ptr<const hal::Snapshot> snapshot_;
    net::UniqueFd wakeUp_;
    std::mutex mutex_;
    std::vector<Heard> heard_;  // guarded by mutex_
    std::atomic<SteadyTime> lastRound_;
};

}  // namespace tram::snmp
