// Walks a whole table without holding one snapshot for long: after each slice the transaction is begun anew
// behind the last key. What changes behind the walk is not seen, what changes before it is.
#pragma once

#include <chrono>
#include <functional>

#include "base/limits.hpp"
#include "store/transaction.hpp"

namespace tram::store {

// Called while no transaction is open, so that what holds the environment can let go of it for a moment.
using BetweenSlices = std::function<void()>;

// `visit(transaction, key, value)`; the views are valid during the call.
template <class Visit>
void walkTable(const Environment& environment, Table table, Visit visit, const BetweenSlices& between = {}) {
    constexpr auto sliceTime = limits::store::readTransaction / 4;
    Bytes last;
    for (;;) {
        if (between) between();
        const ReadTransaction transaction(environment);
        Cursor cursor(transaction, table);
        bool found = last.empty() ? cursor.first() : cursor.seek(ByteView(last));
        if (found && !last.empty() && cursor.key() == last) found = cursor.next();
        if (!found) return;
        const auto end = std::chrono::steady_clock::now() + sliceTime;
        for (; found; found = cursor.next()) {
            visit(transaction, cursor.key(), cursor.value());
            last = cursor.key();
            if (std::chrono::steady_clock::now() > end) break;
        }
        if (!found) return;
    }
}

}  // namespace tram::store
