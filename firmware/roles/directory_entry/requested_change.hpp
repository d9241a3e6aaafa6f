// A form's row as the change that is asked of the store. R8.2
//
// Threads: any.
#pragma once

#include <memory>

#include "sheet/change_form.hpp"
#include "store/schema/record_generated.h"

namespace tram::roles {

// Its row is the form's; texts as they stand there.
[[nodiscard]] std::unique_ptr<store::schema::RequestedChangeT> requestedChange(const sheet::ChangeEntry& entry);

}  // namespace tram::roles
