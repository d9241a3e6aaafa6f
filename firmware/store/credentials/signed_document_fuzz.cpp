// What is read is written and read as the same.
#include <cstdlib>

#include "store/credentials/signed_document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::credentials;
    const auto document = parseSignedDocument(tram::asBytes({data, size}));
    if (!document) return 0;
    const auto again = parseSignedDocument(toFile(*document));
    if (!again || again->text != document->text || again->key != document->key ||
        again->signature != document->signature)
        std::abort();
    return 0;
}
