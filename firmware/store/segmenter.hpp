// Where a large blob is cut, so that what two messages have in common is stored once.
//
// Cuts follow the content (a rolling gear hash), so an insertion moves cuts only near itself; and they
// fall where a MIME part begins and ends, so the same attachment in two messages is the same segments
// whatever stands before it. Pure; linear.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace tram::store {

struct SegmentSizes {
    std::size_t minimum;
    std::size_t mean;  // a power of two
    std::size_t maximum;
};

constexpr SegmentSizes defaultSegmentSizes{64 * 1024, 256 * 1024, 1024 * 1024};

// The ends of the segments, ascending; the last is the blob's size. `hints` are offsets at which a cut
// must fall (ascending; those out of range are left out).
[[nodiscard]] std::vector<std::size_t> segmentEnds(ByteView blob, std::span<const std::size_t> hints,
                                                   const SegmentSizes& sizes = defaultSegmentSizes);

}  // namespace tram::store
