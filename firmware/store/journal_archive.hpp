// The journal is bounded: what is old lies sealed in files beside the database, in `journal/`, and leaves its table in
// bounded steps; files that are older still are given up.
//
// A file is durable before its row of Table::journalSegment is, and the row before any record leaves the journal's
// table, so a crash at any moment loses nothing; a file without a row is made anew.
#pragma once

#include <functional>
#include <shared_mutex>

#include "store/commands.hpp"
#include "store/journal_bounds.hpp"
#include "store/journal_segment.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

[[nodiscard]] std::filesystem::path segmentFile(const std::filesystem::path& storeFolder, JournalPosition first);

// All rows of Table::journalSegment, in order.
[[nodiscard]] std::vector<schema::JournalSegment> sealedSegments(const ReadTransaction& transaction);

// Writes the next segment's file where one is due; nothing where none is. Reads in slices, each under `guard`.
// Errors: of the file; corrupted where the chain is broken, which is never sealed.
[[nodiscard]] std::expected<std::optional<schema::JournalSegment>, StoreError> writeDueSegment(
    const Environment& environment, std::shared_mutex& guard, const JournalBounds& bounds,
    const credentials::SigningKey& key, SystemTime now);

// The commands that the keeper gives: a segment's file is there; a segment is given up.
[[nodiscard]] Outcome recordSegment(CommandContext& context, const schema::JournalSegment& segment);
[[nodiscard]] Outcome expireSegment(CommandContext& context, JournalPosition first);

// The oldest segment, where it is to be given up.
[[nodiscard]] std::optional<schema::JournalSegment> dueToExpire(const ReadTransaction& transaction,
                                                                const JournalBounds& bounds, SystemTime now,
                                                                std::uint64_t volumeOctets);

// Whether sealed records are to leave the table now.
[[nodiscard]] bool journalStepDue(const ReadTransaction& transaction, const JournalBounds& bounds, SystemTime now);
// Takes up to so many of them out. True when there is more to do.
bool journalStep(Batch& batch, const JournalBounds& bounds, std::uint32_t rows);

// Where to begin for all records of that time (microseconds since 1970) or later: no earlier than the segment, or the
// journal's table, that holds it.
[[nodiscard]] JournalPosition firstRecordSince(const Environment& environment, std::int64_t time);

// Every record from a position on that the journal still has, sealed or not, in order, until the visitor says false.
// What a file cannot give is told to `damaged` and left out.
void forEachRecord(const Environment& environment, JournalPosition from,
                   const std::function<bool(JournalPosition, ByteView record)>& visit,
                   const std::function<void(const std::string&)>& damaged, const BetweenSlices& between = {});

}  // namespace tram::store
