#include "proto/imap/sequence_set.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tram::imap {

namespace {

// "*" gives 0.
std::optional<std::uint32_t> takeNumber(ByteView& text, SetForm form) {
    if (form == SetForm::any && text.starts_with('*')) {
        text.remove_prefix(1);
        return 0;
    }
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

void appendBound(Bytes& out, std::uint32_t value) {
    if (value == 0) {
        out += '*';
        return;
    }
    std::array<char, 10> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

}  // namespace

std::optional<SequenceSet> takeSequenceSet(ByteView& text, SetForm form) {
    SequenceSet set;
    if (form == SetForm::any && text.starts_with('$')) {
        text.remove_prefix(1);
        set.saved = true;
        return set;
    }
    while (true) {
        const auto first = takeNumber(text, form);
        if (!first) return std::nullopt;
        auto last = first;
        if (text.starts_with(':')) {
            text.remove_prefix(1);
            last = takeNumber(text, form);
            if (!last) return std::nullopt;
        }
        set.ranges.push_back({*first, *last});
        if (!text.starts_with(',')) return set;
        text.remove_prefix(1);
    }
}

std::vector<SequenceRange> normalise(std::span<const SequenceRange> ranges, std::uint32_t highest) {
    std::vector<SequenceRange> sorted;
    sorted.reserve(ranges.size());
    for (auto [first, last] : ranges) {
        if (first == 0) first = highest;
        if (last == 0) last = highest;
        // Only "*" of an empty mailbox is still 0.
        if (first == 0) first = last;
        if (last == 0) last = first;
        if (first == 0) continue;
        sorted.push_back({std::min(first, last), std::max(first, last)});
    }
    std::ranges::sort(sorted, {}, &SequenceRange::first);
    std::vector<SequenceRange> merged;
    for (const auto& range : sorted) {
        if (!merged.empty() && range.first - 1 <= merged.back().last) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

bool containsNumber(std::span<const SequenceRange> normalised, std::uint32_t number) {
    const auto after = std::ranges::upper_bound(normalised, number, {}, &SequenceRange::first);
    return after != normalised.begin() && std::prev(after)->last >= number;
}

void appendSequenceSet(Bytes& out, std::span<const SequenceRange> ranges) {
    bool first = true;
    for (const auto& range : ranges) {
        if (!first) out += ',';
        first = false;
        appendBound(out, range.first);
        if (range.first == range.last) continue;
        out += ':';
        appendBound(out, range.last);
    }
}

}  // namespace tram::imap
