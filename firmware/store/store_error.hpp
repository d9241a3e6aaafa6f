// What can go wrong at the door to LMDB.
#pragma once

#include <string>

namespace tram::store {

enum class StoreErrorKind {
    notFound,    // no store in that folder
    newer,       // written by a newer program than this one
    permission,  // not readable, or not writable, by this user
    full,        // map, transaction or disk full
    io,          // the disk said no
    corrupted,   // a page, a record or a checksum is not what it must be
    busy,        // all reader slots taken, or another writer runs
    internal,    // anything else LMDB reports
};

struct StoreError {
    StoreErrorKind kind = StoreErrorKind::internal;
    std::string detail;
};

// LMDB's return code as one of the above.
[[nodiscard]] StoreError storeErrorOf(int lmdbCode, const char* doing);

// Thrown inside this room only, by the transaction's primitives; caught where a batch is committed or
// a read ends. Never crosses into another room.
struct TransactionFailed {
    StoreError error;
};

}  // namespace tram::store
