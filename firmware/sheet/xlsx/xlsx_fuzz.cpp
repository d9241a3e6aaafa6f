// Hostile archives and XML get an answer, within bounds.
#include <cstdlib>

#include "base/limits.hpp"
#include "sheet/xlsx/xlsx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    const auto sheet = sheet::parseXlsx(asBytes({data, size}));
    if (!sheet) return 0;
    if (sheet->rows.size() > limits::sheet::rows) std::abort();
    for (const auto& row : sheet->rows) {
        if (row.cells.empty() || row.cells.size() > limits::sheet::columns) std::abort();
        for (const auto& cell : row.cells) {
            if (cell.size() > limits::sheet::cell) std::abort();
        }
    }
    return 0;
}
