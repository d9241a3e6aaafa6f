#include "proto/imap/vanished.hpp"

#include <algorithm>

namespace tram::imap {

namespace {

// What both have; both normalised.
std::vector<UidRange> intersection(const std::vector<UidRange>& a, const std::vector<UidRange>& b) {
    std::vector<UidRange> result;
    std::size_t from = 0;
    for (const auto& range : a) {
        while (from < b.size() && b[from].last < range.first) ++from;
        for (auto at = from; at < b.size() && b[at].first <= range.last; ++at) {
            result.push_back({std::max(range.first, b[at].first), std::min(range.last, b[at].last)});
        }
    }
    return result;
}

// The ranges without what this view still shows: what went since it was read is told as news.
std::vector<UidRange> withoutPresent(const SelectedMailbox& selected, const std::vector<UidRange>& ranges) {
    std::vector<UidRange> result;
    for (const auto& range : ranges) {
        auto next = range.first.value;
        for (auto at = selected.lowerBound(range.first); at < selected.exists() && selected.uids()[at] <= range.last;
             ++at) {
            const auto uid = selected.uids()[at].value;
            if (next < uid) result.push_back({Uid{next}, Uid{uid - 1}});
            next = uid + 1;
        }
        if (next <= range.last.value && next != 0) result.push_back({Uid{next}, range.last});
    }
    return result;
}

// All UIDs above `above` that were given out and are no more.
std::vector<UidRange> absentUids(const SelectedMailbox& selected, Uid above) {
    std::vector<UidRange> absent;
    auto next = above.value + 1;
    for (const auto uid : selected.uids().subspan(selected.lowerBound(Uid{next}))) {
        if (next < uid.value) absent.push_back({Uid{next}, Uid{uid.value - 1}});
        next = uid.value + 1;
    }
    if (next < selected.uidNext().value) absent.push_back({Uid{next}, Uid{selected.uidNext().value - 1}});
    return absent;
}

}  // namespace

std::vector<UidRange> uidsOf(const SelectedMailbox& selected, const SequenceSet& set) {
    std::vector<UidRange> ranges;
    const Uid highest{std::max(selected.uidNext().value, 2U) - 1};
    for (const auto& range : set.ranges) {
        const auto first = range.first == 0 ? highest : Uid{range.first};
        const auto last = range.last == 0 ? highest : Uid{range.last};
        ranges.push_back({std::min(first, last), std::max(first, last)});
    }
    std::ranges::sort(ranges, {}, &UidRange::first);
    std::vector<UidRange> merged;
    for (const auto& range : ranges) {
        if (!merged.empty() && range.first <= merged.back().last) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

bool contains(const std::vector<UidRange>& ranges, Uid uid) {
    const auto after = std::ranges::upper_bound(ranges, uid, {}, &UidRange::first);
    return after != ranges.begin() && std::prev(after)->last >= uid;
}

std::vector<UidRange> vanishedSince(Context& context, ModSequence since, Uid matched,
                                    const std::optional<std::vector<UidRange>>& known) {
    const auto& selected = *context.selected;
    std::vector<UidRange> gone;
    const auto listed = context.backend.expunged(selected.folder(), since, gone);
    if (!listed) {
        gone = absentUids(selected, matched);
    } else {
        std::ranges::sort(gone, {}, &UidRange::first);
        gone = withoutPresent(selected, gone);
    }
    // Up to there the client has told what it knows. [RFC7162 3.2.5.2]
    std::erase_if(gone, [&](const UidRange& range) { return range.last <= matched; });
    if (!gone.empty() && gone.front().first <= matched) gone.front().first = Uid{matched.value + 1};
    if (known) gone = intersection(gone, *known);
    // Neighbours become one range: shorter lines.
    std::vector<UidRange> joined;
    for (const auto& range : gone) {
        if (!joined.empty() && range.first.value <= joined.back().last.value + 1) {
            joined.back().last = std::max(joined.back().last, range.last);
        } else {
            joined.push_back(range);
        }
    }
    return joined;
}

Uid matchedUid(const SelectedMailbox& selected, const SequenceSet& numberSet, const SequenceSet& uidSet) {
    Uid matched;
    std::size_t numberRange = 0;
    std::size_t uidRange = 0;
    std::uint32_t numberOffset = 0;
    std::uint32_t uidOffset = 0;
    const auto& numbers = numberSet.ranges;
    const auto& uids = uidSet.ranges;
    for (std::uint32_t steps = 0; steps < selected.exists(); ++steps) {
        if (numberRange == numbers.size() || uidRange == uids.size()) break;
        const auto number = numbers[numberRange].first + numberOffset;
        const auto uid = uids[uidRange].first + uidOffset;
        if (number == 0 || number > selected.exists() || selected.uids()[number - 1].value != uid) break;
        matched = Uid{uid};
        if (number >= numbers[numberRange].last) {
            ++numberRange;
            numberOffset = 0;
        } else {
            ++numberOffset;
        }
        if (uid >= uids[uidRange].last) {
            ++uidRange;
            uidOffset = 0;
        } else {
            ++uidOffset;
        }
    }
    return matched;
}

}  // namespace tram::imap
