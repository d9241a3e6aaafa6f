#include "store/trace.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "store/directory.hpp"
#include "store/journal_archive.hpp"

namespace tram::store {

namespace {

std::string_view outcomeName(schema::AttemptOutcome outcome) {
    switch (outcome) {
        case schema::AttemptOutcome::relayed:
            return "relayed";
        case schema::AttemptOutcome::deferred:
            return "deferred";
        case schema::AttemptOutcome::failed:
            return "failed";
        case schema::AttemptOutcome::dropped:
            return "dropped by an operator";
        case schema::AttemptOutcome::held:
            return "held by an operator";
        case schema::AttemptOutcome::released:
            return "released by an operator";
        case schema::AttemptOutcome::delay_notified:
            return "the sender was told of the delay";
    }
    return "?";
}

std::string describe(const schema::MessageAccepted& event) {
    std::string text = "accepted <" + textOf(event.message_id()) + "> from <" + textOf(event.reverse_path()) + ">, " +
                       std::to_string(event.size()) + " octets";
    if (const auto* arrival = event.arrival()) {
        if (arrival->zone() != nullptr) text += ", zone " + arrival->zone()->str();
        if (arrival->client() != nullptr) text += ", client " + arrival->client()->str();
        if (!viewOf(arrival->tls()).empty()) text += ", " + arrival->tls()->str();
    }
    if (event.delivered() != nullptr) {
        for (const auto* delivered : *event.delivered()) {
            text += "; delivered to <" + textOf(delivered->address()) + "> as UID " + std::to_string(delivered->uid());
        }
    }
    if (event.groups() != nullptr) {
        for (const auto* group : *event.groups()) text += "; to the group <" + group->str() + ">";
    }
    if (event.queued() != nullptr) {
        for (const auto* queued : *event.queued()) {
            text += "; queued for <" + textOf(queued->recipient()) + "> as " + std::to_string(queued->queue());
        }
    }
    return text;
}

// A large group's members are counted, not listed.
std::string describe(const schema::GroupExpanded& event) {
    const auto count = event.delivered() == nullptr ? 0 : event.delivered()->size();
    const auto without = event.without_room() == nullptr ? 0 : event.without_room()->size();
    return "group: delivered to " + std::to_string(count) + " members, " + std::to_string(event.left()) + " left" +
           (without == 0 ? "" : ", " + std::to_string(without) + " without room");
}

std::string describe(const schema::ExpansionEnded& event) {
    return "group: done, delivered to " + std::to_string(event.delivered()) + " members" +
           (event.without_room() == 0
                ? ""
                : ", " + std::to_string(event.without_room()) + " without room reported to the sender");
}

std::string describe(const schema::QueueAttempted& event) {
    std::string text = "queue " + std::to_string(event.queue()) + " <" + textOf(event.recipient()) + ">: ";
    text += outcomeName(event.outcome());
    if (!viewOf(event.remote()).empty()) text += " at " + event.remote()->str();
    if (!viewOf(event.tls()).empty()) text += ", " + event.tls()->str();
    if (!viewOf(event.reply()).empty()) text += ": " + event.reply()->str();
    return text;
}

// Whether one of a list's entries names the address.
template <class List, class Of>
bool named(const List* list, Of of, ByteView address) {
    return list != nullptr && !address.empty() && std::any_of(list->begin(), list->end(), [&](const auto* entry) {
               return normaliseAddress(of(entry)) == address;
           });
}

bool concerns(const schema::MessageAccepted& event, ByteView messageId, ByteView address) {
    if (!messageId.empty() && viewOf(event.message_id()) == messageId) return true;
    if (address.empty()) return false;
    if (normaliseAddress(viewOf(event.reverse_path())) == address) return true;
    return named(
               event.delivered(), [](const auto* entry) { return viewOf(entry->address()); }, address) ||
           named(
               event.groups(), [](const auto* entry) { return viewOf(entry); }, address) ||
           named(event.queued(), [](const auto* entry) { return viewOf(entry->recipient()); }, address);
}

}  // namespace

schema::TracedT traceMessage(const Environment& environment, ByteView text, std::uint32_t limit, std::int64_t since,
                             const BetweenSlices& between) {
    if (text.size() >= 2 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
    const auto address = normaliseAddress(text);
    std::set<std::uint64_t> queues;
    std::set<std::uint64_t> expansions;
    std::deque<std::unique_ptr<schema::TraceStepT>> steps;
    const auto bound = std::clamp<std::uint32_t>(limit, 1, 10'000);
    const auto add = [&](JournalPosition position, std::int64_t time, std::string description) {
        if (time < since && position) return;
        auto step = std::make_unique<schema::TraceStepT>();
        step->time = time;
        step->position = position.value;
        step->text = std::move(description);
        steps.push_back(std::move(step));
        if (steps.size() > bound) steps.pop_front();
    };
    const auto look = [&](JournalPosition position, ByteView bytes) {
        const Record<schema::JournalRecord> record(bytes);
        if (const auto* accepted = record->event_as_MessageAccepted()) {
            if (!concerns(*accepted, text, address)) return true;
            if (accepted->queued() != nullptr) {
                for (const auto* queued : *accepted->queued()) queues.insert(queued->queue());
            }
            if (accepted->expansion() != 0) expansions.insert(accepted->expansion());
            add(position, record->time(), describe(*accepted));
        } else if (const auto* step = record->event_as_GroupExpanded()) {
            const auto mine =
                named(step->delivered(), [](const auto* entry) { return viewOf(entry->address()); }, address);
            if (mine || expansions.contains(step->expansion())) add(position, record->time(), describe(*step));
        } else if (const auto* ended = record->event_as_ExpansionEnded()) {
            if (expansions.contains(ended->expansion())) add(position, record->time(), describe(*ended));
        } else if (const auto* attempted = record->event_as_QueueAttempted()) {
            if (queues.contains(attempted->queue())) add(position, record->time(), describe(*attempted));
        }
        return true;
    };
    forEachRecord(
        environment, firstRecordSince(environment, since), look,
        [&](const std::string& damage) { add({}, 0, "not readable: " + damage); }, between);
    schema::TracedT answer;
    for (auto& step : steps) answer.steps.push_back(std::move(step));
    return answer;
}

}  // namespace tram::store
