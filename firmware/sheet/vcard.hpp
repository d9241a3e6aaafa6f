// Directory entries as vCards, for telephones and address books. [RFC6350]
//
// Version 4.0, UTF-8, lines folded at 75 octets between characters. Pure.
#pragma once

#include <span>
#include <string>

#include "sheet/directory_entry.hpp"

namespace tram::sheet {

[[nodiscard]] std::string toVcards(std::span<const DirectoryEntry> entries);

}  // namespace tram::sheet
