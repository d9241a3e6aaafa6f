// What an import asks of the store, made from the rows of spreadsheets: agencies found by name, there or among the
// rows; addresses by the rule, with free suffixes where that is wanted. R3.5, R8.2
#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"
#include "sheet/roster.hpp"

namespace tram::cli {

struct ImportFault {
    std::size_t row = 0;
    std::string name;  // of whom or what the row is
    std::string column;
    std::string text;  // for the reader
};

struct ImportPlan {
    store::schema::ImportDirectoryT command;
    // By the command's indexes: the rows that they came from.
    std::vector<std::size_t> agencyRows;
    std::vector<std::size_t> officialRows;
    std::vector<ImportFault> agencyFaults;
    std::vector<ImportFault> officialFaults;
};

enum class Suffixes { asGiven, free };

[[nodiscard]] ImportPlan planImport(Session& session, const sheet::Roster<sheet::AgencyEntry>& agencies,
                                    const sheet::Roster<sheet::OfficialEntry>& officials, Suffixes suffixes);

}  // namespace tram::cli
