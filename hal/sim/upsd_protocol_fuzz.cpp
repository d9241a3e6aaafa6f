// Lines of a client of upsd, one session to an input.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hal/sim/upsd_protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto machine = tram::hal::sim::makeMachine();
    tram::hal::sim::UpsdSession session;
    const void* raw = data;
    std::string_view text(static_cast<const char*>(raw), size);
    while (!text.empty() && !session.isOver()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto answer = session.answer(machine, text.substr(0, end));
        if (!answer.ends_with('\n')) std::abort();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}
