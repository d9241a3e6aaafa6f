// Mailbox names as IMAP4rev1 writes them: modified UTF-7. [RFC3501 5.1.3]
//
// Hostile input: linear.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace tram::imap {

// As UTF-8. Nothing where it is no modified UTF-7: 8-bit or control characters outside of base64, a "&"
// without its end, printable ASCII, NUL or half a character in base64, bits left over. Superfluous
// shifts ("&AOk-&AOk-") are let pass.
[[nodiscard]] std::optional<std::string> decodeModifiedUtf7(ByteView name);
// What is no UTF-8 becomes U+FFFD, an octet each.
[[nodiscard]] std::string encodeModifiedUtf7(ByteView utf8);

}  // namespace tram::imap
