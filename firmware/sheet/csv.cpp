#include "sheet/csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "base/utf8.hpp"

namespace tram::sheet {

namespace {

namespace limit = limits::sheet;

constexpr ByteView byteOrderMark = "\xef\xbb\xbf";

char separatorOf(ByteView bytes) {
    std::array counts{std::pair{',', 0}, std::pair{';', 0}, std::pair{'\t', 0}};
    bool quoted = false;
    for (const char c : bytes) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) break;
        for (auto& [separator, count] : counts) count += !quoted && c == separator ? 1 : 0;
    }
    return std::ranges::max_element(counts, {}, &std::pair<char, int>::second)->first;
}

class Reader {
public:
    Reader(ByteView bytes, char separator) : rest_(bytes), separator_(separator) {}

    std::expected<Sheet, SheetFault> read() {
        for (row_ = 1; !rest_.empty(); ++row_) {
            if (auto done = readRow(); !done) return std::unexpected(done.error());
        }
        return std::move(sheet_);
    }

private:
    std::unexpected<SheetFault> fault(SheetError error) const { return std::unexpected(SheetFault{error, row_}); }

    std::expected<void, SheetFault> readRow() {
        Row row;
        row.number = row_;
        for (bool more = true; more;) {
            auto cell = rest_.starts_with('"') ? quotedCell() : plainCell();
            if (!cell) return std::unexpected(cell.error());
            if (cell->size() > limit::cell) return fault(SheetError::tooLarge);
            row.cells.push_back(cleanCell(*cell));
            if (row.cells.size() > limit::columns) return fault(SheetError::tooLarge);
            more = rest_.starts_with(separator_);
            if (more) rest_.remove_prefix(1);
        }
        if (rest_.starts_with('\r')) rest_.remove_prefix(1);
        if (rest_.starts_with('\n')) rest_.remove_prefix(1);
        while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
        if (row.cells.empty()) return {};
        sheet_.rows.push_back(std::move(row));
        if (sheet_.rows.size() > limit::rows) return fault(SheetError::tooLarge);
        return {};
    }

    std::expected<std::string, SheetFault> plainCell() {
        const std::array ends{separator_, '\r', '\n'};
        const auto end = std::min(rest_.find_first_of(ByteView(ends.data(), ends.size())), rest_.size());
        std::string cell(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return cell;
    }

    std::expected<std::string, SheetFault> quotedCell() {
        std::string cell;
        rest_.remove_prefix(1);
        for (;;) {
            const auto quote = rest_.find('"');
            if (quote == ByteView::npos) return fault(SheetError::badQuote);
            cell += rest_.substr(0, quote);
            rest_.remove_prefix(quote + 1);
            if (cell.size() > limit::cell) return fault(SheetError::tooLarge);
            if (!rest_.starts_with('"')) break;
            cell += '"';
            rest_.remove_prefix(1);
        }
        const bool ends = rest_.empty() || rest_[0] == separator_ || rest_[0] == '\r' || rest_[0] == '\n';
        if (!ends) return fault(SheetError::badQuote);
        return cell;
    }

    ByteView rest_;
    char separator_;
    std::size_t row_ = 0;
    Sheet sheet_;
};

}  // namespace

std::expected<Sheet, SheetFault> parseCsv(ByteView bytes) {
    if (bytes.size() > limit::octets) return std::unexpected(SheetFault{SheetError::tooLarge, 0});
    if (bytes.starts_with(byteOrderMark)) bytes.remove_prefix(byteOrderMark.size());
    if (!isUtf8(bytes) || bytes.contains('\0')) return std::unexpected(SheetFault{SheetError::notUtf8, 0});
    return Reader(bytes, separatorOf(bytes)).read();
}

std::string csvRow(std::span<const std::string> cells) {
    std::string row;
    bool first = true;
    for (const auto& cell : cells) {
        if (!first) row += ',';
        first = false;
        const bool isEscaped = looksLikeFormula(cell);
        if (!isEscaped && cell.find_first_of(",;\"\r\n\t") == std::string::npos) {
            row += cell;
            continue;
        }
        row += '"';
        if (isEscaped) row += '\'';
        for (const char c : cell) {
            if (c == '"') row += '"';
            row += c;
        }
        row += '"';
    }
    return row + "\r\n";
}

}  // namespace tram::sheet
