// The first sheet of an XLSX workbook. [ISO/IEC 29500-1 18, ECMA-376]
//
// Texts as they stand, numbers as the file writes them (a date is a number: the days since 30/12/1899), of formulas
// their last result. Bounded by limits::sheet, the parts' unpacked size too. Exposed to strangers' files. Threads: any.
#pragma once

#include <expected>

#include "base/bytes.hpp"
#include "sheet/sheet.hpp"

namespace tram::sheet {

// Whether it is an archive at all: what a form or attachment is read as.
[[nodiscard]] bool looksLikeXlsx(ByteView bytes) noexcept;

[[nodiscard]] std::expected<Sheet, SheetFault> parseXlsx(ByteView bytes);

}  // namespace tram::sheet
