// A password from a file, the terminal or the standard input; never from the command line, which others see.
#pragma once

#include <optional>
#include <string>

#include "cli/session.hpp"

namespace tram::cli {

// The first line of the file, or, without one, what is typed unseen at the prompt. Ends the command where there is
// none.
[[nodiscard]] std::string readPassword(Session& session, const std::optional<std::string>& file, Text prompt);

}  // namespace tram::cli
