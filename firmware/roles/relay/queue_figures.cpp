#include "roles/relay/queue_figures.hpp"

#include <algorithm>
#include <string>

namespace tram::roles {

void QueueFigures::publishOldest(Zone& zone) {
    zone.oldestArrival.set(zone.waiting.empty() ? 0 : zone.waiting.begin()->first.time_since_epoch().count());
}

void QueueFigures::put(QueueId id, const Entry& entry) {
    remove(id);
    entries_[id] = entry;
    auto& zone = of(entry.zone);
    const auto [place, isNew] = zone.messages.try_emplace(entry.message, Message{entry.octets});
    ++place->second.recipients;
    if (isNew) {
        zone.messageCount.add(1);
        zone.octets.add(static_cast<std::int64_t>(entry.octets));
    }
    zone.recipients.add(1);
    if (entry.hold == smtp::Hold::no) zone.waiting.emplace(entry.arrival, id);
    publishOldest(zone);
}

void QueueFigures::remove(QueueId id) {
    const auto known = entries_.find(id);
    if (known == entries_.end()) return;
    const auto& entry = known->second;
    auto& zone = of(entry.zone);
    const auto message = zone.messages.find(entry.message);
    if (--message->second.recipients == 0) {
        zone.messageCount.add(-1);
        zone.octets.add(-static_cast<std::int64_t>(message->second.octets));
        zone.messages.erase(message);
    }
    zone.recipients.add(-1);
    if (entry.hold == smtp::Hold::no) zone.waiting.erase({entry.arrival, id});
    publishOldest(zone);
    entries_.erase(known);
}

void QueueFigures::tell(SystemTime now, std::vector<hal::Figure>& figures) const {
    if (!seen_.load(std::memory_order_relaxed)) return;
    for (const auto each : {smtp::Zone::internet, smtp::Zone::tsl}) {
        const auto& zone = zones_[static_cast<std::size_t>(each)];
        const hal::Labels labels{{"zone", std::string(smtp::name(each))}};
        const auto arrival = zone.oldestArrival.value();
        // A clock that was set back makes nothing younger than new.
        const auto age = arrival == 0 ? std::chrono::microseconds(0)
                                      : std::max(std::chrono::microseconds(0),
                                                 now.time_since_epoch() - std::chrono::microseconds(arrival));
        figures.push_back({"queue_messages", labels, static_cast<double>(zone.messageCount.value())});
        figures.push_back({"queue_octets", labels, static_cast<double>(zone.octets.value())});
        figures.push_back({"queue_recipients", labels, static_cast<double>(zone.recipients.value())});
        figures.push_back({"queue_oldest_seconds", labels, std::chrono::duration<double>(age).count()});
    }
}

}  // namespace tram::roles
