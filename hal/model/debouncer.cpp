#include "hal/model/debouncer.hpp"

namespace tram::hal {

using std::chrono::minutes;
using std::chrono::seconds;

Patience patienceOf(Condition condition) {
    switch (condition) {
        // The kernel has judged already: what it says is so, and a technician waits for the word.
        case Condition::diskFailed:
        case Condition::arrayFailed:
        case Condition::arrayBadBlocks:
        case Condition::memoryUncorrected:
        case Condition::powerDraining:
        case Condition::powerStopping:
            return {{}, {}, 1};
        // A disk that is put in anew is gone for a moment; an array looks degraded while it is assembled.
        case Condition::diskMissing:
        case Condition::arrayDegraded:
        case Condition::arrayNoSpare:
            return {seconds(2), seconds(2), 2};
        // Mains that flicker raise nothing; they are told as back once they are believed.
        case Condition::upsOnBattery:
            return {seconds(10), seconds(30), 2};
        case Condition::upsLowBattery:
        case Condition::upsOverload:
        case Condition::upsBypass:
        case Condition::upsAlarm:
        case Condition::upsReplaceBattery:
            return {seconds(5), seconds(30), 2};
        case Condition::upsLost:
            return {seconds(15), seconds(10), 3};
        case Condition::supplyLost:
        case Condition::supplyFailed:
        case Condition::supplyMissing:
            return {seconds(3), seconds(5), 3};
        case Condition::fanMissing:
            return {seconds(10), seconds(5), 3};
        // It is asked every ten seconds: one lost answer, or a link that has just come up, is nothing.
        case Condition::gatewayUnreachable:
            return {seconds(20), seconds(5), 3};
        case Condition::addressMissing:
        case Condition::linkLeftBond:
        case Condition::routeMissing:
        case Condition::zoneLinkLost:
        case Condition::zoneDown:
            return {seconds(3), seconds(3), 2};
        // One slow commit, or a queue whose oldest message is about to leave, is nobody's business.
        case Condition::storeSlow:
            return {seconds(60), seconds(60), 3};
        case Condition::queueOld:
        case Condition::clockOff:
            return {seconds(30), seconds(30), 2};
        case Condition::processDown:
            return {seconds(5), {}, 2};
        case Condition::controllerSilent:
        case Condition::diskUnresponsive:
            return {seconds(30), {}, 2};
        case Condition::unreadable:
            return {seconds(10), {}, 2};
        // Rules that look at trends, or watch over several readings by themselves.
        default:
            return {{}, {}, 1};
    }
}

Debouncer::Debouncer(std::span<const Alarm> active) {
    for (const auto& alarm : active)
        held_.emplace(std::pair(alarm.component, alarm.condition),
                      Held{Debounce(patienceOf(alarm.condition), true),
                           {alarm.condition, alarm.component, alarm.arguments, alarm.severity},
                           false});
}

std::vector<Finding> Debouncer::update(std::vector<Finding> seen, const std::set<std::string>& unreadable,
                                       SteadyTime now) {
    for (auto& [key, held] : held_) held.seen = false;
    for (auto& finding : seen) {
        const auto [found, isNew] = held_.try_emplace({finding.component, finding.condition},
                                                      Held{Debounce(patienceOf(finding.condition)), {}, true});
        found->second.seen = true;
        found->second.last = std::move(finding);
    }
    std::vector<Finding> holding;
    std::erase_if(held_, [&](auto& entry) {
        auto& [key, held] = entry;
        const bool isKnown = held.seen || !unreadable.contains(key.first);
        if (isKnown) held.debounce.update(held.seen, now);
        if (held.debounce.holds()) holding.push_back(held.last);
        return isKnown && !held.seen && !held.debounce.holds();
    });
    return holding;
}

}  // namespace tram::hal
