// What parses is written in a form that parses to the same, and holds its own first address.
#include <cstdlib>

#include "base/bytes.hpp"
#include "store/credentials/network.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::credentials;
    const auto text = tram::asBytes({data, size});
    const auto network = parseNetwork(text);
    if (!network) return 0;
    const auto written = toText(*network);
    if (parseNetwork(written) != network) std::abort();
    if (!contains(*network, written.substr(0, written.find('/')))) std::abort();
    return 0;
}
