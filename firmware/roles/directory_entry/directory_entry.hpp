// Records of the Directory as entries that are given away: by the operator's command, and to the public.
//
// Threads: any.
#pragma once

#include <string>

#include "base/ids.hpp"
#include "sheet/directory_entry.hpp"
#include "store/schema/record_generated.h"

namespace tram::roles {

// `parent` and `agency`: names.
[[nodiscard]] sheet::DirectoryEntry officeEntry(AgencyId id, const store::schema::AgencyRecordT& agency,
                                                std::string address, std::string parent);
[[nodiscard]] sheet::DirectoryEntry personEntry(OfficialId id, const store::schema::OfficialRecordT& official,
                                                std::string agency);

}  // namespace tram::roles
