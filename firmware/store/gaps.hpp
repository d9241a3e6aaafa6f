// The UIDs of a folder that were expunged, as ranges: what is there without a look at the messages.
//
// Kept in Table::expunged with mod-sequence 0 (tables.hpp). Opening a mailbox of 100,000 messages reads a record of
// each by the messages, and hardly anything by the gaps.
#pragma once

#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "store/transaction.hpp"

namespace tram::store {

// Both ends belong to it.
struct UidSpan {
    Uid first;
    Uid last;
    friend bool operator==(const UidSpan&, const UidSpan&) = default;
};

// Takes up a range that lies in no gap; it becomes one with the gaps it touches.
void widenGaps(WriteTransaction& transaction, FolderId folder, UidSpan expunged);

// All UIDs of the folder, ascending. Nothing where the folder is not there, or older than gaps are.
[[nodiscard]] std::optional<std::vector<UidSpan>> presentUids(const ReadTransaction& transaction, FolderId folder);

}  // namespace tram::store
