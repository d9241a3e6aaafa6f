// A text that the appliance signed, as a file that stands by itself: the text, an empty line, key and signature.
//
//   TRAM HANDOVER 1
//   …
//
//   key: 64 hexadecimal digits
//   signature: 128 hexadecimal digits
// Pure; read from strangers' files.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "store/credentials/signing_key.hpp"

namespace tram::credentials {

struct SignedDocument {
    std::string text;  // ends with a line end; what was signed
    PublicKey key{};
    Signature signature{};
};

[[nodiscard]] std::string toFile(const SignedDocument& document);
// Nothing where it is none. Line ends may be CRLF.
[[nodiscard]] std::optional<SignedDocument> parseSignedDocument(ByteView file);

}  // namespace tram::credentials
