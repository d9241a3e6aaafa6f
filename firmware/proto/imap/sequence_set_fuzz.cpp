// Sets: what is read is written the same again, and a normalised set holds what the ranges say.
#include <cstdlib>

#include "proto/imap/sequence_set.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::imap;
    ByteView text(reinterpret_cast<const char*>(data), size);
    const auto set = takeSequenceSet(text, SetForm::any);
    if (!set || set->saved) return 0;
    Bytes written;
    appendSequenceSet(written, set->ranges);
    ByteView again = written;
    const auto reread = takeSequenceSet(again, SetForm::any);
    if (!again.empty() || reread != set) std::abort();

    constexpr std::uint32_t highest = 7;
    const auto normalised = normalise(set->ranges, highest);
    for (std::size_t i = 0; i < normalised.size(); ++i) {
        if (normalised[i].first == 0 || normalised[i].first > normalised[i].last) std::abort();
        if (i > 0 && std::uint64_t{normalised[i - 1].last} + 1 >= normalised[i].first) std::abort();
    }
    for (std::uint32_t number = 1; number < 12; ++number) {
        bool expected = false;
        for (auto [first, last] : set->ranges) {
            if (first == 0) first = highest;
            if (last == 0) last = highest;
            if (first > last) std::swap(first, last);
            expected = expected || (first <= number && number <= last);
        }
        if (containsNumber(normalised, number) != expected) std::abort();
    }
    return 0;
}
