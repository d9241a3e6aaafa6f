// The password a person chose: Argon2id, encoded with its cost, so that the cost can be raised later.
// [RFC9106]
//
// Passwords are octets here; callers bring them to NFC first, as RFC8265 4.2 asks, since one keyboard composes
// Vietnamese letters and another does not.
// A check takes at least 50 ms and limits::credentials::argon2Memory by design: callers run it on few threads
// of their own, never on the one that commits. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/limits.hpp"

namespace tram::credentials {

struct Argon2Cost {
    std::uint64_t passes = limits::credentials::argon2Passes;
    std::size_t memory = limits::credentials::argon2Memory;  // bytes
};

enum class PasswordError {
    tooShort,       // fewer characters than limits::credentials::chosenPasswordCharacters
    tooLong,        // more than limits::credentials::password octets
    generatedForm,  // looks like a hand-out or an app password, which are checked otherwise
    badCharacter,   // NUL or another control character
    noMemory,       // Argon2 got no memory
    guessable,      // on the lists, or made of what is (password_strength.hpp)
};

[[nodiscard]] std::string_view name(PasswordError error) noexcept;

// Whether a person may choose it, by length and form.
[[nodiscard]] std::expected<void, PasswordError> checkChoice(ByteView password);

class ChosenPasswords {
public:
    explicit ChosenPasswords(Argon2Cost cost = {});

    // The verifier, "$argon2id$v=19$m=…,t=…,p=1$…". Errors: tooLong, noMemory.
    [[nodiscard]] std::expected<std::string, PasswordError> hash(ByteView password) const;
    // False too where `verifier` is malformed. Errors: noMemory, which says nothing about the password.
    [[nodiscard]] std::expected<bool, PasswordError> verify(std::string_view verifier, ByteView password) const;
    // The work of verify() for an account that is not there or has no chosen password: false or noMemory.
    [[nodiscard]] std::expected<bool, PasswordError> verifyNobody(ByteView password) const;
    // Whether the verifier was made at another cost; hash anew when the password is next at hand.
    [[nodiscard]] bool needsRehash(std::string_view verifier) const;

private:
    Argon2Cost cost_;
    std::string nobody_;  // the verifier that stands in for accounts that do not exist: of no password
};

}  // namespace tram::credentials
