// Whatever is asked of tram-hal is a question within bounds or is refused with a reason.
#include <cstdint>
#include <cstdlib>

#include "base/limits.hpp"
#include "hal/model/hal_protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto question = hal::parseQuestion({reinterpret_cast<const char*>(data), size});
    if (!question) {
        if (question.error().empty()) std::abort();
        return 0;
    }
    if (question->wait > hal::longestWait || question->component.size() > limits::hal::figureName) std::abort();
    const auto again = hal::parseQuestion(hal::encodeQuestion(*question));
    if (!again || again->what != question->what) std::abort();
    return 0;
}
