// What the public sees of the Directory: agencies in the order of the tree, each with its people behind it. R5.5
//
// Threads: any.
#pragma once

#include <expected>
#include <vector>

#include "province/publicity.hpp"
#include "sheet/directory_entry.hpp"
#include "store/directory_listing.hpp"

namespace tram::roles {

[[nodiscard]] std::expected<std::vector<sheet::DirectoryEntry>, store::StoreError> publicEntries(
    const store::Environment& environment, const province::PublicityPolicy& policy);

}  // namespace tram::roles
