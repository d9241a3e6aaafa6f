// Whatever a process sends is a report or an error, and a report comes back as it was.
#include <cstdint>
#include <cstdlib>

#include "base/limits.hpp"
#include "hal/model/report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto report = hal::parseReport({reinterpret_cast<const char*>(data), size});
    if (!report) return 0;
    if (report->figures.size() > limits::hal::reportFigures) std::abort();
    for (const auto& figure : report->figures) {
        if (figure.name.empty() || figure.labels.size() > limits::hal::figureLabels) std::abort();
        for (const auto& [label, text] : figure.labels) {
            if (text.find('\n') != std::string::npos) std::abort();
        }
    }
    const auto encoded = hal::encodeReport(*report);
    if (encoded.size() <= limits::hal::reportOctets && hal::parseReport(encoded) != report) std::abort();
    return 0;
}
