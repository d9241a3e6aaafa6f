// Which UIDs are no more since a mod-sequence, for clients that resynchronise. [RFC7162 3.2.5, 3.2.6]
#pragma once

#include <optional>
#include <vector>

#include "proto/imap/command.hpp"
#include "proto/imap/context.hpp"

namespace tram::imap {

// UIDs as ascending disjoint ranges; "*" is the last of the view.
[[nodiscard]] std::vector<UidRange> uidsOf(const SelectedMailbox& selected, const SequenceSet& set);
[[nodiscard]] bool contains(const std::vector<UidRange>& ranges, Uid uid);

// Ascending. Only UIDs that the view does not show; where expunges that old are no longer listed, all
// missing UIDs above `matched`. `known`: only these.
[[nodiscard]] std::vector<UidRange> vanishedSince(Context& context, ModSequence since, Uid matched,
                                                  const std::optional<std::vector<UidRange>>& known);

// Up to which UID the client's pairs of sequence number and UID are as here. [RFC7162 3.2.5.2]
[[nodiscard]] Uid matchedUid(const SelectedMailbox& selected, const SequenceSet& numbers, const SequenceSet& uids);

}  // namespace tram::imap
