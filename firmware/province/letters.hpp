// Which characters a name may have, and what a-z they come to. Inner to this room.
//
// Latin letters with the marks that Vietnamese and the Latin-written languages of the minorities have; all that
// merely looks Latin — Cyrillic, Greek, full-width, mathematical letters, dotless i — is foreign. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "province/personal_name.hpp"

namespace tram::province {

enum class NameAlphabet { person, agency };

// NFC, spaces of every kind made one U+0020 between words and none at the ends, letters checked: letters,
// apostrophes and hyphens of a person; digits and a title's punctuation besides of an agency. Marks that no
// letter bears, more than two marks a letter beyond NFC, and letters that come to no a–z are refused.
// Errors: empty, tooLong (more than `most` octets, given or cleaned), notUtf8, badCharacter,
// foreignLetter.
[[nodiscard]] std::expected<std::string, NameError> cleanName(std::string_view text, NameAlphabet alphabet,
                                                              std::size_t most);

// A cleaned name in ASCII: lower case, no diacritics; apostrophes are ', hyphens and dashes -, quotes ".
[[nodiscard]] std::string plainLetters(std::string_view cleaned);

[[nodiscard]] constexpr bool isPlainLetter(char c) {
    return c >= 'a' && c <= 'z';
}
[[nodiscard]] constexpr bool isPlainDigit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace tram::province
