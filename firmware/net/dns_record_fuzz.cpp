// Record data of DNS answers: whatever a stranger's server says, a value comes out or nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/dns_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const ByteView bytes = asBytes({data, size});
    // A name that was read, and is not the root, can be asked for again and stays the same.
    if (const auto name = net::nameRecord(bytes); name && !name->empty() && net::askableName(*name) != name)
        std::abort();
    if (const auto mx = net::mxRecord(bytes);
        mx && !mx->exchange.empty() && net::askableName(mx->exchange) != mx->exchange)
        std::abort();
    if (const auto text = net::txtRecord(bytes); text && text->size() >= size) std::abort();
    (void)net::aRecord(bytes);
    (void)net::aaaaRecord(bytes);
    (void)net::tlsaRecord(bytes);
    if (const auto name = net::askableName(bytes); name && net::askableName(*name) != name) std::abort();
    return 0;
}
