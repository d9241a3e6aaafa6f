// The journal: one record per changing command and per observation, chained by hash.
//
// Value of a row: BLAKE2b-256(previous row's hash, record) then the record. Whoever holds one hash can
// prove every record up to it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/record.hpp"
#include "store/schema/event_generated.h"

namespace tram::store {

constexpr std::size_t journalHashSize = 32;

[[nodiscard]] Bytes chainHash(ByteView previous, ByteView record);

struct JournalRow {
    JournalPosition position;
    ByteView hash;    // into the map
    ByteView record;  // into the map
};

// Rows from a position on, in order, until the visitor says false or `limit` rows were seen.
// Returns the position to go on from.
JournalPosition forEachJournalRow(const ReadTransaction& transaction, JournalPosition from, std::size_t limit,
                                  const std::function<bool(const JournalRow&)>& visit);

}  // namespace tram::store
