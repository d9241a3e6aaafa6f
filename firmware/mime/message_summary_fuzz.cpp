// Any bytes as an encoded summary: refused, or consistent and encodable again.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "mime/message_summary.hpp"
#include "mime/part_tree.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto summary = mime::decodeSummary(asBytes({data, size}));
    if (!summary) return 0;
    for (std::uint32_t i = 0; i < summary->parts.size(); ++i) {
        const auto& part = summary->parts[i];
        if (part.headerStart > part.bodyStart || part.bodyStart > part.bodyEnd || part.bodyEnd > summary->size)
            std::abort();
        if (part.end <= i || part.end > summary->parts.size()) std::abort();
        if (part.parent != mime::Part::none && part.parent >= i) std::abort();
        if (part.envelope != mime::Part::none && part.envelope >= summary->enclosed.size()) std::abort();
        static_cast<void>(summary->children(i));
        static_cast<void>(mime::enclosedRoot(*summary, i));
    }
    const auto again = mime::decodeSummary(mime::encodeSummary(*summary));
    if (!again || *again != *summary) std::abort();
    return 0;
}
