// UTF-8: repair, cutting at characters, normalisation. Validity is base/utf8.hpp's.
//
// Standards: RFC 3629, Unicode normalisation form C. Hostile input: any bytes; every function is linear.
#pragma once

#include <cstddef>
#include <string>

#include "base/utf8.hpp"

namespace tram::text {

// The bytes with every maximal ill-formed part replaced by U+FFFD; valid UTF-8 comes back as it is.
[[nodiscard]] std::string repairUtf8(ByteView bytes);

// The longest prefix of at most `octets` that does not end inside a character.
[[nodiscard]] ByteView utf8Prefix(ByteView bytes, std::size_t octets) noexcept;

// Normalisation form C; ill-formed parts become U+FFFD.
[[nodiscard]] std::string toNfc(ByteView utf8);

}  // namespace tram::text
