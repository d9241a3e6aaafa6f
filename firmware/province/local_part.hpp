// Local parts: which ones may be given out, and what to do when one is taken (R3.5).
//
// All local parts of the Directory are lower-case ASCII; anything else is refused here, so that no
// address can pass for another by a look-alike letter. Pure. Exposed to forms and spreadsheets.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "province/personal_name.hpp"

namespace tram::province {

// Kept for the service and for what the RFCs ask of every domain [RFC2142], whatever the case and with
// dots, hyphens and underscores disregarded (No-Reply is noreply). Every vanthu.<…> is not reserved
// here: it is given to the agency's clerk mailbox; plain "vanthu" is.
[[nodiscard]] bool isReserved(std::string_view localPart) noexcept;

enum class LocalPartError {
    empty,
    tooLong,        // more than limits::province::localPart octets
    badCharacter,   // other than a–z, 0–9, inner single dots and hyphens
    foreignLetter,  // not ASCII: homographs, diacritics, full-width letters
    reserved,
    taken,
    badSuffix,  // not one or two of a–z, 0–9
};

[[nodiscard]] std::string_view name(LocalPartError error) noexcept;

// The addresses of groups (group_address.hpp) are refused as reserved, too.
//
// A local part given by hand — an exception the Department decided (R3.3b) or an alias —, checked and
// in lower case. Does not ask whether it is taken.
[[nodiscard]] std::expected<std::string, LocalPartError> parseLocalPart(std::string_view text);

// Where the suffix of a later registrant goes; configuration, the end by default. R3.5
enum class SuffixPosition { end, afterGivenName };

// How a personal local part stands to the rule R3.5.
enum class AddressRule {
    kept,       // as the name makes it
    suffix,     // with a later registrant's one or two characters
    exception,  // another: only with a decision of the Department on record (R3.3b)
};
// `localPart` is one that parseLocalPart accepted.
[[nodiscard]] AddressRule ruleOf(const PersonalLocalPart& base, std::string_view localPart,
                                 SuffixPosition position = SuffixPosition::end);

using IsTaken = std::function<bool(std::string_view localPart)>;

// The local part with the registrant's own one or two characters (upper case is lowered).
// Errors: badSuffix, tooLong, reserved, taken.
[[nodiscard]] std::expected<std::string, LocalPartError> withSuffix(const PersonalLocalPart& base,
                                                                    std::string_view suffix, const IsTaken& isTaken,
                                                                    SuffixPosition position = SuffixPosition::end);

// Free local parts for somebody whose own is taken: digits first, then letters, then two digits, then
// two letters; none that is reserved and none with 0, 1, i, l or o as a suffix, which are misread. At most
// `count`; fewer where fewer are free. Asks isTaken at most some 620 times.
[[nodiscard]] std::vector<std::string> proposeFree(const PersonalLocalPart& base, const IsTaken& isTaken,
                                                   std::size_t count, SuffixPosition position = SuffixPosition::end);

// The local part by the rule, where it is free and not reserved.
[[nodiscard]] std::expected<std::string, LocalPartError> freeLocalPart(const PersonalLocalPart& base,
                                                                       const IsTaken& isTaken);

}  // namespace tram::province
