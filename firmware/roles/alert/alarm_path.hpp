// One way out for alarms: its spool, how it delivers, and when it tries again. Each way stands for itself, so that one
// that hangs silences no other.
//
// Threads: one loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "roles/alert/event_spool.hpp"
#include "roles/alert/health_view.hpp"

namespace tram::roles {

// What came of one attempt.
struct Delivery {
    std::vector<std::uint64_t> done;     // numbers of the events that arrived
    std::vector<std::uint64_t> refused;  // of those that the other side will never take
    std::string problem = {};  // why the others did not arrive; "" where there is no reason to try again later
    std::optional<SteadyTime> next = {};  // when those that wait without a problem are due
};

class AlarmSender {
public:
    virtual ~AlarmSender() = default;
    // `waiting` is not empty. It ends within minutes, whatever the other side does.
    [[nodiscard]] virtual boost::asio::awaitable<Delivery> deliver(std::vector<SpooledEvent> waiting) = 0;
};

class AlarmPath : public std::enable_shared_from_this<AlarmPath> {
public:
    struct Parts {
        boost::asio::any_io_executor executor;
        std::string name;  // for people: "syslog log.example:6514"
        std::shared_ptr<EventSpool> spool;
        std::unique_ptr<AlarmSender> sender;
        const Clock& clock;
        std::function<void(const std::string&)> complain;
        std::chrono::milliseconds firstRetry = std::chrono::seconds(1);
        std::chrono::milliseconds longestRetry = std::chrono::minutes(1);
    };
    explicit AlarmPath(Parts parts);

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run(std::shared_ptr<AlarmPath> self);
    [[nodiscard]] std::optional<std::uint64_t> known() const { return parts_.spool->known(); }
    void take(std::span<const hal::AlarmEvent> events, std::uint64_t known);
    [[nodiscard]] PathView view() const;

private:
    void note(const Delivery& delivery);
    [[nodiscard]] std::chrono::milliseconds retryAfter();

    Parts parts_;
    boost::asio::steady_timer rest_;   // ends when something came
    boost::asio::steady_timer pause_;  // after a failure
    std::chrono::milliseconds retry_;
    bool awake_ = false;
    PathView view_;
};

}  // namespace tram::roles
