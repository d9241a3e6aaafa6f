// What the operator's command prints: rows once, as an aligned table for people or as JSON for scripts.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"

namespace tram::cli {

enum class Format { table, json };

struct Column {
    std::string_view key;  // of the rows' objects
    Text heading;
    enum class Side { left, right } side = Side::left;
};

using Rows = std::vector<boost::json::object>;

// As JSON one array with everything in the objects; as a table the columns, the last one without padding.
void printRows(std::ostream& out, Format format, Language language, const std::vector<Column>& columns,
               const Rows& rows);
// One object: as JSON the object, else "name: value" lines.
void printFacts(std::ostream& out, Format format, const boost::json::object& facts);

// Columns that a text takes on a terminal: code points without combining marks.
[[nodiscard]] std::size_t widthOf(std::string_view text);
// Without what would steer a terminal: control characters become '?'.
[[nodiscard]] std::string printable(std::string_view text);

// "2026-11-25 09:31:57+07:00", the province's own time; "" for 0. Microseconds since 1970.
[[nodiscard]] std::string localTime(std::int64_t microseconds);
// Seconds since 1970 of "2026-11-25" (its end, at +07:00); nothing where it is no date.
[[nodiscard]] bool endOfDay(std::string_view date, std::int64_t& microseconds);

}  // namespace tram::cli
