// Encoded words: header text beyond ASCII.
//
// Standards: RFC 2047, language tags of RFC 2231 5, RFC 6532. Hostile input: linear.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.hpp"

namespace tram::mime {

// Unstructured text (or a phrase) as UTF-8 in NFC: unfolded, white space between neighbouring encoded
// words dropped, neighbours of one charset and encoding joined before decoding (a character may be cut
// between them), other text read as UTF-8 or guessed (text/charset.hpp). Words that break the rules of
// place or length are decoded all the same, as every reader does.
[[nodiscard]] std::string decodeHeaderText(ByteView rawValue);

// ASCII text comes back as it is, unless it could be mistaken for an encoded word; else the words that
// need it become encoded words of UTF-8 (B or Q, the shorter), each at most 75 characters and with whole
// characters, separated by single spaces: the caller folds at those.
[[nodiscard]] std::string encodeHeaderText(ByteView utf8);

// The same where only a phrase's characters may stand: specials are encoded, too. [RFC2047 5 (3)]
[[nodiscard]] std::string encodePhrase(ByteView utf8);

}  // namespace tram::mime
