// Which messages of the selected mailbox a command means: a set of sequence numbers, of UIDs, or "$",
// as positions in the view. [RFC9051 9: sequence-set; RFC5182]
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "proto/imap/command.hpp"
#include "proto/imap/context.hpp"

namespace tram::imap {

// Ascending, disjoint. UIDs that are no longer there are passed over; a sequence number beyond the last
// message is BAD [RFC9051 9, seq-number].
[[nodiscard]] std::expected<std::vector<IndexRange>, Completion> positionsOf(const Context& context,
                                                                             const SequenceSet& set,
                                                                             Numbering numbering);
// The same for SEARCH, where numbers beyond the last message just match nothing.
[[nodiscard]] std::vector<IndexRange> matchingPositions(const Context& context, const SequenceSet& set,
                                                        Numbering numbering);

[[nodiscard]] std::uint64_t countOf(std::span<const IndexRange> positions);
[[nodiscard]] bool contains(std::span<const IndexRange> positions, std::uint32_t index);

// Cuts positions into portions of at most `most` messages.
[[nodiscard]] std::vector<std::vector<IndexRange>> portionsOf(std::span<const IndexRange> positions,
                                                              std::uint32_t most);

// The entries at these positions that are still there, with their positions.
struct PlacedEntry {
    std::uint32_t index = 0;
    MessageEntry entry;
};
void readEntries(Context& context, std::span<const IndexRange> positions, std::vector<PlacedEntry>& out);

// Whether any of these messages is known to be gone.
[[nodiscard]] bool anyPending(const Context& context, std::span<const IndexRange> positions);

// Turns CONDSTORE on by a command that implies it; the first one is answered with the selected mailbox's HIGHESTMODSEQ.
// [RFC7162 3.1]
void enableCondstore(Context& context);
// "* OK [HIGHESTMODSEQ n]"
void tellHighest(Context& context, ModSequence highest);

}  // namespace tram::imap
