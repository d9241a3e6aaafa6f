// What tram-hal says: events as they come, and a snapshot after them, at least every few seconds.
//
// One connection, one thread. tram-hal may be away: it is asked again every second.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"
#include "hal/snmp/informer.hpp"
#include "net/unix_socket.hpp"

namespace tram::snmp {

struct FeedSettings {
    std::filesystem::path socket;
    std::chrono::seconds snapshotEvery{5};
    // After so long without a word nothing is known any more.
    std::chrono::seconds silence{15};
    // Events from this number on; nothing: from the present one.
    std::optional<std::uint64_t> after;
};

class HalFeed {
public:
    HalFeed(FeedSettings settings, const Clock& clock)
        : settings_(std::move(settings)), clock_(clock), lastRound_(clock.steady()) {}

    // `heard` with all that comes; `lost` once when tram-hal has been silent for too long.
    void run(const std::stop_token& stop, const std::function<void(Heard)>& heard,
             const std::function<void(const std::string&)>& lost);
    [[nodiscard]] SteadyTime lastRound() const { return lastRound_.load(); }

private:
    // An answer; nothing, with the reason in problem_, where there is none.
    std::optional<std::string> ask(const std::stop_token& stop, net::BlockingChannel& channel, std::string question,
                                   std::chrono::milliseconds patience);
    // Events, waited for so long, and a snapshot.
    bool askAll(const std::stop_token& stop, net::BlockingChannel& channel, std::chrono::seconds wait,
                const std::function<void(Heard)>& heard);

    FeedSettings settings_;
    const Clock& clock_;
    std::uint64_t lastId_ = 0;
    std::optional<std::uint64_t> after_;
    std::string problem_;
    std::atomic<SteadyTime> lastRound_;
};

}  // namespace tram::snmp
