// CSV, read as spreadsheets write it and written so that they read it. [RFC4180]
//
// Read: UTF-8 with or without a byte-order mark; commas, semicolons or tabs, whichever the first line has most of; line
// ends of any kind; cells in quotes may hold them all. Pure.
#pragma once

#include <expected>
#include <span>

#include "base/bytes.hpp"
#include "sheet/sheet.hpp"

namespace tram::sheet {

[[nodiscard]] std::expected<Sheet, SheetFault> parseCsv(ByteView bytes);

// A row with its line end. What a spreadsheet would take for a formula gets an apostrophe in front.
[[nodiscard]] std::string csvRow(std::span<const std::string> cells);

}  // namespace tram::sheet
