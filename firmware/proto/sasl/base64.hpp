// Base64 as SASL profiles carry it: one line, padded, nothing else. Standards: RFC 4648 4 and 3.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::sasl {

[[nodiscard]] std::string encodeBase64(ByteView bytes);
// nullopt where there is a stray octet, missing or misplaced padding, or non-zero padding bits.
[[nodiscard]] std::optional<std::string> decodeBase64(ByteView text);

}  // namespace tram::sasl
