#include "proto/imap/targets.hpp"

#include <algorithm>
#include <utility>

#include "proto/imap/flag_list.hpp"

namespace tram::imap {

namespace {

std::vector<IndexRange> merged(std::vector<IndexRange> ranges) {
    std::ranges::sort(ranges, {}, &IndexRange::first);
    std::vector<IndexRange> result;
    result.reserve(ranges.size());
    for (const auto& range : ranges) {
        if (!result.empty() && range.first <= result.back().last + 1) {
            result.back().last = std::max(result.back().last, range.last);
        } else {
            result.push_back(range);
        }
    }
    return result;
}

// The positions of all UIDs from first to last.
void addUids(const SelectedMailbox& selected, Uid first, Uid last, std::vector<IndexRange>& out) {
    const auto from = selected.lowerBound(first);
    auto to = selected.lowerBound(last);
    if (to < selected.exists() && selected.uids()[to] == last) ++to;
    if (from < to) out.push_back({from, to - 1});
}

std::vector<IndexRange> savedPositions(const Context& context) {
    std::vector<IndexRange> found;
    for (const auto& range : context.savedSearch) addUids(*context.selected, range.first, range.last, found);
    return merged(std::move(found));
}

std::vector<IndexRange> uidPositions(const SelectedMailbox& selected, const SequenceSet& set) {
    std::vector<IndexRange> found;
    found.reserve(set.ranges.size());
    for (const auto& range : set.ranges) {
        // "*" is the highest UID; in an empty mailbox nothing.
        auto first = range.first == 0 ? selected.lastUid() : Uid{range.first};
        auto last = range.last == 0 ? selected.lastUid() : Uid{range.last};
        if (last < first) std::swap(first, last);
        addUids(selected, first, last, found);
    }
    return merged(std::move(found));
}

}  // namespace

std::expected<std::vector<IndexRange>, Completion> positionsOf(const Context& context, const SequenceSet& set,
                                                               Numbering numbering) {
    const auto& selected = *context.selected;
    if (set.saved) return savedPositions(context);
    if (numbering == Numbering::uid) return uidPositions(selected, set);
    for (const auto& range : set.ranges) {
        // "*" of an empty mailbox is beyond it, too.
        if (std::max({range.first, range.last, 1U}) > selected.exists()) {
            return std::unexpected(bad("There is no message of that number"));
        }
    }
    return matchingPositions(context, set, numbering);
}

std::vector<IndexRange> matchingPositions(const Context& context, const SequenceSet& set, Numbering numbering) {
    const auto& selected = *context.selected;
    if (set.saved) return savedPositions(context);
    if (numbering == Numbering::uid) return uidPositions(selected, set);
    std::vector<IndexRange> found;
    found.reserve(set.ranges.size());
    for (const auto& range : set.ranges) {
        auto first = range.first == 0 ? selected.exists() : range.first;
        auto last = range.last == 0 ? selected.exists() : range.last;
        if (last < first) std::swap(first, last);
        last = std::min(last, selected.exists());
        if (first != 0 && first <= last) found.push_back({first - 1, last - 1});
    }
    return merged(std::move(found));
}

std::uint64_t countOf(std::span<const IndexRange> positions) {
    std::uint64_t count = 0;
    for (const auto& range : positions) count += std::uint64_t{range.last} - range.first + 1;
    return count;
}

bool contains(std::span<const IndexRange> positions, std::uint32_t index) {
    const auto after = std::ranges::upper_bound(positions, index, {}, &IndexRange::first);
    return after != positions.begin() && std::prev(after)->last >= index;
}

std::vector<std::vector<IndexRange>> portionsOf(std::span<const IndexRange> positions, std::uint32_t most) {
    std::vector<std::vector<IndexRange>> portions;
    std::uint32_t room = 0;
    for (auto range : positions) {
        while (true) {
            if (room == 0) {
                portions.emplace_back();
                room = most;
            }
            const auto length = std::min(range.last - range.first + 1, room);
            portions.back().push_back({range.first, range.first + length - 1});
            room -= length;
            if (range.first + length > range.last) break;
            range.first += length;
        }
    }
    return portions;
}

void readEntries(Context& context, std::span<const IndexRange> positions, std::vector<PlacedEntry>& out) {
    const auto& selected = *context.selected;
    std::vector<MessageEntry> entries;
    for (const auto& range : positions) {
        entries.clear();
        const auto most = std::size_t{range.last} - range.first + 1;
        context.backend.entries(selected.folder(), {selected.uids()[range.first], selected.uids()[range.last]}, most,
                                entries);
        auto index = range.first;
        for (const auto& entry : entries) {
            while (index < range.last && selected.uids()[index] < entry.uid) ++index;
            if (selected.uids()[index] == entry.uid) out.push_back({index, entry});
        }
    }
}

bool anyPending(const Context& context, std::span<const IndexRange> positions) {
    const auto pending = context.selected->pendingPositions();
    return std::ranges::any_of(pending, [&](std::uint32_t index) { return contains(positions, index); });
}

void enableCondstore(Context& context) {
    if (!std::exchange(context.enabled.condstore, true) && context.selected)
        tellHighest(context, context.selected->synchronised());
}

void tellHighest(Context& context, ModSequence highest) {
    context.out += "* OK [HIGHESTMODSEQ ";
    appendNumber(context.out, highest.value);
    context.out += "] Highest\r\n";
}

}  // namespace tram::imap
