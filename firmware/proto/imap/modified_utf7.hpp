// Mailbox names as IMAP4rev1 writes them: modified UTF-7. [RFC3501 5.1.3]
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::imap {

// Nothing where it is no modified UTF-7: 8-bit, a "&" without end, printable ASCII or half a character
// in base64, superfluous shifts are let pass.
[[nodiscard]] std::optional<std::string> decodeModifiedUtf7(ByteView name);
// `utf8` is valid UTF-8.
[[nodiscard]] std::string encodeModifiedUtf7(ByteView utf8);

}  // namespace tram::imap
