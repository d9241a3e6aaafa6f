#include "cli/sheet_file.hpp"

#include <fstream>

#include "base/limits.hpp"
#include "sheet/csv.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace tram::cli {

namespace {

Text describe(sheet::SheetError error) {
    switch (error) {
        case sheet::SheetError::notUtf8:
            return {"the text is not UTF-8; save it as \"CSV UTF-8\"", "không phải UTF-8; hãy lưu dạng \"CSV UTF-8\""};
        case sheet::SheetError::tooLarge:
            return {"too large", "quá lớn"};
        case sheet::SheetError::badQuote:
            return {"a quoted cell does not end as it should", "dấu nháy của ô không khép đúng"};
        case sheet::SheetError::notASheet:
            break;
    }
    return {"neither CSV nor XLSX", "không phải CSV hay XLSX"};
}

}  // namespace

sheet::Sheet readSheet(const Session& session, const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes content(limits::sheet::octets + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (!in.eof() && !in)
        throw EndOfCommand{Exit::usage,
                           file + std::string(Text{": cannot be read", ": không đọc được"}.in(session.language))};
    content.resize(static_cast<std::size_t>(in.gcount()));
    auto table = sheet::looksLikeXlsx(content) ? sheet::parseXlsx(content) : sheet::parseCsv(content);
    if (table) return std::move(*table);
    const auto& fault = table.error();
    throw EndOfCommand{Exit::refused, file + (fault.row == 0 ? "" : ":" + std::to_string(fault.row)) + ": " +
                                          std::string(describe(fault.error).in(session.language))};
}

}  // namespace tram::cli
