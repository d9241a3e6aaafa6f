// The text of an HTML part, for a ticket to show: tags go, blocks begin lines, the entities of ordinary mail are read.
//
// Nothing is rendered. Linear; hostile input. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace tram::roles {

// `html` is UTF-8, and so is the result.
[[nodiscard]] std::string textOfHtml(std::string_view html);

}  // namespace tram::roles
