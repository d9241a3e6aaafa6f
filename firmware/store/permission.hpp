// Which process may ask what: a process sends only the commands that its role needs.
#pragma once

#include <string_view>

#include "store/schema/command_generated.h"

namespace tram::store {

// `process` is "tram-smtp", "tram-relay", "tram-access" or "tram" (the operator's command).
[[nodiscard]] bool mayAsk(std::string_view process, schema::RequestBody what);

}  // namespace tram::store
