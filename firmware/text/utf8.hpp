// UTF-8: validity, repair, cutting at characters, normalisation.
//
// Standards: RFC 3629, Unicode normalisation form C. Hostile input: any bytes; every function is linear.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.hpp"

namespace tram::text {

[[nodiscard]] bool isAscii(ByteView bytes) noexcept;

// No overlong forms, no surrogates, nothing above U+10FFFF. [RFC3629 3]
[[nodiscard]] bool isValidUtf8(ByteView bytes) noexcept;

// The bytes with every maximal ill-formed part replaced by U+FFFD; valid UTF-8 comes back as it is.
[[nodiscard]] std::string repairUtf8(ByteView bytes);

// The longest prefix of at most `octets` that does not end inside a character.
[[nodiscard]] ByteView utf8Prefix(ByteView bytes, std::size_t octets) noexcept;

// Normalisation form C; ill-formed parts become U+FFFD.
[[nodiscard]] std::string toNfc(ByteView utf8);

}  // namespace tram::text
