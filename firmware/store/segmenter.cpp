#include "store/segmenter.hpp"

#include <algorithm>
#include <array>

namespace tram::store {

namespace {

// 256 fixed random words (SplitMix64 from a constant): part of the on-disk sharing, never to change.
constexpr std::array<std::uint64_t, 256> gearTable = [] {
    std::array<std::uint64_t, 256> table{};
    std::uint64_t state = 0x7472616d2d676561ULL;
    for (auto& word : table) {
        state += 0x9e3779b97f4a7c15ULL;
        auto z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        word = z ^ (z >> 31);
    }
    return table;
}();

// The end of the segment that begins at `begin` within [begin, end).
std::size_t cut(ByteView blob, std::size_t begin, std::size_t end, const SegmentSizes& sizes) {
    const auto length = end - begin;
    if (length <= sizes.minimum) return end;
    const auto last = begin + std::min(length, sizes.maximum);
    // The upper bits have seen the most bytes.
    const auto mask = (std::uint64_t{sizes.mean} - 1) << 40;
    std::uint64_t hash = 0;
    // 64 bytes before the minimum are enough to fill the hash.
    for (auto i = begin + sizes.minimum - 64; i < last; ++i) {
        hash = (hash << 1) + gearTable[static_cast<unsigned char>(blob[i])];
        if (i >= begin + sizes.minimum && (hash & mask) == 0) return i + 1;
    }
    return last;
}

}  // namespace

std::vector<std::size_t> segmentEnds(ByteView blob, std::span<const std::size_t> hints, const SegmentSizes& sizes) {
    std::vector<std::size_t> ends;
    std::size_t begin = 0;
    const auto cutUpTo = [&](std::size_t end) {
        while (begin < end) {
            begin = cut(blob, begin, end, sizes);
            ends.push_back(begin);
        }
    };
    for (const auto hint : hints) {
        if (hint > begin && hint < blob.size()) cutUpTo(hint);
    }
    cutUpTo(blob.size());
    return ends;
}

}  // namespace tram::store
