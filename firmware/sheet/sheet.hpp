// A table as people keep it: rows of cells, all text. Values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tram::sheet {

struct Row {
    std::size_t number = 0;          // as the program that made it counts them, from 1
    std::vector<std::string> cells;  // UTF-8, without white space around; missing ones at the end are left out
};

struct Sheet {
    std::vector<Row> rows;  // without empty ones
};

enum class SheetError {
    notUtf8,
    tooLarge,   // limits::sheet: octets, rows, columns or octets of a cell
    badQuote,   // CSV: a quoted cell that does not end, or goes on behind its end
    notASheet,  // XLSX: no archive, or not what should be in it
};

struct SheetFault {
    SheetError error = SheetError::notUtf8;
    std::size_t row = 0;  // 0: of the whole
};

[[nodiscard]] std::string_view name(SheetError error) noexcept;

// Whether a spreadsheet would take it for a formula, or would but for apostrophes in front: such a cell is written with
// one apostrophe more and read with one less.
[[nodiscard]] bool looksLikeFormula(std::string_view text) noexcept;

// Takes a cell as it was read: white space around it goes, and so does the apostrophe that keeps a spreadsheet from
// taking what follows for a formula.
[[nodiscard]] std::string cleanCell(std::string_view text);

}  // namespace tram::sheet
