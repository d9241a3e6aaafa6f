// Sets of sequence numbers or UIDs: "2,4:7,9,12:*" and "$".
//
// Standards: RFC 9051 9 (sequence-set, uid-set), RFC 5182 ("$"). Kept as ranges and never counted out:
// "1:4294967295" is one range. Hostile input: linear; as many ranges as the text has, then
// O(n log n) to put in order.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace tram::imap {

// 0 stands for "*". The ends may come in any order.
struct SequenceRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    friend bool operator==(const SequenceRange&, const SequenceRange&) = default;
};

struct SequenceSet {
    std::vector<SequenceRange> ranges;
    bool saved = false;  // "$": the saved search result; there are no ranges then
    friend bool operator==(const SequenceSet&, const SequenceSet&) = default;
};

// The set at the start of `text`, which is shortened by it; nullopt where there is none, `text` then stands
// where the mistake is.
enum class SetForm : std::uint8_t {
    any,      // "*" and "$", too
    numbers,  // neither: known-uids and the match data of QRESYNC [RFC7162 7]
};
[[nodiscard]] std::optional<SequenceSet> takeSequenceSet(ByteView& text, SetForm form);

// With "*" as `highest`: ascending, disjoint, not touching, first <= last. Where highest is 0 (an empty
// mailbox) "*" stands for nothing and "n:*" for n.
[[nodiscard]] std::vector<SequenceRange> normalise(std::span<const SequenceRange> ranges, std::uint32_t highest);

// Whether a normalised list holds the number. Logarithmic.
[[nodiscard]] bool containsNumber(std::span<const SequenceRange> normalised, std::uint32_t number);

// "1:3,5,7:*"
void appendSequenceSet(Bytes& out, std::span<const SequenceRange> ranges);

}  // namespace tram::imap
