// An agency's name, its label, and the addresses that R3.4 and R3.6.2 make of it.
//
// The label is the agency's own domain label where it has one (sonoivu, sotttt), else the initials of
// its name: one letter a word, numbers whole, punctuation left out ("Sở Văn hóa, Thể thao và Du lịch"
// → svhttvdl). Pure. Input comes from forms and spreadsheets: hostile.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "province/personal_name.hpp"

namespace tram::province {

// The name in NFC with single spaces. Letters as for personal names, digits and , - – . & / ( ) ' "
// besides. Errors as in NameError; too long is more than limits::province::agencyName octets.
[[nodiscard]] std::expected<std::string, NameError> parseAgencyName(std::string_view text);

enum class LabelError {
    empty,
    tooLong,       // more than limits::province::agencyLabel octets
    badCharacter,  // other than a–z, 0–9 and inner hyphens; diacritics and spaces too
    reserved,      // a local part that is kept for the service
};

[[nodiscard]] std::string_view name(LabelError error) noexcept;

// An own domain label, checked and in lower case. [RFC1035 2.3.1] R3.4
[[nodiscard]] std::expected<std::string, LabelError> parseDomainLabel(std::string_view label);

// Whether "và" counts among the words. The decree says "the initials of its name", so it does; a province that
// writes its departments' short names without it (Sở TT&TT) may leave it out.
enum class Conjunctions { keep, leaveOut };

// The initials of a name that parseAgencyName accepted.
[[nodiscard]] std::string agencyInitials(std::string_view agencyName, Conjunctions conjunctions = Conjunctions::keep);

// The label by the rule: `domainLabel` where it is not empty, else the initials. Errors are
// parseDomainLabel's; a name whose initials are reserved needs a label of its own.
[[nodiscard]] std::expected<std::string, LabelError> agencyLabel(std::string_view agencyName,
                                                                 std::string_view domainLabel,
                                                                 Conjunctions conjunctions = Conjunctions::keep);

// vanthu.<label>. R3.6.2
[[nodiscard]] std::string clerkLocalPart(std::string_view label);

}  // namespace tram::province
