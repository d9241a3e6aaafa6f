// Whatever a tool prints gives figures or an error, within bounds.
#include <cstdlib>

#include "hal/model/smart.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reading = tram::hal::parseSmart({reinterpret_cast<const char*>(data), size});
    if (!reading) return 0;
    for (const auto* text : {&reading->vendor, &reading->model, &reading->serial, &reading->firmware}) {
        if (text->size() > 128 || text->find('\n') != std::string::npos) std::abort();
    }
    if (reading->commandTimeouts.value_or(0) > 0xffff) std::abort();
    return 0;
}
