// One write transaction under way: what the commands of a batch share.
//
// The counters are read once at its begin and written once before its commit, so an undone batch leaves
// nothing behind, in memory neither. Single-threaded: lives on the writer's thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/record.hpp"
#include "store/schema/command_generated.h"
#include "store/schema/event_generated.h"
#include "store/transaction.hpp"

namespace tram::store {

// Who asked.
struct Origin {
    std::string process;
    OfficialId actor;
    std::uint32_t epoch = 0;    // of the session in which he asks; 0: of none
    std::uint64_t channel = 0;  // over which it came, 0: none
};

class Batch {
public:
    Batch(const Environment& environment, SystemTime now);

    WriteTransaction transaction;
    schema::State state;

    [[nodiscard]] SystemTime now() const { return now_; }
    [[nodiscard]] std::int64_t nowMicroseconds() const { return now_.time_since_epoch().count(); }
    [[nodiscard]] std::int64_t nowSeconds() const { return nowMicroseconds() / 1'000'000; }

    std::uint64_t newId();
    // The mod-sequence of what the command at work changes: the place its journal record will have.
    [[nodiscard]] ModSequence modSequence() const { return ModSequence{state.journal_position() + 1}; }
    // Writes the command's journal record; call it once per changing command, after its changes.
    JournalPosition journal(const Origin& origin, schema::EventUnion event);
    [[nodiscard]] JournalPosition position() const { return JournalPosition{state.journal_position()}; }

    void touch(FolderId folder) { touchedFolders_.insert(folder.value); }
    void touchQueue(QueueId queue) { touchedQueues_.push_back(queue.value); }
    void touchDirectory() { directoryTouched_ = true; }
    void touchExpansions() { expansionsTouched_ = true; }
    void touchTickets() { ticketsTouched_ = true; }
    // His account was closed or reset, or his rights changed: his sessions are to be looked at anew.
    void touchStanding(OfficialId official) { touchedStandings_.insert(official.value); }
    void endSession(OfficialId official, std::uint64_t session) {
        endedSessions_.emplace_back(official.value, session);
    }
    // Nothing of it is to be committed; for commands that run alone.
    void abandon() { abandoned_ = true; }
    [[nodiscard]] bool isAbandoned() const { return abandoned_; }
    [[nodiscard]] const std::set<std::uint64_t>& touchedFolders() const { return touchedFolders_; }
    [[nodiscard]] const std::vector<std::uint64_t>& touchedQueues() const { return touchedQueues_; }
    [[nodiscard]] const std::set<std::uint64_t>& touchedStandings() const { return touchedStandings_; }
    [[nodiscard]] const std::vector<schema::EndedSession>& endedSessions() const { return endedSessions_; }
    [[nodiscard]] bool directoryTouched() const { return directoryTouched_; }
    [[nodiscard]] bool expansionsTouched() const { return expansionsTouched_; }
    [[nodiscard]] bool ticketsTouched() const { return ticketsTouched_; }

    // Bytes written into blobs by this batch, for the bound on a commit.
    std::uint64_t blobBytes = 0;

    void commit();

private:
    SystemTime now_;
    std::set<std::uint64_t> touchedFolders_;
    std::vector<std::uint64_t> touchedQueues_;
    std::set<std::uint64_t> touchedStandings_;
    std::vector<schema::EndedSession> endedSessions_;
    bool abandoned_ = false;
    bool directoryTouched_ = false;
    bool expansionsTouched_ = false;
    bool ticketsTouched_ = false;
};

// The event as the union value that journal() takes.
template <class Event>
[[nodiscard]] schema::EventUnion asEvent(Event event) {
    schema::EventUnion result;
    result.Set(std::move(event));
    return result;
}

}  // namespace tram::store
