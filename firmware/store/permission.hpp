// Which process may ask what, and which power a person needs for it: a process sends only the commands that its role
// needs.
#pragma once

#include <optional>
#include <string_view>

#include "province/administration.hpp"

#include "store/schema/command_generated.h"

namespace tram::store {

// `process` is "tram-smtp", "tram-relay", "tram-access", "tram-office" or "tram" (the operator's command).
[[nodiscard]] bool mayAsk(std::string_view process, schema::RequestBody what);

// What a person must have to ask it of an administrator's door (`tram`, the console); nothing for what only processes
// ask, in nobody's name. How far the power must reach is each command's to know (directory_change.hpp).
[[nodiscard]] std::optional<province::Power> powerOf(schema::RequestBody what);

}  // namespace tram::store
