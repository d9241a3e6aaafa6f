// The Vietnamese charsets that ICU does not have. Output is UTF-8, not yet normalised.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace tram::text {

// [RFC1456 2]: letters in six places of the control range, too.
[[nodiscard]] std::string decodeViscii(ByteView bytes);

// TCVN 5712:1993, VN1 (letters in the control range, combining tones); the ABC fonts' TCVN3 is its upper half.
[[nodiscard]] std::string decodeTcvn(ByteView bytes);

// VNI for Windows: a letter, then one octet for all its marks.
[[nodiscard]] std::string decodeVni(ByteView bytes);

// Mnemonic Vietnamese in ASCII: "Vie^.t". [RFC1456 3]
[[nodiscard]] std::string decodeViqr(ByteView bytes);

}  // namespace tram::text
