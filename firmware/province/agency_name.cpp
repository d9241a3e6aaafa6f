#include "province/agency_name.hpp"

#include "base/limits.hpp"
#include "province/letters.hpp"
#include "province/local_part.hpp"

namespace tram::province {
namespace {

namespace limit = limits::province;

// The words of a name in plain letters. Apostrophes belong to a word, everything else that is neither letter
// nor digit parts words.
template <class Take>
void forEachWord(std::string_view agencyName, Take take) {
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) take(std::string_view{word});
        word.clear();
    };
    for (const char c : plainLetters(agencyName)) {
        if (isPlainLetter(c) || isPlainDigit(c)) {
            word += c;
        } else if (c != '\'') {
            finish();
        }
    }
    finish();
}

}  // namespace

std::string_view name(LabelError error) noexcept {
    switch (error) {
        case LabelError::empty:
            return "empty";
        case LabelError::tooLong:
            return "too_long";
        case LabelError::badCharacter:
            return "bad_character";
        case LabelError::reserved:
            return "reserved";
    }
    return "unknown";
}

std::expected<std::string, NameError> parseAgencyName(std::string_view text) {
    return cleanName(text, NameAlphabet::agency, limit::agencyName);
}

std::expected<std::string, LabelError> parseDomainLabel(std::string_view label) {
    if (label.empty()) return std::unexpected(LabelError::empty);
    if (label.size() > limit::agencyLabel) return std::unexpected(LabelError::tooLong);
    std::string lowered;
    for (const char c : label) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (!isPlainLetter(lower) && !isPlainDigit(lower) && lower != '-') {
            return std::unexpected(LabelError::badCharacter);
        }
        lowered += lower;
    }
    if (lowered.front() == '-' || lowered.back() == '-') return std::unexpected(LabelError::badCharacter);
    if (isReserved(lowered)) return std::unexpected(LabelError::reserved);
    return lowered;
}

std::string agencyInitials(std::string_view agencyName, Conjunctions conjunctions) {
    std::string initials;
    std::size_t position = 0;
    forEachWord(agencyName, [&](std::string_view word) {
        ++position;
        // "và" between words; never the first, where it would be part of a proper name.
        if (conjunctions == Conjunctions::leaveOut && word == "va" && position > 1) return;
        if (isPlainDigit(word.front())) {
            initials += word;
        } else {
            initials += word.front();
        }
    });
    return initials;
}

std::expected<std::string, LabelError> agencyLabel(std::string_view agencyName, std::string_view domainLabel,
                                                   Conjunctions conjunctions) {
    return parseDomainLabel(domainLabel.empty() ? std::string_view{agencyInitials(agencyName, conjunctions)}
                                                : domainLabel);
}

std::string clerkLocalPart(std::string_view label) {
    return std::string{"vanthu."}.append(label);
}

}  // namespace tram::province
