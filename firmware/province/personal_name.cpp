#include "province/personal_name.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "province/letters.hpp"

namespace tram::province {
namespace {

namespace limit = limits::province;

std::string lettersOf(std::string_view word) {
    std::string letters;
    for (const char c : plainLetters(word)) {
        if (isPlainLetter(c)) letters += c;
    }
    return letters;
}

std::vector<std::string> wordsOf(std::string_view cleaned) {
    std::vector<std::string> words;
    while (!cleaned.empty()) {
        const auto space = cleaned.find(' ');
        words.emplace_back(cleaned.substr(0, space));
        cleaned.remove_prefix(space == std::string_view::npos ? cleaned.size() : space + 1);
    }
    return words;
}

}  // namespace

std::string_view name(NameError error) noexcept {
    switch (error) {
        case NameError::empty:
            return "empty";
        case NameError::tooLong:
            return "too_long";
        case NameError::tooManyWords:
            return "too_many_words";
        case NameError::notUtf8:
            return "not_utf8";
        case NameError::badCharacter:
            return "bad_character";
        case NameError::foreignLetter:
            return "foreign_letter";
        case NameError::noSuchWord:
            return "no_such_word";
    }
    return "unknown";
}

std::expected<PersonalName, NameError> parsePersonalName(std::string_view text, std::optional<std::size_t> givenWord) {
    auto cleaned = cleanName(text, NameAlphabet::person, limit::personalName);
    if (!cleaned) return std::unexpected(cleaned.error());

    PersonalName personal{.text = std::move(*cleaned), .words = {}, .given = 0};
    personal.words = wordsOf(personal.text);
    if (personal.words.size() > limit::personalNameWords) return std::unexpected(NameError::tooManyWords);
    // A word of hyphens and apostrophes alone is a slip, not a name.
    if (std::ranges::any_of(personal.words, [](const auto& word) { return lettersOf(word).empty(); })) {
        return std::unexpected(NameError::badCharacter);
    }
    personal.given = givenWord.value_or(personal.words.size() - 1);
    if (personal.given >= personal.words.size()) return std::unexpected(NameError::noSuchWord);
    if (personalLocalPart(personal).text().size() + limit::suffix > limit::localPart) {
        return std::unexpected(NameError::tooLong);
    }
    return personal;
}

std::pair<std::string, std::string> givenAndFamily(const PersonalName& name) {
    std::pair<std::string, std::string> parts;
    for (std::size_t i = 0; i < name.words.size(); ++i) {
        auto& part = i == name.given ? parts.first : parts.second;
        if (!part.empty()) part += ' ';
        part += name.words[i];
    }
    return parts;
}

PersonalLocalPart personalLocalPart(const PersonalName& name) {
    PersonalLocalPart part;
    for (std::size_t i = 0; i < name.words.size(); ++i) {
        const auto letters = lettersOf(name.words[i]);
        if (i == name.given) {
            part.given = letters;
        } else if (!letters.empty()) {
            part.initials += letters.front();
        }
    }
    return part;
}

}  // namespace tram::province
