// What strangers wrote, made fit for a line of a report.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.hpp"

namespace tram::dsn {

// One line of UTF-8: ill-formed octets become U+FFFD, controls spaces; at most `octets`, cut at a character.
[[nodiscard]] std::string cleanLine(ByteView text, std::size_t octets);

}  // namespace tram::dsn
