// A file that may be anything, read as a sealed segment of the journal.
#include <cstdint>
#include <sstream>

#include "store/journal_segment.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::store;
    auto reader = SegmentReader::open(
        std::make_unique<std::istringstream>(std::string(reinterpret_cast<const char*>(data), size)));
    if (!reader) return 0;
    static_cast<void>(isSigned(reader->head()));
    std::uint64_t last = reader->head().first() - 1;
    for (;;) {
        const auto record = reader->next();
        if (!record || !*record) return 0;
        if ((*record)->position.value != ++last) __builtin_trap();
    }
}
