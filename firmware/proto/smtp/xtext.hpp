// xtext and its UTF-8 kin. Standards: RFC 3461 4 (xtext), RFC 6533 3 (utf-8-addr-xtext, -unitext).
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::smtp {

[[nodiscard]] std::string encodeXtext(ByteView text);
// nullopt where it is not xtext ("+" without two upper-case hexadecimal digits, "=" or a control).
[[nodiscard]] std::optional<std::string> decodeXtext(ByteView text);

// utf-8-addr-xtext: pure ASCII, characters above 127 and the special ones as \x{HEX}.
[[nodiscard]] std::string encodeUtf8AddressXtext(ByteView utf8);
// utf-8-addr-unitext: UTF-8 as it is (only under SMTPUTF8), \x{HEX} for the special ones.
[[nodiscard]] std::string encodeUtf8AddressUnitext(ByteView utf8);
// Either form. nullopt where malformed.
[[nodiscard]] std::optional<std::string> decodeUtf8Address(ByteView text);

}  // namespace tram::smtp
