// A person's name as officials of the province bear it, and the local part that R3.5 makes of it.
//
// Reads Vietnamese names and those of the minorities (H'Hen Niê, Giàng A Páo, Y Ban) in composed and
// decomposed Unicode, and refuses what only looks like them: Cyrillic, full-width and other letters
// that are no Latin ones. Pure. Input comes from forms and spreadsheets: hostile.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tram::province {

enum class NameError {
    empty,          // no letter at all
    tooLong,        // more than limits::province::personalName octets
    tooManyWords,   // more than limits::province::personalNameWords
    notUtf8,        // the bytes are no UTF-8
    badCharacter,   // a digit, a control or a sign that no name has
    foreignLetter,  // a letter that is not Latin, or one made to look like a Latin letter
    noSuchWord,     // the word marked as the given name is not there
};

// "empty", "too_long" …: the name in answers and logs.
[[nodiscard]] std::string_view name(NameError error) noexcept;

struct PersonalName {
    std::string text;                // NFC, one space between words, letters and case as given
    std::vector<std::string> words;  // of text; one to six
    std::size_t given = 0;           // index of the given name in words
};

// `givenWord` counts from 0 and says which word is the given name; the last one where it says nothing.
// Spaces of any kind at the ends and in a row are no error.
[[nodiscard]] std::expected<PersonalName, NameError> parsePersonalName(std::string_view text,
                                                                       std::optional<std::size_t> givenWord = {});

// "Hùng" and "Nguyễn Văn": what address books call given and family name, here with the middle names.
[[nodiscard]] std::pair<std::string, std::string> givenAndFamily(const PersonalName& name);

// The two halves of a personal local part: "hung" and "nv" of Nguyễn Văn Hùng. Only a–z.
struct PersonalLocalPart {
    std::string given;
    std::string initials;  // of family and middle names in their order; "" for a name of one word

    [[nodiscard]] std::string text() const { return given + initials; }
};

// Given name + initials of family and middle names, lower-case, no diacritics, no spaces; hyphens and
// apostrophes are left out (H'Hen → hhen). At most limits::province::localPart octets by construction.
// R3.5
[[nodiscard]] PersonalLocalPart personalLocalPart(const PersonalName& name);

}  // namespace tram::province
