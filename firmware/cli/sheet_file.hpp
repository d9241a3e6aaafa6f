// A spreadsheet that the operator names: CSV or XLSX, by what is in it.
#pragma once

#include "cli/session.hpp"
#include "sheet/sheet.hpp"

namespace tram::cli {

// Ends the command where the file cannot be read or holds no table.
[[nodiscard]] sheet::Sheet readSheet(const Session& session, const std::string& file);

}  // namespace tram::cli
