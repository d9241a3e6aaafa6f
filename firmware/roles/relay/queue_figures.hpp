// What waits in the queue, by zone: kept up with each entry that comes, changes or goes, so that no report walks the
// queue.
//
//   queue_messages queue_octets queue_recipients queue_oldest_seconds
//
// A message counts once in each zone that it has recipients in; held ones count, but never as the oldest. Nothing is
// told before the whole queue was looked at.
// Threads: changes on one loop; what is told, by any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "hal/model/report.hpp"
#include "proto/smtp/delivery_plan.hpp"
#include "proto/smtp/delivery_scheduler.hpp"
#include "roles/health_report/counters.hpp"

namespace tram::roles {

class QueueFigures {
public:
    struct Entry {
        smtp::Zone zone = smtp::Zone::internet;
        smtp::MessageGroup message;  // the same for all recipients of one
        std::uint64_t octets = 0;    // of the message
        SystemTime arrival;
        smtp::Hold hold = smtp::Hold::no;
    };
    void put(QueueId id, const Entry& entry);
    void remove(QueueId id);
    void wholeQueueSeen() { seen_.store(true, std::memory_order_relaxed); }

    // For Counters::askAll.
    void tell(SystemTime now, std::vector<hal::Figure>& figures) const;

private:
    struct Message {
        std::uint64_t octets = 0;
        std::size_t recipients = 0;
    };
    struct Zone {
        std::unordered_map<smtp::MessageGroup, Message> messages;
        std::set<std::pair<SystemTime, QueueId>> waiting;  // those that are not held, the oldest first
        // What others read.
        Gauge messageCount;
        Gauge octets;
        Gauge recipients;
        Gauge oldestArrival;  // in microseconds since 1970; 0: there is none
    };
    [[nodiscard]] Zone& of(smtp::Zone zone) { return zones_[static_cast<std::size_t>(zone)]; }
    static void publishOldest(Zone& zone);

    std::unordered_map<QueueId, Entry> entries_;
    std::array<Zone, 2> zones_;  // by smtp::Zone
    std::atomic<bool> seen_ = false;
};

}  // namespace tram::roles
