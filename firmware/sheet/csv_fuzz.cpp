// What is read is written and read as the same, but for what is no cell's own: white space and apostrophes around.
#include <cstdlib>

#include "sheet/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram::sheet;
    const auto sheet = parseCsv(tram::asBytes({data, size}));
    if (!sheet) return 0;
    for (const auto& row : sheet->rows) {
        if (row.cells.empty()) std::abort();
        // The first row's separator is found by counting, so a row stands behind one that is sure.
        const auto again = parseCsv("\"a\",\"b\"\r\n" + csvRow(row.cells));
        if (!again || again->rows.size() != 2 || again->rows[1].cells != row.cells) std::abort();
    }
    return 0;
}
