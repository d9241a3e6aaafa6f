// Vietnamese without its marks, for addresses and file names.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace tram::text {

// "Nguyễn Văn Đức" -> "Nguyen Van Duc": combining marks are dropped, đ and Đ become d and D; case and
// every other character stay. Linear; ill-formed bytes become U+FFFD.
[[nodiscard]] std::string withoutDiacritics(ByteView utf8);

}  // namespace tram::text
