// Agencies and officials as spreadsheets list them: columns found by their headings, in Vietnamese or English, cells
// understood, faults named by row and column. R3.4, R3.5, R8.2
//
// The first row holds the headings; their order does not matter, marks and case neither, and columns that are not known
// are passed over. Pure; exposed to whatever people send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "province/roles.hpp"
#include "sheet/sheet.hpp"

namespace tram::sheet {

struct AgencyEntry {
    std::size_t row = 0;
    std::string name;
    std::string kind;    // as it stands there
    std::string parent;  // its name; "" is none
    std::string label;
    std::string decision;
    std::optional<std::int32_t> day;
};

struct OfficialEntry {
    std::size_t row = 0;
    std::string name;
    std::string agency;  // its name
    province::Role role = province::Role::official;
    std::string suffix;
    std::string address;
    std::uint8_t given = 0;  // which word of the name is the given name, from 1; 0: the last
    std::string title;
    std::string telephone;
    std::string quota;  // as it stands there
    std::string decision;
    std::optional<std::int32_t> day;
};

struct RosterFault {
    std::size_t row = 0;
    std::string column;  // as the command line names it
    enum class Kind { missing, badRole, badNumber, badDate, badVerb, tooLong, noColumn } kind = Kind::missing;
    std::string cell;
};

[[nodiscard]] std::string_view name(RosterFault::Kind kind) noexcept;

template <class Entry>
struct Roster {
    std::vector<Entry> entries;
    std::vector<RosterFault> faults;  // their rows are not among the entries
};

[[nodiscard]] Roster<AgencyEntry> readAgencies(const Sheet& sheet);
[[nodiscard]] Roster<OfficialEntry> readOfficials(const Sheet& sheet);

// The headings that exports write, Vietnamese, in the order of the fields.
[[nodiscard]] std::vector<std::string> agencyHeadings();
[[nodiscard]] std::vector<std::string> officialHeadings();

}  // namespace tram::sheet
